"""Drive v3 as far as spreadsheets need it: files, copies, permissions, exports."""

import csv
import datetime
import io
import re
import secrets
import threading
import time
from dataclasses import dataclass, field

from google_emulator.behaviour import ApiError, Behaviour, Json, file_not_found, no_permission
from google_emulator.fields import keep, read_mask
from google_emulator.state import Spreadsheet, new_sheet, new_spreadsheet
from google_emulator.values import Options, ValuesApi

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
CONDITION = re.compile(
    r"""(\w+)\s*(=|!=|contains)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(true|false))"""
)
WRITERS = ("owner", "organizer", "fileOrganizer", "writer")


@dataclass
class DriveFile:
    """One file of the drive."""

    book: Spreadsheet
    owner: str
    permissions: list[Json] = field(default_factory=list)
    created: float = field(default_factory=time.time)
    modified: float = field(default_factory=time.time)
    version: int = 1
    previous: Spreadsheet | None = None
    trashed: bool = False

    def role_of(self, user: str) -> str | None:
        """What this user may do."""
        roles = [
            p["role"] for p in self.permissions if p.get("emailAddress") == user or p["type"] == "anyone"
        ]
        return min(roles, key=lambda role: (*WRITERS, "commenter", "reader").index(role), default=None)


class Drive:
    """Every file there is."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.files: dict[str, DriveFile] = {}
        self.lock = threading.RLock()

    def add(self, book: Spreadsheet, owner: str) -> DriveFile:
        """A new file of this owner."""
        own = {"kind": "drive#permission", "id": permission_id(owner), "type": "user", "role": "owner"}
        file = DriveFile(book, owner, [{**own, "emailAddress": owner}])
        self.files[book.spreadsheet_id] = file
        return file

    def open(self, file_id: str, user: str, *, write: bool = False) -> DriveFile:
        """The file behind a spreadsheet id, for the Sheets API.

        Raises:
            ApiError: 404 or 403.
        """
        file = self.files.get(file_id)
        if file is None:
            raise ApiError(404, "Requested entity was not found.", "NOT_FOUND")
        role = file.role_of(user)
        if role is None or (write and role not in WRITERS):
            raise no_permission()
        return file

    def find(self, file_id: str, user: str) -> DriveFile:
        """The file, for the Drive API: what one may not see is not found."""
        file = self.files.get(file_id)
        if file is None or file.role_of(user) is None:
            raise file_not_found(file_id)
        return file

    def store(self, file: DriveFile, book: Spreadsheet) -> None:
        """Put the changed spreadsheet in place; the former one is kept for stale reads."""
        file.previous, file.book = file.book, book
        file.modified, file.version = time.time(), file.version + 1

    def write(self, file: DriveFile) -> Json:
        """A file resource."""
        step = self.behaviour.modified_time_step
        modified = max(file.created, file.modified // step * step) if step else file.modified
        return {
            "kind": "drive#file",
            "id": file.book.spreadsheet_id,
            "name": file.book.title,
            "mimeType": SPREADSHEET,
            "createdTime": write_time(file.created),
            "modifiedTime": write_time(modified),
            "version": str(file.version),
            "trashed": file.trashed,
            "owners": [{"kind": "drive#user", "displayName": file.owner, "emailAddress": file.owner}],
            "permissions": file.permissions,
            "webViewLink": f"https://docs.google.com/spreadsheets/d/{file.book.spreadsheet_id}/edit?usp=drivesdk",
        }

    def shown(self, file: DriveFile, query: Json) -> Json:
        """The asked part of a file resource; four fields by default."""
        mask = read_mask(query.get("fields") or "kind,id,name,mimeType")
        return dict(keep(self.write(file), mask))

    def create(self, query: Json, body: Json, user: str) -> Json:
        """``files.create``."""
        book = new_spreadsheet(new_file_id(), body.get("name") or "Untitled")
        return self.shown(self.add(book, user), query)

    def get(self, file_id: str, query: Json, user: str) -> Json:
        """``files.get``."""
        return self.shown(self.find(file_id, user), query)

    def list(self, query: Json, user: str) -> Json:
        """``files.list``, the last modified first."""
        found = [
            file for file in self.files.values() if file.role_of(user) and _fits(file, query.get("q") or "")
        ]
        found.sort(key=lambda file: file.modified, reverse=True)
        start, size = int(query.get("pageToken") or 0), int(query.get("pageSize") or 100)
        answer: Json = {"kind": "drive#fileList", "incompleteSearch": False}
        if start + size < len(found):
            answer["nextPageToken"] = str(start + size)
        answer["files"] = [self.write(file) for file in found[start : start + size]]
        default = "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)"
        return dict(keep(answer, read_mask(query.get("fields") or default)))

    def delete(self, file_id: str, user: str) -> Json:
        """``files.delete``: for good, and with an empty answer."""
        self.find(file_id, user)
        del self.files[file_id]
        return {}

    def update(self, file_id: str, query: Json, body: Json, user: str) -> Json:
        """``files.update``: the name, or the bin."""
        file = self.find(file_id, user)
        if body.get("name"):
            book = file.book.copied()
            book.properties["title"] = body["name"]
            self.store(file, book)
        file.trashed = bool(body.get("trashed", file.trashed))
        return self.shown(file, query)

    def copy(self, file_id: str, query: Json, body: Json, user: str) -> Json:
        """``files.copy``: another id, the same everything."""
        source = self.find(file_id, user)
        book = source.book.copied()
        book.spreadsheet_id = new_file_id()
        book.properties["title"] = body.get("name") or f"Copy of {source.book.title}"
        if not self.behaviour.copy_keeps_metadata:
            _forget_metadata(book)
        return self.shown(self.add(book, user), query)

    def export(self, file_id: str, query: Json, user: str) -> tuple[str, bytes]:
        """``files.export`` of the first tab as CSV.

        Raises:
            ApiError: Another format is asked for.
        """
        file = self.find(file_id, user)
        kind = query.get("mimeType", "")
        if kind != "text/csv":
            raise ApiError(400, "The requested conversion is not supported.")
        api = ValuesApi(file.book, self.behaviour, user)
        sheet = file.book.sheets[0]
        rows = api.read(sheet, sheet.whole, Options()).get("values", [])
        width = max((len(row) for row in rows), default=0)
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([*row, *[""] * (width - len(row))] for row in rows)
        return kind, text.getvalue().removesuffix("\r\n").encode()

    def upload_csv(self, file_id: str, content: bytes, user: str) -> Json:
        """The Drive v2 upload gspread uses: the file becomes what the CSV holds."""
        file = self.find(file_id, user)
        old = file.book
        book = new_spreadsheet(file_id, old.title, timeZone="America/Los_Angeles")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        width = max([26, *(len(row) for row in rows)])
        sheet = new_sheet(book.new_id(), old.title, max(1000, len(rows)), width)
        book.sheets = [sheet]
        ValuesApi(book, self.behaviour, user).update(
            f"'{old.title}'!A1", {"valueInputOption": "USER_ENTERED"}, {"values": rows}
        )
        self.store(file, book)
        return {"kind": "drive#file", "id": file_id, "title": book.title, "mimeType": SPREADSHEET}

    def list_permissions(self, file_id: str, query: Json, user: str) -> Json:
        """``permissions.list``."""
        file = self.find(file_id, user)
        answer = {"kind": "drive#permissionList", "permissions": file.permissions}
        default = "kind,permissions(kind,id,type,role)"
        return dict(keep(answer, read_mask(query.get("fields") or default)))

    def add_permission(self, file_id: str, query: Json, body: Json, user: str) -> Json:
        """``permissions.create``."""
        file = self.find(file_id, user)
        if file.role_of(user) not in WRITERS:
            raise ApiError(403, "The user does not have sufficient permissions for this file.")
        who = body.get("emailAddress") or body.get("domain") or "anyone"
        new = {
            "kind": "drive#permission",
            "id": permission_id(who),
            "type": body["type"],
            "role": body["role"],
        }
        new |= {name: body[name] for name in ("emailAddress", "domain") if name in body}
        file.permissions = [one for one in file.permissions if one["id"] != new["id"]] + [new]
        return dict(keep(new, read_mask(query.get("fields") or "kind,id,type,role")))

    def delete_permission(self, file_id: str, permission: str, user: str) -> Json:
        """``permissions.delete``."""
        file = self.find(file_id, user)
        if all(one["id"] != permission for one in file.permissions):
            raise ApiError(404, f"Permission not found: {permission}.")
        file.permissions = [one for one in file.permissions if one["id"] != permission]
        return {}


def _fits(file: DriveFile, query: str) -> bool:
    """Whether a file fits a search such as ``name = "x" and trashed = false``."""
    for name, sign, double, single, truth in CONDITION.findall(query):
        wanted = (double or single).replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
        if name == "trashed":
            fits = file.trashed == (truth == "true")
        else:
            value = {"name": file.book.title, "mimeType": SPREADSHEET}.get(name, "")
            fits = wanted.lower() in value.lower() if sign == "contains" else value == wanted
        if fits == (sign == "!="):
            return False
    return True


def _forget_metadata(book: Spreadsheet) -> None:
    book.metadata = []
    for sheet in book.sheets:
        sheet.metadata = []
        for line in (*sheet.rows, *sheet.columns):
            line.metadata = []


def new_file_id() -> str:
    """44 characters, as Google's are."""
    return "1" + secrets.token_urlsafe(33)[:43]


def permission_id(who: str) -> str:
    """The number of a user, always the same."""
    if who == "anyone":
        return "anyoneWithLink"
    return str(int.from_bytes(who.encode()[:24], "big"))[-20:].rjust(20, "0")


def write_time(moment: float) -> str:
    """RFC 3339 with milliseconds."""
    stamp = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    return f"{stamp:%Y-%m-%dT%H:%M:%S}.{stamp.microsecond // 1000:03}Z"
