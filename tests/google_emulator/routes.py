"""From a request to the call it is, and from the call to its answer."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from google_emulator import filters, spreadsheets
from google_emulator.batch_update import BatchUpdate, copy_sheet
from google_emulator.behaviour import ApiError, Behaviour, Json, bad_request, not_found
from google_emulator.creating import create
from google_emulator.drive import Drive, DriveFile, new_file_id
from google_emulator.fields import keep, read_mask
from google_emulator.state import Spreadsheet
from google_emulator.values import ValuesApi

READS = {
    "spreadsheets.get", "spreadsheets.getByDataFilter", "values.get", "values.batchGet", "values.batchGetByDataFilter",
    "developerMetadata.get", "developerMetadata.search",
}  # fmt: skip
SHEETS = re.compile(r"/v4/spreadsheets(?:/(?P<id>[^/:]+))?(?P<rest>.*)")
DRIVE = re.compile(r"/drive/v3/files(?:/(?P<id>[^/]+))?(?P<rest>.*)")


@dataclass
class Request:
    """One request, taken apart."""

    method: str
    target: str
    content: bytes = b""
    user: str = ""
    body: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        self.path = parts.path
        self.lists = parse_qs(parts.query, keep_blank_values=True)
        self.query: Json = {name: values[-1] for name, values in self.lists.items()}

    def read_body(self) -> None:
        """Take the JSON body apart.

        Raises:
            ApiError: It is not JSON.
        """
        if not self.content:
            return
        try:
            body = json.loads(self.content)
        except ValueError:
            raise bad_request("Invalid JSON payload received. Unexpected token.") from None
        if not isinstance(body, dict):
            raise bad_request(
                'Invalid JSON payload received. Unknown name "": Root element must be a message.'
            )
        self.body = body


@dataclass(frozen=True)
class Route:
    """The call that a request is."""

    kind: str
    file_id: str = ""
    argument: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The words by which faults and quotas name it."""
        family = self.kind.split(".")[0]
        if family not in ("spreadsheets", "values", "developerMetadata", "sheets"):
            return self.kind, family
        return self.kind, "read" if self.kind in READS else "write"


def find_route(request: Request) -> Route:
    """Which call it is.

    Raises:
        ApiError: 404, for an address nothing answers at.
    """
    if request.path == "/token":
        return Route("token")
    if request.path.endswith("/allowedLocations"):
        return Route("iam.allowedLocations")
    sheets, drive = SHEETS.fullmatch(request.path), DRIVE.fullmatch(request.path)
    if sheets:
        route = _sheets_route(request.method, unquote(sheets["id"] or ""), sheets["rest"])
        if route:
            return route
    if drive:
        route = _drive_route(request.method, unquote(drive["id"] or ""), drive["rest"])
        if route:
            return route
    upload = re.fullmatch(r"/upload/drive/v2/files/([^/]+)", request.path)
    if upload:
        return Route("drive.files.upload", unquote(upload[1]))
    raise ApiError(404, f"The requested URL {request.path} was not found on this server.")


def _sheets_route(method: str, file_id: str, rest: str) -> Route | None:
    exact = {
        ("POST", "", False): "spreadsheets.create",
        ("GET", "", True): "spreadsheets.get",
        ("POST", ":batchUpdate", True): "spreadsheets.batchUpdate",
        ("POST", ":getByDataFilter", True): "spreadsheets.getByDataFilter",
        ("POST", "/developerMetadata:search", True): "developerMetadata.search",
        ("GET", "/values:batchGet", True): "values.batchGet",
    }
    kind = exact.get((method, rest, bool(file_id)))
    if kind:
        return Route(kind, file_id)
    plural = re.fullmatch(r"/values:(batch\w+)", rest)
    if plural and method == "POST":
        return Route(f"values.{plural[1]}", file_id)
    metadata = re.fullmatch(r"/developerMetadata/(\d+)", rest)
    if metadata and method == "GET":
        return Route("developerMetadata.get", file_id, metadata[1])
    copied = re.fullmatch(r"/sheets/(\d+):copyTo", rest)
    if copied and method == "POST":
        return Route("sheets.copyTo", file_id, copied[1])
    single = re.fullmatch(r"/values/(.+?)(?::(append|clear))?", rest)
    if single:
        verb = single[2] if method == "POST" else {"GET": "get", "PUT": "update"}.get(method)
        return Route(f"values.{verb}", file_id, unquote(single[1])) if verb else None
    return None


def _drive_route(method: str, file_id: str, rest: str) -> Route | None:
    exact = {
        ("POST", "", False): "drive.files.create",
        ("GET", "", False): "drive.files.list",
        ("GET", "", True): "drive.files.get",
        ("PATCH", "", True): "drive.files.update",
        ("DELETE", "", True): "drive.files.delete",
        ("POST", "/copy", True): "drive.files.copy",
        ("GET", "/export", True): "drive.files.export",
        ("GET", "/comments", True): "drive.comments.list",
        ("GET", "/permissions", True): "drive.permissions.list",
        ("POST", "/permissions", True): "drive.permissions.create",
    }
    kind = exact.get((method, rest, bool(file_id)))
    if kind:
        return Route(kind, file_id)
    one = re.fullmatch(r"/permissions/([^/]+)", rest)
    if one and method == "DELETE":
        return Route("drive.permissions.delete", file_id, unquote(one[1]))
    return None


@dataclass(frozen=True)
class Api:
    """Carries calls out on the drive."""

    drive: Drive
    behaviour: Behaviour

    def answer(self, route: Route, request: Request, *, stale: bool = False) -> Json | tuple[str, bytes]:
        """The answer of a call: JSON, a file, or nothing.

        Raises:
            ApiError: Google's refusal.
        """
        with self.drive.lock:
            if route.kind.startswith("drive."):
                return self._drive(route, request)
            if route.kind == "spreadsheets.create":
                book = create(new_file_id(), request.body, self.behaviour, request.user)
                self.drive.add(book, request.user)
                return spreadsheets.get(book, request.query, [], self.behaviour, request.user)
            if route.kind in READS:
                file = self.drive.open(route.file_id, request.user)
                book = (file.previous or file.book) if stale else file.book
                return self._read(book, route, request)
            file = self.drive.open(route.file_id, request.user, write=True)
            answer = self._change(file, route, request)
            mask = read_mask(request.query.get("fields", "") or "")
            return dict(keep(answer, mask))

    def _read(self, book: Spreadsheet, route: Route, request: Request) -> Json:
        query, body = request.query, request.body
        values = ValuesApi(book, self.behaviour, request.user)
        ranges = request.lists.get("ranges", [])
        if route.kind == "spreadsheets.get":
            return spreadsheets.get(book, query, ranges, self.behaviour, request.user)
        if route.kind == "spreadsheets.getByDataFilter":
            return spreadsheets.get_by_filter(book, query, body, self.behaviour, request.user)
        if route.kind == "values.get":
            answer = values.get(route.argument, query)
        elif route.kind == "values.batchGet":
            answer = values.batch_get(ranges, query)
        elif route.kind == "values.batchGetByDataFilter":
            answer = values.batch_get_by_filter(body)
        elif route.kind == "developerMetadata.search":
            answer = filters.search(book, body)
        else:
            found = filters.find_pinned(book, {"metadataId": int(route.argument)})
            if not found:
                raise not_found()
            answer = found[0].write()
        return dict(keep(answer, read_mask(query.get("fields", "") or "")))

    def _change(self, file: DriveFile, route: Route, request: Request) -> Json:
        """Every write works on a copy that takes the place of the spreadsheet at the end."""
        book = file.book.copied()
        try:
            answer = self._write(book, route, request)
        except ApiError:
            if route.kind == "spreadsheets.batchUpdate" and not self.behaviour.batch_update_is_atomic:
                self.drive.store(file, book)
            raise
        self.drive.store(file, book)
        return answer

    def _write(self, book: Spreadsheet, route: Route, request: Request) -> Json:
        query, body = request.query, request.body
        values = ValuesApi(book, self.behaviour, request.user)
        match route.kind:
            case "spreadsheets.batchUpdate":
                return BatchUpdate(book, self.behaviour, request.user).run(body, query)
            case "values.update":
                return values.update(route.argument, query, body)
            case "values.append":
                return values.append(route.argument, query, body)
            case "values.clear":
                return values.clear(route.argument)
            case "values.batchUpdate":
                return values.batch_update(body)
            case "values.batchUpdateByDataFilter":
                return values.batch_update_by_filter(body)
            case "values.batchClear":
                return values.batch_clear(body.get("ranges") or [])
            case "values.batchClearByDataFilter":
                return values.batch_clear_by_filter(body)
            case "sheets.copyTo":
                return self._copy_to(book, int(route.argument), request)
        raise ApiError(404, f"No such call: {route.kind}", "NOT_FOUND")

    def _copy_to(self, book: Spreadsheet, sheet_id: int, request: Request) -> Json:
        source = book.sheet(sheet_id)
        other = self.drive.open(request.body.get("destinationSpreadsheetId", ""), request.user, write=True)
        target = book if other.book.spreadsheet_id == book.spreadsheet_id else other.book.copied()
        made = spreadsheets.add_sheet(target, {"title": f"Copy of {source.title}"})
        copy_sheet(source, made, target)
        if target is not book:
            self.drive.store(other, target)
        return spreadsheets.write_properties(target, made)

    def _drive(self, route: Route, request: Request) -> Json | tuple[str, bytes]:
        drive, file_id, query, body, user = (
            self.drive,
            route.file_id,
            request.query,
            request.body,
            request.user,
        )
        match route.kind:
            case "drive.files.create":
                return drive.create(query, body, user)
            case "drive.files.list":
                return drive.list(query, user)
            case "drive.files.get":
                return drive.get(file_id, query, user)
            case "drive.files.update":
                return drive.update(file_id, query, body, user)
            case "drive.files.copy":
                return drive.copy(file_id, query, body, user)
            case "drive.files.export":
                return drive.export(file_id, query, user)
            case "drive.files.upload":
                return drive.upload_csv(file_id, request.content, user)
            case "drive.files.delete":
                return drive.delete(file_id, user)
            case "drive.comments.list":
                drive.find(file_id, user)
                return {"comments": []}
            case "drive.permissions.list":
                return drive.list_permissions(file_id, query, user)
            case "drive.permissions.create":
                return drive.add_permission(file_id, query, body, user)
            case _:
                return drive.delete_permission(file_id, route.argument, user)
