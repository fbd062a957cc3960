"""A new Google spreadsheet from the declared tables: formats, drop-downs, notes, guarded ids, shared."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEETS_API_V4_BASE_URL

from sync.books.google_account import DRIVE_SCOPE, open_account
from sync.books.google_client import GoogleClient, Json, RefusedError, UnsureError
from sync.books.google_edits import guard_request
from sync.books.google_layout import guide_requests, sheet_requests
from sync.books.google_requests import colour
from sync.books.google_results import sign_request
from sync.books.google_writing import grouped
from workbook_templates.build import HEADER_ROW, Rows
from workbook_templates.build_guide import GUIDE
from workbook_templates.build_styles import TABS
from workbook_templates.catalog import TABLES
from workbook_templates.text import Lang, OfficeError

GUIDE_ID = 1
TRIES = 3
SPARE = 200  # rows laid out below the last; each is read every time, and added rows bring their own look


def create_spreadsheet(
    title: str,
    lang: Lang,
    rows: Rows | None = None,
    share: Iterable[str] = (),
    client: GoogleClient | None = None,
) -> str:
    """Make a spreadsheet: a first tab that says what is where, then one tab a table.

    Args:
        title: The file's name.
        lang: The language of its labels.
        rows: For each table, its rows: (id, canonical values by column key).
        share: The addresses that may edit it.

    Returns:
        Its id.

    Raises:
        OfficeError: Google does not let it be made or shared; what was begun is taken back.
    """
    filled = rows or {}
    client = client or GoogleClient(open_account())
    drive = client.beside(DRIVE_SCOPE)
    made = client.call("POST", SPREADSHEETS_API_V4_BASE_URL, body=_body(title, lang, filled))
    spreadsheet = str(made["spreadsheetId"])
    try:
        for requests in grouped(list(_requests(lang, filled))):
            _write(client, spreadsheet, requests)
        for address in share:
            _share(drive, spreadsheet, address)
    except OfficeError as problem:
        raise _undone(drive, spreadsheet, problem) from problem
    return spreadsheet


def _share(drive: GoogleClient, spreadsheet: str, address: str) -> None:
    """Let someone edit it.

    Raises:
        OfficeError: Google does not; the sentence names the address.
    """
    where = f"{DRIVE_FILES_API_V3_URL}/{spreadsheet}/permissions"
    person = {"type": "user", "role": "writer", "emailAddress": address}
    try:
        _again(drive, lambda: drive.call("POST", where, {"sendNotificationEmail": "false"}, person))
    except RefusedError as problem:
        raise OfficeError(
            f"Google does not share a spreadsheet with {address}. Check the address.",
            f"Google ne partage pas de classeur avec {address}. Vérifiez l'adresse.",
        ) from problem


def _undone(drive: GoogleClient, spreadsheet: str, problem: OfficeError) -> OfficeError:
    """Take back a spreadsheet that could not be finished; when that fails too, say where it is."""
    try:
        drive.call("DELETE", f"{DRIVE_FILES_API_V3_URL}/{spreadsheet}")
    except OfficeError:
        return OfficeError(
            f"{problem.text.en} An unfinished spreadsheet is left in the service account's drive: {spreadsheet}.",
            f"{problem.text.fr} Un classeur inachevé reste dans le Drive du compte de service : {spreadsheet}.",
        )
    return problem


def _body(title: str, lang: Lang, filled: Rows) -> Json:
    """The file and its empty tabs, each with what is frozen."""
    guide = {"sheetId": GUIDE_ID, "title": GUIDE.say(lang), "gridProperties": {"hideGridlines": True}}
    sheets: list[Json] = [{"properties": guide}]
    for at, table in enumerate(TABLES, start=GUIDE_ID + 1):
        count = len(filled.get(table.key, ()))
        columns = len(table.columns) + (not table.written)
        frozen = 0 if table.written else 1 + max(1, min(2, len(table.keys)))
        grid = {
            "rowCount": HEADER_ROW + 1 + (20 if table.written else count + SPARE),
            "columnCount": max(columns, frozen + 1),
            "frozenRowCount": HEADER_ROW + 1,
            "frozenColumnCount": frozen,
        }
        properties = {
            "sheetId": at,
            "title": table.sheet_name(lang),
            "gridProperties": grid,
            "tabColorStyle": {"rgbColor": colour(TABS[table.subject][1:])},
        }
        sheets.append({"properties": properties})
    return {"properties": {"title": title, **_place(lang, filled)}, "sheets": sheets}


def _place(lang: Lang, filled: Rows) -> Mapping[str, str]:
    """How the production's country writes numbers, and its time of day."""
    settings = {
        values.get("setting", ""): values.get("value", "") for _, values in filled.get("production", ())
    }
    if settings.get("country", "").startswith("CA"):
        return {"locale": f"{lang}_CA", "timeZone": "America/Toronto"}
    return {"locale": "fr_FR" if lang == "fr" else "en_GB", "timeZone": "Europe/Paris"}


def _requests(lang: Lang, filled: Rows) -> Iterator[Json]:
    """What fills the tabs; what must not be done twice comes last."""
    ids = {table.key: at for at, table in enumerate(TABLES, start=GUIDE_ID + 1)}
    yield from guide_requests(GUIDE_ID, ids, lang)
    for table in TABLES:
        yield from sheet_requests(table, ids[table.key], filled.get(table.key, ()), lang, GUIDE_ID)
    for table in TABLES:
        yield sign_request(ids[table.key], table.key) if table.written else guard_request(ids[table.key], 1)


def _write(client: GoogleClient, spreadsheet: str, requests: list[Json]) -> None:
    """Fill one part; filling twice fills the same."""
    _again(client, lambda: client.write_spreadsheet(spreadsheet, {"requests": requests}, "spreadsheetId"))


def _again(client: GoogleClient, call: Callable[[], object]) -> None:
    """Make a call that may be made twice; again when its answer is lost."""
    for tries in range(1, TRIES + 1):
        try:
            call()
            return
        except UnsureError:
            if tries == TRIES:
                raise
            client.rest(tries)
