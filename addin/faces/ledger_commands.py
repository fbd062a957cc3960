"""The command ``ledger``: an accounting export becomes cost lines, by a mapping that is confirmed and kept."""

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from addin.actions.importing_files import read_text
from addin.actions.importing_memory import Write
from addin.actions.ledger import LedgerMemory, LedgerPlan, missing_columns, plan_ledger
from addin.faces.speech import (
    BOOK,
    CSV_WORD,
    DRY_RUN,
    FILE_WORD,
    JSON,
    PERIOD,
    YES_MAPPING,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
)
from addin.faces.telling import shortened
from addin.rules.cost_lines import read_columns
from addin.rules.cost_mapping import guarded
from addin.rules.cost_parts import spoken
from addin.rules.ledger_accounts import WORDS, Assigned, target_of
from addin.rules.ledger_columns import FIELDS, Headings, field_of, read_headings
from addin.rules.ledger_read import read_raw
from sync.books.files import read_file
from sync.books.open_book import open_book
from sync.ids import new_id
from sync.settings import read_settings, user_lang
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.findings import Finding, Severity
from workbook_templates.identities import give_ids
from workbook_templates.money import show
from workbook_templates.text import Lang, OfficeError, Text, fold, many

DONE, LOOK = 0, 1
COLUMN, ACCOUNT = Text("column", "colonne"), Text("account", "compte")
MAPPING_HEADINGS = (
    Text("Sort", "Type"),
    Text("In the ledger", "Dans la comptabilité"),
    Text("Name", "Intitulé"),
    Text("Becomes", "Devient"),
    Text("Amount", "Montant"),
    Text("Proposed by", "Proposé par"),
)
HOW = {
    "kept": Text("kept", "déjà confirmé"),
    "same-code": Text("same code", "même code"),
    "name": Text("like name", "intitulé proche"),
    "class": Text("class of account", "classe de compte"),
    "": Text("to fill in", "à remplir"),
}


def add_ledger_commands(verbs: Verbs) -> None:
    """Declare ``ledger BOOK FILE``."""
    verb = add_verb(
        verbs,
        "ledger",
        Text(
            "Turn an accounting export (FEC or CSV) into cost lines.",
            "Faire d'un export comptable (FEC ou CSV) des lignes de dépenses.",
        ),
        _run,
    )
    add_argument(verb, *BOOK)
    add_argument(verb, "file", Text("A FEC (.txt), or a .csv.", "Un FEC (.txt), ou un .csv."), FILE_WORD)
    add_argument(
        verb,
        "--mapping",
        Text(
            "Written with the proposal when absent, read as the mapping when there.",
            "Écrit avec la proposition s'il est absent, lu comme correspondance s'il est là.",
        ),
        CSV_WORD,
        type=Path,
    )
    add_argument(
        verb,
        "--period",
        Text(
            "The period of every line; else by its date.", "La période de chaque ligne ; sinon selon sa date."
        ),
        PERIOD[2],
        type=int,
    )
    add_flag(verb, *YES_MAPPING)
    add_flag(verb, *DRY_RUN)
    add_flag(verb, *JSON)


def _run(options: argparse.Namespace) -> int:
    settings = read_settings(Path(options.book))
    memory = LedgerMemory(settings)
    book = open_book(options.book, settings)
    reading = book.read(INPUT_TABLES)
    _check_present(reading)
    raw = read_raw(read_file(Path(options.file)))
    headings, known_columns = _known_headings(read_headings(raw.header), memory)
    kept = memory.accounts()
    has_file = options.mapping is not None and options.mapping.exists()
    if has_file:
        headings, said = _read_mapping(options.mapping, headings, _budget(reading))
        kept |= said
    lacking = missing_columns(headings)
    awaits = options.mapping is not None and not has_file
    if lacking:
        if awaits and not options.dry_run:
            _write_mapping(options.mapping, headings, (), reading.lang)
        return _tell_lacking(options, lacking, reading.lang)
    reading, ids = give_ids(reading, new_id)
    plan = plan_ledger(reading, raw, headings, kept, options.period, new_id, ids)
    asked = bool(plan.asked) or not (headings.is_fec or known_columns or has_file)
    is_asked = asked and not options.yes
    written = not is_asked and not options.dry_run and not awaits
    if awaits and not options.dry_run:
        _write_mapping(options.mapping, headings, plan.accounts, reading.lang)
    if written:
        if plan.counts["added"]:
            after = book.apply(plan.edits)
            if Path(options.book).is_file():
                name = Path(options.file).name
                memory.record_write(Write(Path(options.book).name, "costs", name, reading.fingerprint, after))
        decided = {one.code: one.target for one in plan.accounts if one.target and one.how != "class"}
        memory.keep(headings, kept | decided)
    return _tell(options, headings, plan, is_asked, written, awaits and not options.dry_run, reading.lang)


def _check_present(reading: Reading) -> None:
    for key in ("costs", "accounts"):
        read = reading.tables[key]
        if read.place is None:
            name = read.table.label
            raise OfficeError(
                f"This workbook has no {name.en} table: its header row was not found.",
                f"Ce classeur n'a pas de tableau {name.fr} : sa ligne d'en-têtes est introuvable.",
            )


def _known_headings(headings: Headings, memory: LedgerMemory) -> tuple[Headings, bool]:
    kept = None if headings.is_fec else memory.columns(headings)
    return (headings, False) if kept is None else (replace(headings, fields=kept), True)


def _budget(reading: Reading) -> dict[str, str]:
    table = read_columns(reading, "accounts")
    return {code.strip(): name for code, name in zip(table["account"], table["name"], strict=True)}


def _write_mapping(path: Path, headings: Headings, accounts: Sequence[Assigned], lang: Lang) -> None:
    """Write the proposal as a CSV to correct in any office program."""
    if path.suffix.lower() != ".csv":
        raise OfficeError(
            f"{path.name}: a ledger's mapping ends in .csv.",
            f"{path.name} : la correspondance d'une comptabilité finit par .csv.",
        )
    if not path.parent.is_dir():
        raise OfficeError(f"{path.parent} is not a folder.", f"{path.parent} n'est pas un dossier.")
    lines = [[text.say(lang) for text in MAPPING_HEADINGS]]
    if not headings.is_fec:
        for name, key in zip(headings.names, headings.fields, strict=True):
            lines.append([COLUMN.say(lang), name, "", FIELDS[key].say(lang) if key else "", "", ""])
    for one in accounts:
        becomes = WORDS[one.target].say(lang) if one.target in WORDS else one.target
        how = HOW[one.how].say(lang)
        lines.append(
            [ACCOUNT.say(lang), guarded(one.code), one.name, guarded(becomes), show(one.amount), how]
        )
    with path.open("x", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, delimiter=";" if lang == "fr" else ",").writerows(lines)


def _read_mapping(path: Path, headings: Headings, budget: dict[str, str]) -> tuple[Headings, dict[str, str]]:
    """The mapping as a person has corrected it: the columns, and the accounts; one left blank is set aside."""
    fields = dict(zip(headings.names, headings.fields, strict=True))
    accounts: dict[str, str] = {}
    for row in read_text(read_file(path))[1:]:
        sort, code, _, becomes = ([*map(str.strip, row), "", "", "", ""])[:4]
        code, becomes = code.removeprefix("'"), becomes.removeprefix("'")
        if fold(sort) in (COLUMN.en, COLUMN.fr):
            key = field_of(becomes)
            if key is None:
                names = ", ".join(label.say(user_lang()) for label in FIELDS.values())
                raise OfficeError(
                    f'{path.name}: "{becomes}" is nothing a column can be. Choose one of: {names}.',
                    f"{path.name} : « {becomes} » n'est rien qu'une colonne puisse être. Choisissez parmi : {names}.",
                )
            fields[code] = key
        elif fold(sort) in (ACCOUNT.en, ACCOUNT.fr) and code:
            accounts[code] = target_of(becomes, budget) if becomes else ""
    if headings.is_fec:
        return headings, accounts
    return replace(headings, fields=tuple(fields[name] for name in headings.names)), accounts


def _tell_lacking(options: argparse.Namespace, lacking: Sequence[Finding], lang: Lang) -> int:
    if options.json:
        answer = {"book": options.book, "written": False, "findings": [one.as_json(lang) for one in lacking]}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for one in lacking:
            print(one.message(lang))
    return LOOK


def _tell(
    options: argparse.Namespace,
    headings: Headings,
    plan: LedgerPlan,
    is_asked: bool,
    written: bool,
    awaits: bool,
    lang: Lang,
) -> int:
    if options.json:
        print(json.dumps(_answer(options, headings, plan, is_asked, written, lang), ensure_ascii=False))
    else:
        if is_asked:
            if not headings.is_fec:
                for name, key in zip(headings.names, headings.fields, strict=True):
                    print(f"  {name} -> {FIELDS[key].say(lang) if key else '-'}")
            for ask in plan.asked:
                print(ask.say(lang))
        for said in (*shortened(plan.findings, lang), *_sums(plan, lang)):
            print(said)
        print(_last_words(options, plan, is_asked, written, awaits).say(lang))
    is_error = any(finding.kind.severity is Severity.ERROR for finding in plan.findings)
    return LOOK if is_error or is_asked else DONE


def _answer(
    options: argparse.Namespace,
    headings: Headings,
    plan: LedgerPlan,
    is_asked: bool,
    written: bool,
    lang: Lang,
) -> dict[str, object]:
    return {
        "book": options.book,
        "written": written,
        "asks": [ask.say(lang) for ask in plan.asked] if is_asked else [],
        "columns": dict(zip(headings.names, headings.fields, strict=True)),
        "accounts": [
            {
                "account": one.code,
                "name": one.name,
                "becomes": one.target,
                "by": one.how,
                "amount": show(one.amount),
            }
            for one in plan.accounts
        ],
        **plan.counts,
        "imported": show(plan.imported),
        "sums": [
            {
                "fate": one.fate.name.lower().replace("_", "-"),
                "parts": one.lines,
                "debit": show(one.debit),
                "credit": show(one.credit),
            }
            for one in plan.buckets
        ],
        "file": {"debit": show(plan.debit), "credit": show(plan.credit)},
        "findings": [finding.as_json(lang) for finding in plan.findings],
    }


def _sums(plan: LedgerPlan, lang: Lang) -> Iterator[str]:
    """Every line's fate, adding up to the file: nothing is lost."""
    debit, credit = Text("debit", "débit").say(lang), Text("credit", "crédit").say(lang)
    yield f"{'':<44}{debit:>18}{credit:>18}"
    for one in plan.buckets:
        yield f"{one.fate.value.say(lang):<44}{spoken(one.debit, lang):>18}{spoken(one.credit, lang):>18}"
    added = [sum(one.debit for one in plan.buckets), sum(one.credit for one in plan.buckets)]
    for name, sums in (
        (Text("sum", "somme"), added),
        (Text("the file", "le fichier"), [plan.debit, plan.credit]),
    ):
        yield f"{name.say(lang):<44}{spoken(sums[0], lang):>18}{spoken(sums[1], lang):>18}"


def _last_words(
    options: argparse.Namespace, plan: LedgerPlan, is_asked: bool, written: bool, awaits: bool
) -> Text:
    added, known = plan.counts["added"], plan.counts["known"]
    if written:
        back = f" Take it back with: import {options.book} --undo." if added else ""
        retour = f" Annulez avec : import {options.book} --undo." if added else ""
        return Text(
            f"{many(added, 'cost line')} added, {spoken(plan.imported, 'en')} with tax; already there: {known}.{back}",
            f"{many(added, 'ligne de dépenses ajoutée', 'lignes de dépenses ajoutées')}, {spoken(plan.imported, 'fr')} taxe comprise ; déjà là : "
            f"{known}.{retour}",
        )
    if awaits:
        return Text(
            f"Nothing was imported. Correct {options.mapping} and run the same command again.",
            f"Rien n'a été importé. Corrigez {options.mapping} et relancez la même commande.",
        )
    if is_asked:
        return Text(
            "Nothing was written. Confirm with --yes, or correct the mapping with --mapping FILE.csv.",
            "Rien n'a été écrit. Confirmez avec --yes, ou corrigez la correspondance avec --mapping FICHIER.csv.",
        )
    return Text(
        f"Nothing was written; to be added: {many(added, 'cost line')}; already there: {known}.",
        f"Rien n'a été écrit ; à ajouter : {many(added, 'ligne', 'lignes')} de dépenses ; déjà là : {known}.",
    )
