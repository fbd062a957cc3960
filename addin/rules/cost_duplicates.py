"""Documents entered twice: one supplier, one number however it is written, one amount."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from addin.rules.cost_ledger import Ledger
from addin.rules.cost_lines import Columns, Exact, hundredths
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.text import Text, fold

POSSIBLE_DUPLICATE = FindingKind(
    "possible-duplicate",
    Severity.WARNING,
    Text(
        'document "{value}" of this supplier already stands in row {first} as "{other}", for the same amount. Take '
        "one out if it is the same, or correct its number.",
        "la pièce « {value} » de ce fournisseur figure déjà ligne {first} sous « {other} », pour le même montant. "
        "Retirez-en une si c'est la même, ou corrigez son numéro.",
    ),
)
RECEIPT_TWICE = FindingKind(
    "receipt-used-twice",
    Severity.WARNING,
    Text(
        'document "{value}" of this supplier is claimed twice for the same amount: here as {here}, and in row {first} as '
        "{there}. Keep the one that was really paid.",
        "la pièce « {value} » de ce fournisseur est présentée deux fois pour le même montant : ici en {here}, et ligne "
        "{first} en {there}. Gardez celle qui a vraiment été payée.",
    ),
)
CLAIMED = {choice.key: choice.label for choice in TABLE["costs"].column("kind").choices}
CLAIMANTS = ("petty_cash", "expense")  # kinds where a receipt is claimed by someone, from somewhere
LEGAL_FORMS = {
    "sarl", "sas", "sasu", "sa", "eurl", "snc", "sci", "scop", "scea", "selarl", "ei", "eirl", "ltd", "limited",
    "inc", "incorporated", "llc", "llp", "corp", "corporation", "ltee", "limitee", "enr", "senc", "sencrl",
    "gmbh", "ag", "plc", "bv", "srl", "spa",
}  # fmt: skip
NUMBER_MARKS = {"n", "no", "nr", "num", "nos", "numero", "number", "ref", "reference", "de", "of"}
INVOICE_WORDS = {"f", "fa", "fac", "fact", "facture", "factures", "i", "in", "inv", "invoice", "piece"}
INVOICE = "#"
SPELLED = re.compile(r"[a-z]+|\d+")
DOTTED = re.compile(r"\b(\w)\.(?=\w\b)")
NOT_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document's number without its way of writing: ``FA-0012``, ``FA 12`` and ``12`` have one ``core``.

    Args:
        prefix: Letters before the number: "av" in AV-12, INVOICE for all that say invoice, "" for none.
        core: Its figures without leading zeros, and letters after them; () when it has no figure.
    """

    prefix: str
    core: tuple[str, ...]


def read_number(text: str) -> DocumentNumber:
    """Read a document's number.

    >>> read_number("FA-0012") == read_number("Facture n° 12"), read_number("AV-012")
    (True, DocumentNumber(prefix='av', core=('12',)))
    """
    parts = SPELLED.findall(fold(text.replace("°", " ").replace("º", " ")))
    at = next((i for i, part in enumerate(parts) if part.isdigit()), len(parts))
    words = [part for part in parts[:at] if part not in NUMBER_MARKS]
    prefix = "".join(part for part in words if part not in INVOICE_WORDS) or (INVOICE if words else "")
    core = tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in parts[at:])
    return DocumentNumber(prefix, core)


def read_supplier(text: str) -> str:
    """A supplier's name for comparison: folded, without punctuation and legal forms.

    >>> read_supplier("Lumière & Cie S.A.R.L."), read_supplier("LUMIERE ET CIE")
    ('lumiere et cie', 'lumiere et cie')
    """
    said = fold(text).replace("&", " et ")
    words = NOT_WORDS.sub(" ", DOTTED.sub(r"\1", said)).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def check_duplicates(ledger: Ledger) -> list[Finding]:
    """Lines whose document was entered earlier, net or with tax for the same amount.

    One receipt of two floats, of two people, or of cash and an invoice, is told as used twice.
    Not duplicates: the lines of one invoice on several accounts, lines of one piece of a
    ledger, and a document that a credit of the same number and amount has taken back.
    """
    table = ledger.table
    suppliers = table.map("supplier", read_supplier)
    if not any(suppliers):
        return []
    tax = table.map("tax", lambda text: hundredths(text) or 0)
    gross = [net + added if added else net for net, added in zip(ledger.net, tax, strict=True)]
    first: dict[int, int] = {}
    numbers: dict[str, DocumentNumber] = {}
    for amounts in (ledger.net, gross):
        for lines in _same_amount(suppliers, amounts):
            for i, earlier in _same_number(lines, amounts, ledger, numbers):
                first.setdefault(i, earlier)
    return [_told(table, i, first[i]) for i in sorted(first)]


def _told(table: Columns, i: int, earlier: int) -> Finding:
    """One document entered twice, or one receipt claimed in two places."""
    row = str(table.rows[earlier].number)
    if _claim(table, i) == _claim(table, earlier):
        details: dict[str, str | Text] = {"first": row, "other": table["document"][earlier]}
        return table.finding(POSSIBLE_DUPLICATE, i, "document", details)
    details = {"first": row, "here": _claimed(table, i), "there": _claimed(table, earlier)}
    return table.finding(RECEIPT_TWICE, i, "document", details)


def _claim(table: Columns, i: int) -> tuple[str, str, str]:
    """Through what a line is paid: a float or a person's expenses, else the supplier's account."""
    kind = table["kind"][i]
    if kind not in CLAIMANTS:
        return "", "", ""
    return kind, table["float"][i].strip(), table["person"][i].strip()


def _claimed(table: Columns, i: int) -> Text:
    """The same in words: "petty cash RA1 P027"."""
    kind = CLAIMED.get(table["kind"][i], Text("line", "ligne"))
    _, *where = _claim(table, i)
    said = "".join(f" {word}" for word in where if word)
    return Text(kind.en.lower() + said, kind.fr.lower() + said)


def _same_amount(suppliers: Sequence[str], amounts: Sequence[Exact]) -> Iterable[list[int]]:
    """The lines of one supplier for one amount, credits with what they take back; only where there are several."""
    groups: dict[tuple[str, Exact], list[int]] = {}
    for i, (supplier, amount) in enumerate(zip(suppliers, amounts, strict=True)):
        if supplier and amount:
            size: Exact = -amount if amount < 0 else amount
            groups.setdefault((supplier, size), []).append(i)
    return (lines for lines in groups.values() if len(lines) > 1)


def _same_number(
    lines: Sequence[int], amounts: Sequence[Exact], ledger: Ledger, numbers: dict[str, DocumentNumber]
) -> Iterable[tuple[int, int]]:
    """Among lines of one supplier and amount, those that repeat an earlier one's number."""
    groups: dict[tuple[tuple[str, ...], str, bool], list[int]] = {}
    documents, currencies = ledger.table["document"], ledger.table["currency"]
    for i in lines:
        text = documents[i]
        if text not in numbers:
            numbers[text] = read_number(text)
        if core := numbers[text].core:
            groups.setdefault((core, currencies[i].strip().upper(), amounts[i] > 0), []).append(i)
    for (core, currency, is_cost), same in groups.items():
        if len(same) > 1:
            taken_back = len(groups.get((core, currency, not is_cost), ()))
            yield from _repeated(same[taken_back:], ledger, numbers)


def _repeated(
    lines: Sequence[int], ledger: Ledger, numbers: Mapping[str, DocumentNumber]
) -> Iterable[tuple[int, int]]:
    """Each line that repeats an earlier one, with that one."""
    seen: dict[tuple[str, ...], int] = {}
    documents, entries = ledger.table["document"], ledger.table["entry"]
    for i in lines:
        prefix, document, account = numbers[documents[i]].prefix, documents[i].strip(), ledger.account[i]
        piece = entries[i].rpartition("/")[0]
        wheres: list[tuple[str, ...]] = [("same", document, account)]
        wheres += [("prefix", prefix), ("prefix", "")] if prefix else [("any",)]
        for where in wheres:
            earlier = seen.get(where)
            if earlier is None:
                continue
            is_one_invoice = (
                documents[earlier].strip() == document
                and ledger.account[earlier] != account
                and _claim(ledger.table, earlier) == _claim(ledger.table, i)
            )
            is_one_piece = piece and entries[earlier].rpartition("/")[0] == piece
            if not is_one_invoice and not is_one_piece:
                yield i, earlier
                break
        for where in (("same", document, account), ("prefix", prefix), ("any",)):
            seen.setdefault(where, i)
