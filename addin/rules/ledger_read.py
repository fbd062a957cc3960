"""An accounting export read line by line, in exact cents; what cannot be read is said and kept count of."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from addin.rules import ledger_findings as found
from addin.rules.ledger_columns import Headings
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Column, Kind
from workbook_templates.findings import Finding, FindingKind
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.text import Lang, OfficeError, fold

COSTS = TABLE["costs"]
DATE = Column("date", Kind.DATE, "Date")
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
PLAIN = re.compile(r"(\d*)(?:[.,](\d*))?\Z", re.ASCII)
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+\Z|\d{1,3}(?:,\d{3})+\.\d+\Z", re.ASCII)
SIDES = {"d": 1, "c": -1, "+1": 1, "1": 1, "-1": -1, "debit": 1, "credit": -1}
TABS_OF_A_FEC = 8
C1_CONTROLS = re.compile(rb"[\x80-\x9f]")
CHARACTER_BYTES = 4
ONE_YEAR, LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class RawTable:
    """The file cut in cells: headings, then (line number, cells)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    ends_whole: bool


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger; amounts in whole cents.

    Args:
        at: Its line in the file.
        day: ISO date, "" when it could not be read.
        is_bad: Something of it could not be read, so its piece cannot be trusted.
    """

    at: int
    journal: str
    journal_name: str
    number: str
    day: str
    account: str
    name: str
    supplier: str
    document: str
    label: str
    analytic: str
    debit: int
    credit: int
    is_bad: bool

    @property
    def net(self) -> int:
        return self.debit - self.credit

    @property
    def piece(self) -> str:
        """How people name its piece: journal and number."""
        return "/".join(filter(None, (self.journal, self.number or self.document))) or "?"


@dataclass(frozen=True)
class LedgerFile:
    """A ledger as read.

    Args:
        has_sides: Debits and credits are told apart, so that pieces must balance.
    """

    lines: tuple[LedgerLine, ...]
    has_sides: bool
    is_fec: bool
    findings: list[Finding] = field(default_factory=list)

    @property
    def debit(self) -> int:
        return sum(line.debit for line in self.lines)

    @property
    def credit(self) -> int:
        return sum(line.credit for line in self.lines)


def read_raw(data: bytes) -> RawTable:
    """Cut an export in cells: UTF-8, Windows-1252 or ISO 8859-15; tabs, bars, semicolons or commas.

    Raises:
        OfficeError: The file is empty, or is not text.
    """
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise OfficeError(
            "This file is not an accounting export: it is not text.",
            "Ce fichier n'est pas un export comptable : ce n'est pas du texte.",
        )
    text = _decode(data)
    first = text.lstrip("\r\n").split("\n")[0].split("\r")[0]
    if not first.strip():
        raise OfficeError("This file is empty.", "Ce fichier est vide.")
    mark = "\t" if first.count("\t") >= TABS_OF_A_FEC else max("|;,\t", key=first.count)
    is_quoted = mark in ";," or first.startswith('"')
    csv.field_size_limit(10_000_000)
    source = io.StringIO(text, newline="")
    if is_quoted:
        reader = csv.reader(source, delimiter=mark)
    else:
        reader = csv.reader(source, delimiter=mark, quoting=csv.QUOTE_NONE)
    rows = [(reader.line_num, tuple(map(_clean, cells))) for cells in reader if any(map(str.strip, cells))]
    header = rows[0][1]
    while header and not header[-1]:
        header = header[:-1]
    return RawTable(header, tuple(rows[1:]), text.endswith(("\n", "\r")))


def _clean(cell: str) -> str:
    return cell.replace("\u00a0", " ").strip()


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        # A file cut in the middle of its last character is still UTF-8.
        if len(data) - problem.start < CHARACTER_BYTES and problem.reason == "unexpected end of data":
            return data[: problem.start].decode("utf-8-sig")
    if C1_CONTROLS.search(data):
        return data.decode("cp1252", errors="replace")
    return data.decode("iso8859-15")


def read_cents(text: str) -> int | None:
    """Whole cents of an amount of a ledger; a blank is nought, None when it is no amount to the cent.

    >>> read_cents("1000,00"), read_cents(" 000000000001437,12"), read_cents("12.5-"), read_cents("1,234")
    (100000, 143712, -1250, None)
    """
    text = SPACES.sub("", text).replace("−", "-")
    if not text:
        return 0
    sign = -1 if "-" in (text[0], text[-1]) else 1
    bare = text[1:] if text[0] in "+-" else text
    bare = bare[:-1] if bare[-1:] in ("+", "-") and text[0] not in "+-" else bare
    if GROUPED.match(bare):
        mark = "." if bare.index(".") < bare.index(",") else ","
        bare = bare.replace(mark, "")
    match = PLAIN.match(bare)
    if match is None or not any(map(str.isdigit, bare)):
        return None
    units, parts = match[1] or "0", match[2] or ""
    is_grouped = len(parts) == 3 and 1 <= len(units) <= 3 and units != "0"
    if is_grouped or parts[2:].strip("0"):
        return None
    return sign * (int(units) * 100 + int(parts[:2].ljust(2, "0")))


def read_day(text: str, is_fec: bool, lang: Lang, country: str) -> str:
    """ISO date of a ledger's: 20260325 first, then the forms the tax office's tool takes; "" when it is none."""
    text = text.strip()
    if len(text) == 8 and text.isascii() and text.isdigit():
        return _day(text[:4], text[4:6], text[6:]) or _day(text[4:], text[2:4], text[:2])
    bare = text.split(" ")[0].split("T")[0]
    said = canonical(bare, DATE, "fr" if is_fec else lang, country)
    if said and is_of_kind(said, DATE):
        return said
    return ""


def _day(year: str, month: str, day: str) -> str:
    try:
        said = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return said.isoformat() if ONE_YEAR <= said.year <= LAST_YEAR else ""


def read_ledger_file(raw: RawTable, headings: Headings, lang: Lang, country: str) -> LedgerFile:
    """Read every line; one that cannot be is kept, marked bad, with a finding."""
    reader = _Reader(raw, headings, lang, country)
    lines = tuple(reader.line(at, cells) for at, cells in raw.rows)
    has_sides = {"debit", "credit"} <= set(headings.fields) or "side" in headings.fields
    return LedgerFile(lines, has_sides, headings.is_fec, [*reader.findings, *reader.once()])


class _Reader:
    """The state of one reading: what was seen again and again is said once."""

    def __init__(self, raw: RawTable, headings: Headings, lang: Lang, country: str) -> None:
        self.raw, self.headings, self.lang, self.country = raw, headings, lang, country
        self.at = {name: i for i, name in enumerate(headings.fields) if name}
        self.findings: list[Finding] = []
        self.dots: list[tuple[int, str]] = []
        self.dates: list[tuple[int, str]] = []
        self.days: dict[str, str] = {}
        self.last = raw.rows[-1][0] if raw.rows else 0

    def line(self, at: int, cells: Sequence[str]) -> LedgerLine:
        said = {name: cells[i] if i < len(cells) else "" for name, i in self.at.items()}
        number, journal = said.get("number", ""), said.get("journal", "")
        piece = "/".join(filter(None, (journal, number or said.get("document", "")))) or "?"
        troubles: list[tuple[FindingKind, str]] = []
        if kind := self._miscounted(at, cells):
            troubles.append((kind, str(len(cells))))
        debit, credit = self._amounts(at, said, troubles)
        day = self._day(at, said.get("date", ""), troubles)
        account = said.get("account", "")
        if not account:
            troubles.append((found.NO_ACCOUNT, ""))
        wanted = str(len(self.raw.header))
        details = {"line": str(at), "piece": piece, "wanted": wanted}
        for kind, value in troubles[:1]:
            self.findings.append(Finding(kind, COSTS, value=value, details=details))
        if debit and credit:
            self.findings.append(
                Finding(found.BOTH_SIDES, COSTS, value=f"{said['debit']} / {said['credit']}", details=details)
            )
        return LedgerLine(
            at, journal, said.get("journal_name", ""), number, day, account, said.get("name", ""),
            said.get("supplier", ""), said.get("document", ""), said.get("label", ""),
            said.get("analytic", ""), debit, credit, bool(troubles),
        )  # fmt: skip

    def _miscounted(self, at: int, cells: Sequence[str]) -> FindingKind | None:
        wanted, seen = len(self.raw.header), len(cells)
        while seen > wanted and not cells[seen - 1]:
            seen -= 1
        if seen == wanted:
            return None
        is_cut = at == self.last and seen < wanted and not self.raw.ends_whole
        return found.CUT_FILE if is_cut else found.BAD_FIELDS

    def _amounts(
        self, at: int, said: dict[str, str], troubles: list[tuple[FindingKind, str]]
    ) -> tuple[int, int]:
        read: dict[str, int] = {}
        for name in ("debit", "credit", "amount"):
            text = said.get(name, "")
            value = read_cents(text)
            if value is None:
                troubles.append((found.BAD_AMOUNT, text))
            elif "." in text and "," not in text:
                self.dots.append((at, text))
            read[name] = value or 0
        if "amount" not in said or {"debit", "credit"} <= set(said):
            return read["debit"], read["credit"]
        amount = read["amount"]
        if "side" not in said:
            return (amount, 0) if amount >= 0 else (0, -amount)
        side = SIDES.get(fold(said["side"]))
        if side is None:
            troubles.append((found.BAD_SIDE, said["side"]))
            return 0, 0
        return (amount, 0) if side > 0 else (0, amount)

    def _day(self, at: int, text: str, troubles: list[tuple[FindingKind, str]]) -> str:
        if text not in self.days:
            self.days[text] = read_day(text, self.headings.is_fec, self.lang, self.country)
        day = self.days[text]
        if not day:
            troubles.append((found.BAD_DATE, text))
        elif self.headings.is_fec and day.replace("-", "") != text:
            self.dates.append((at, text))
        return day

    def once(self) -> list[Finding]:
        """What is so on many lines, said once, with its first place and how many."""
        seen = [(found.OTHER_DATES, self.dates)]
        if self.headings.is_fec:
            seen.append((found.DOT_DECIMALS, self.dots))
        return [
            Finding(
                kind,
                COSTS,
                value=where[0][1],
                details={"line": str(where[0][0]), "count": str(len(where))},
            )
            for kind, where in seen
            if where
        ]
