"""Calls of custom functions, many in one request: the posted book is read once for all of them."""

import json
from typing import Any

from addin.actions.functions import FUNCTIONS, FunctionError, Known, call_function, plain
from addin.actions.pointed import Pointed, parse_address
from addin.faces.http.answers import object_in
from sync.books.posted import PostedBook
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.tables.issued import ISSUED
from workbook_templates.text import Lang, OfficeError

MOST_CALLS = 2_000
MOST_ARGUMENTS = 20
KEYS = {"calls", "book", "lang"}


def call_all(body: bytes, lang: Lang) -> dict[str, object]:
    """Answer every call: a value, or the error that stands in its cell with the reason.

    Args:
        lang: For a request that does not say.

    Raises:
        OfficeError: The request is not of that form, or the book cannot be read.
    """
    said = object_in(body)
    calls, spoken = said.get("calls"), said.get("lang", lang)
    if (
        not isinstance(calls, list)
        or len(calls) > MOST_CALLS
        or said.keys() - KEYS
        or spoken not in ("en", "fr")
        or not all(map(_is_call, calls))
    ):
        raise OfficeError(
            f'A request holds "calls", at most {MOST_CALLS} of {{"function", "arguments"}}, and if need be "book" '
            'and "lang" (en, fr).',
            f"Une demande contient « calls », au plus {MOST_CALLS} objets « function » et « arguments », et au "
            "besoin « book » et « lang » (en, fr).",
        )
    book = PostedBook(said["book"]) if said.get("book") is not None else None
    known = Known((lambda: read_for_calls(book)) if book else None, spoken)
    return {"results": [_answer(call, known, book) for call in calls]}


def read_for_calls(book: PostedBook) -> Reading:
    """Every table that a function may read, in one look."""
    wanted = {key for function in FUNCTIONS.values() for key in function.tables}
    return book.read([table for table in (*INPUT_TABLES, ISSUED) if table.key in wanted])


def _is_call(said: object) -> bool:
    match said:
        case {"function": str(), "arguments": list(arguments), **rest}:
            is_cell = not rest or (rest.keys() == {"cell"} and isinstance(rest["cell"], str))
            return is_cell and len(arguments) <= MOST_ARGUMENTS
        case _:
            return False


def _answer(call: dict[str, Any], known: Known, book: PostedBook | None) -> dict[str, object]:
    given, at = [_cell(one) for one in call["arguments"]], _pointed(call.get("cell", ""), book)
    try:
        return {"value": plain(call_function(call["function"], given, known, at))}
    except FunctionError as problem:
        return {"error": problem.kind, "message": problem.text.say(known.lang)}


def _pointed(address: str, book: PostedBook | None) -> Pointed | None:
    """The cell that the first argument is, in the posted book."""
    place = parse_address(address)
    if place is None or book is None:
        return None
    sheet, row, column = place
    return Pointed(lambda: book.rows(sheet), row, column)


def _cell(said: object) -> object:
    """A JSON argument as a sheet holds it: numbers are floats; an object is no cell."""
    if isinstance(said, int) and not isinstance(said, bool):
        return float(said) if abs(said) < 10**15 else str(said)[:300]
    if isinstance(said, list):
        return [_cell(one) for one in said]
    return json.dumps(said) if isinstance(said, dict) else said
