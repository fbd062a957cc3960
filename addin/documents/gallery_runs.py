"""Run the cases of the gallery that take a file or make a document, by the path of their command."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count

from addin.actions.function_calls import check_calls
from addin.actions.importing import find_list, plan_import
from addin.actions.importing_files import read_text
from addin.actions.ledger import missing_columns, plan_ledger
from addin.actions.transfer import plan_load
from addin.documents.crew_lists import ListRequest, find_kind, make_list
from addin.documents.list_secrets import disclosures
from addin.rules import findings_gallery
from addin.rules.findings_gallery import Case, case_reading
from addin.rules.ledger_columns import read_headings
from addin.rules.ledger_read import read_raw
from addin.rules.messy_cells import Context
from addin.rules.messy_layout import RawSheet
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding
from workbook_templates.identities import give_ids

DAY = date(2026, 5, 4)
CUT = "cut"


def run_case(case: Case) -> Sequence[Finding]:
    """Run a case's check: one of the rules', or ``load TABLE``, ``import TABLE``, ``list KIND``, ``ledger`` or ``functions``.

    Words after ``ledger`` are accounts as confirmed, ``601=2100``; ``cut`` takes the file's last line end away.

    Raises:
        ValueError: There is no such check.
    """
    name, *words = case.check.split()
    match name:
        case "load":
            return _load(case, words[0])
        case "import":
            return _import(case, words[0])
        case "list":
            return _list(case, words[0])
        case "ledger":
            return _ledger(case, words)
        case "functions":
            return check_calls(case_reading(case))
        case _:
            return findings_gallery.run_case(case)


def _load(case: Case, key: str) -> Sequence[Finding]:
    new_id = _ids()
    reading, ids = give_ids(case_reading(case), new_id)
    return plan_load(reading, TABLE[key], case.files[""].encode(), False, new_id, ids)[1]


def _import(case: Case, key: str) -> Sequence[Finding]:
    new_id = _ids()
    reading, ids = give_ids(case_reading(case), new_id)
    sheets = [RawSheet(name, read_text(text.encode())) for name, text in case.files.items()]
    context = Context(reading.lang, reading.country, DAY)
    source = find_list(sheets, TABLE[key], reading.lang, context)
    return plan_import(reading, TABLE[key], source, source.proposal.columns, new_id, ids).findings


def _list(case: Case, key: str) -> Sequence[Finding]:
    reading = case_reading(case)
    made = make_list(reading, ListRequest(find_kind(key), reading.lang, 1, DAY, released_before=DAY))
    return [*made.findings, *disclosures(reading, made)]


def _ledger(case: Case, words: Sequence[str]) -> Sequence[Finding]:
    text = case.files[""]
    raw = read_raw((text.rstrip("\n") if CUT in words else text).encode())
    headings = read_headings(raw.header)
    lacking = missing_columns(headings)
    if lacking:
        return lacking
    new_id = _ids()
    reading, ids = give_ids(case_reading(case), new_id)
    kept = dict(word.split("=") for word in words if "=" in word)
    return plan_ledger(reading, raw, headings, kept, 1, new_id, ids).findings


def _ids() -> Callable[[], str]:
    """Row ids that are the same at every run."""
    numbers = count(1)
    return lambda: f"row{next(numbers)}"
