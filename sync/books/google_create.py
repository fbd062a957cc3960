"""A new Google spreadsheet from the declared tables: formats, drop-downs, notes, guarded ids, shared."""

from collections.abc import Iterator, Mapping, Sequence

from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEETS_API_V4_BASE_URL

from sync.books.google_account import DRIVE_SCOPE, open_account
from sync.books.google_client import GoogleClient, Json, UnsureError
from sync.books.google_edits import guard_request
from sync.books.google_layout import guide_requests, sheet_requests
from sync.books.google_results import colour, sign_request
from sync.books.google_writing import grouped
from workbook_templates.build import HEADER_ROW, Rows
from workbook_templates.build_guide import GUIDE
from workbook_templates.build_styles import TABS
from workbook_templates.catalog import TABLES
from workbook_templates.text import Lang

GUIDE_ID = 1
TRIES = 3
SPARE = 200  # rows laid out below the last; each is read every time, and added rows bring their own look


def create_spreadsheet(
    title: str,
    lang: Lang,
    rows: Rows | None = None,
    share: Sequence[str] = (),
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
        OfficeError: Google does not let it be made or shared.
    """
    filled = rows or {}
    client = client or GoogleClient(open_account())
    made = client.call("POST", SPREADSHEETS_API_V4_BASE_URL, body=_body(title, lang, filled))
    spreadsheet = str(made["spreadsheetId"])
    for requests in grouped(list(_requests(lang, filled))):
        _write(client, spreadsheet, requests)
    sharing = GoogleClient(client.account, scope=DRIVE_SCOPE)
    for address in share:
        sharing.call(
            "POST",
            f"{DRIVE_FILES_API_V3_URL}/{spreadsheet}/permissions",
            {"sendNotificationEmail": "false"},
            {"type": "user", "role": "writer", "emailAddress": address},
        )
    return spreadsheet


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
    """Fill one part; sent again when its answer is lost, since filling twice fills the same."""
    for tries in range(1, TRIES + 1):
        try:
            client.write_spreadsheet(spreadsheet, {"requests": requests}, "spreadsheetId")
            return
        except UnsureError:
            if tries == TRIES:
                raise
            client.rest(tries)
