"""The command ``import``: a messy list in, a mapping to confirm, and the way back."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from addin.actions.importing import FoundList, ImportPlan, find_list, plan_import
from addin.actions.importing_files import (
    READING_WORDS,
    read_mapping,
    read_source,
    shown_samples,
    write_mapping,
)
from addin.actions.importing_google import is_spreadsheet, read_spreadsheet, tab_of
from addin.actions.importing_memory import ImportMemory, Write, apply_mapping
from addin.actions.importing_rows import plan_back, rows_written
from addin.faces.speech import (
    BOOK,
    DRY_RUN,
    FILE_WORD,
    JSON,
    NAME_WORD,
    TABLE_KEY,
    YES_MAPPING,
    Verbs,
    add_argument,
    add_flag,
    add_verb,
)
from addin.faces.telling import shortened
from addin.rules.messy_cells import Context
from addin.rules.messy_layout import RawSheet
from addin.rules.messy_mapping import MappedColumn, reread_dates, target_label
from sync.books.open_book import open_book
from sync.ids import new_id
from sync.settings import Settings, read_settings, user_lang
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.declare import Kind, Table, Tier
from workbook_templates.findings import MASK, Severity
from workbook_templates.identities import give_ids
from workbook_templates.kinds import native
from workbook_templates.text import Lang, OfficeError, Text

DONE, LOOK = 0, 1
PREVIEWED = 5


def add_import_command(verbs: Verbs) -> None:
    """Declare ``import BOOK TABLE FILE`` and ``import BOOK --undo``."""
    verb = add_verb(
        verbs,
        "import",
        Text(
            "Take a messy list in: headings found, mapping proposed, undone by --undo.",
            "Faire entrer une liste en désordre : en-têtes trouvés, correspondance proposée, annulée par --undo.",
        ),
        _run,
    )
    add_argument(verb, *BOOK)
    add_argument(verb, *TABLE_KEY, nargs="?")
    add_argument(
        verb,
        "file",
        Text(
            "The list: .xlsx, .ods, .xls or .csv; or google:ID[!TAB].",
            "La liste : .xlsx, .ods, .xls ou .csv ; ou google:ID[!ONGLET].",
        ),
        FILE_WORD,
        nargs="?",
    )
    add_argument(
        verb,
        "--sheet",
        Text("The sheet of the file to read.", "La feuille du fichier à lire."),
        NAME_WORD,
        default="",
    )
    add_flag(verb, *YES_MAPPING)
    add_argument(
        verb,
        "--mapping",
        Text(
            "A .csv or .xlsx: written with the proposal when absent, read as the mapping when there.",
            "Un .csv ou .xlsx : écrit avec la proposition s'il est absent, lu comme correspondance s'il est là.",
        ),
        FILE_WORD,
        type=Path,
    )
    add_flag(
        verb,
        "--undo",
        Text(
            "Put the book back as before its last import.",
            "Remettre le classeur tel qu'avant son dernier import.",
        ),
    )
    add_flag(verb, *DRY_RUN)
    add_flag(verb, *JSON)


def _run(options: argparse.Namespace) -> int:
    return _undo(options) if options.undo else _import(options)


def _undo(options: argparse.Namespace) -> int:
    path = Path(options.book)
    if options.table or options.dry_run:
        raise OfficeError(
            "Undo takes the book alone: classeur import BOOK --undo.",
            "L'annulation ne prend que le classeur : classeur import CLASSEUR --undo.",
        )
    settings = read_settings(path)
    memory = ImportMemory(settings)
    name = options.book if is_spreadsheet(options.book) else path.name
    undone = (
        _undo_rows(options.book, settings, memory) if is_spreadsheet(options.book) else memory.undo_last(path)
    )
    said = Text(
        f"{name} is as it was before {undone.file} was imported.",
        f"{name} est tel qu'avant l'import de {undone.file}.",
    )
    if options.json:
        print(
            json.dumps(
                {"book": options.book, "undone": {"table": undone.table, "file": undone.file}},
                ensure_ascii=False,
            )
        )
    else:
        print(said.say(user_lang()))
    return DONE


def _undo_rows(name: str, settings: Settings, memory: ImportMemory) -> Write:
    """Put the rows of a spreadsheet back as the last import found them, by edits like any other."""
    last, kept = memory.last_rows(name, TABLE)
    book = open_book(name, settings)
    read = book.read(INPUT_TABLES).tables[last.table]
    _check_present(read.place is not None, read.table)
    book.apply(plan_back(read, kept, last.file))
    memory.forget_write(last)
    return last


def _import(options: argparse.Namespace) -> int:
    table = _table(options)
    settings = read_settings(Path(options.book))
    memory = ImportMemory(settings)
    book = open_book(options.book, settings)
    reading = book.read(INPUT_TABLES)
    _check_present(reading.tables[table.key].place is not None, table)
    context = Context(reading.lang, reading.country, date.today())
    source = find_list(
        _sheets(options.file), table, reading.lang, context, options.sheet or _tab(options.file)
    )
    columns, confirmed = _settle(options, table, source, memory)
    reading, ids = give_ids(reading, new_id)
    plan = plan_import(reading, table, source, columns, new_id, ids)
    is_asked = bool(source.proposal.asks) and not confirmed
    awaits = options.mapping is not None and not options.mapping.exists()
    written = not is_asked and not options.dry_run and not awaits
    if written:
        after = book.apply(plan.edits)
        write = Write(Path(options.book).name, table.key, Path(options.file).name, reading.fingerprint, after)
        if is_spreadsheet(options.book):
            left = book.read(INPUT_TABLES).tables[table.key]
            kept = rows_written(reading.tables[table.key], left, plan.written)
            memory.record_rows(replace(write, book=options.book), table, kept)
        elif after != reading.fingerprint:
            memory.record_write(write)
        if confirmed:
            memory.remember(table.key, columns)
    if awaits and not options.dry_run:
        write_mapping(options.mapping, columns, table, reading.lang)
    return _Telling(options, table, source, plan, is_asked, awaits, written).tell(reading.lang)


def _sheets(file: str) -> list[RawSheet]:
    return read_spreadsheet(file) if is_spreadsheet(file) else read_source(Path(file))


def _tab(file: str) -> str:
    return tab_of(file) if is_spreadsheet(file) else ""


def _settle(
    options: argparse.Namespace, table: Table, source: FoundList, memory: ImportMemory
) -> tuple[tuple[MappedColumn, ...], bool]:
    """The mapping to use, and whether a person has confirmed it, now or earlier."""
    proposed = source.proposal.columns
    if options.mapping is not None and options.mapping.exists():
        return apply_mapping(proposed, read_mapping(options.mapping, table)), True
    remembered = memory.recall(table.key, proposed)
    if remembered is not None:
        reread = reread_dates(source.layout, remembered, table)
        return reread, reread == remembered or bool(options.yes)
    return proposed, bool(options.yes)


def _table(options: argparse.Namespace) -> Table:
    known = [table.key for table in INPUT_TABLES]
    if not options.table or not options.file:
        raise OfficeError(
            "Say the table and the file: classeur import BOOK TABLE FILE.",
            "Dites le tableau et le fichier : classeur import CLASSEUR TABLEAU FICHIER.",
        )
    if options.table not in known:
        raise OfficeError(
            f'There is no table "{options.table}". The tables are: {", ".join(known)}.',
            f"Il n'y a pas de tableau « {options.table} ». Les tableaux sont : {', '.join(known)}.",
        )
    return TABLE[options.table]


def _check_present(is_there: bool, table: Table) -> None:
    if not is_there:
        raise OfficeError(
            f"This workbook has no {table.label.en} table: its header row was not found.",
            f"Ce classeur n'a pas de tableau {table.label.fr} : sa ligne d'en-têtes est introuvable.",
        )


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one import tells: as one JSON object, or as a person reads it.

    Args:
        is_asked: The mapping has to be confirmed.
        awaits: The mapping's sheet is to be corrected.
        written: The book was written.
    """

    options: argparse.Namespace
    table: Table
    source: FoundList
    plan: ImportPlan
    is_asked: bool
    awaits: bool
    written: bool

    def tell(self, book_lang: Lang) -> int:
        if self.options.json:
            print(json.dumps(self._answer(book_lang), ensure_ascii=False))
        else:
            self._say(user_lang())
        has_errors = any(finding.kind.severity is Severity.ERROR for finding in self.plan.findings)
        return LOOK if self.is_asked or self.awaits or has_errors else DONE

    def _answer(self, lang: Lang) -> dict[str, object]:
        layout = self.source.layout
        counts = dict(self.plan.counts)
        return {
            "book": self.options.book,
            "table": self.table.key,
            "file": self.options.file,
            "sheet": layout.sheet.name,
            "header_row": layout.header,
            "columns": [self._column(column) for column in self.plan.columns],
            "ignored": [column.heading for column in self.plan.columns if not column.target],
            "skipped_rows": list(layout.skipped),
            "asks": [ask.say(lang) for ask in self._asks()],
            "preview": [self._cells(row.cells) for row in self.plan.rows[:PREVIEWED]],
            "rows": len(self.plan.rows),
            "written": self.written,
            **counts,
            "findings": [finding.as_json(lang) for finding in self.plan.findings],
        }

    def _asks(self) -> Sequence[Text]:
        return self.source.proposal.asks if self.is_asked else ()

    def _column(self, column: MappedColumn) -> dict[str, object]:
        return {
            "column": column.letter,
            "heading": column.heading,
            "target": column.target,
            "confidence": column.confidence,
            "reading": column.reading,
            "samples": shown_samples(column, self.table),
        }

    def _cells(self, cells: Mapping[str, str]) -> dict[str, str]:
        return {
            key: MASK if value and self.table.column(key).tier is Tier.RESTRICTED else value
            for key, value in cells.items()
            if value
        }

    def _shown(self, key: str, value: str, lang: Lang) -> str:
        column = self.table.column(key)
        return str(native(value, column, lang)) if column.kind in (Kind.CHOICE, Kind.BOOL) else value

    def _say(self, lang: Lang) -> None:
        layout = self.source.layout
        place = Text(
            f'Sheet "{layout.sheet.name}", header on row {layout.header}, {len(self.plan.rows)} rows.',
            f"Feuille « {layout.sheet.name} », en-têtes ligne {layout.header}, {len(self.plan.rows)} lignes.",
        )
        print(place.say(lang))
        for column in self.plan.columns:
            print(self._column_line(column, lang))
        colon = " : " if lang == "fr" else ": "
        print(Text("Preview:", "Aperçu :").say(lang))
        for row in self.plan.rows[:PREVIEWED]:
            cells = {key: self._shown(key, value, lang) for key, value in self._cells(row.cells).items()}
            shown = ", ".join(
                f"{self.table.column(key).label.say(lang)}{colon}{value}" for key, value in cells.items()
            )
            print(f"  {row.line:>4}  {shown}")
        for sentence in shortened(self.plan.findings, lang):
            print(sentence)
        for ask in self._asks():
            print(f"? {ask.say(lang)}")
        print(self._last_words().say(lang))

    def _column_line(self, column: MappedColumn, lang: Lang) -> str:
        if not column.target:
            becomes = Text("ignored", "ignorée").say(lang)
        else:
            becomes = f"{target_label(self.table, column.target).say(lang)} ({column.confidence:.0%})"
        reading = READING_WORDS[column.reading].say(lang)
        heading = (
            " ".join(f'"{column.heading}"'.split())
            if lang == "en"
            else " ".join(f"« {column.heading} »".split())
        )
        example = shown_samples(column, self.table).replace("\n", " ")[:60]
        return (
            f"  {column.letter:<3} {heading:<28} -> {becomes}{', ' + reading if reading else ''}   {example}"
        )

    def _last_words(self) -> Text:
        counts = self.plan.counts
        if self.written:
            back = bool(counts["added"] + counts["updated"])
            return Text(
                f"Imported: {counts['added']} rows added, {counts['updated']} updated."
                + (" Take it back with --undo." if back else ""),
                f"Importé : {counts['added']} lignes ajoutées, {counts['updated']} mises à jour."
                + (" Annulez avec --undo." if back else ""),
            )
        if self.awaits and not self.options.dry_run:
            return Text(
                f"Nothing was imported. Correct {self.options.mapping} and run the same command again.",
                f"Rien n'a été importé. Corrigez {self.options.mapping} et relancez la même commande.",
            )
        if self.is_asked:
            return Text(
                "Nothing was written. Confirm with --yes, or correct the mapping with --mapping FILE.",
                "Rien n'a été écrit. Confirmez avec --yes, ou corrigez la correspondance avec --mapping FICHIER.",
            )
        return Text(
            f"Nothing was written: {counts['added']} rows would be added, {counts['updated']} updated.",
            f"Rien n'a été écrit : {counts['added']} lignes seraient ajoutées, {counts['updated']} mises à jour.",
        )
