"""What nobody has recorded is a switch here, and Google's errors have their shape here."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Behaviour:
    """How the emulator acts where no recording says how Google acts. Defaults follow the documentation."""

    metadata_follows_sort: bool = False
    """Whether a row's developer metadata moves along when rows are sorted. Not established anywhere."""
    copy_keeps_metadata: bool = True
    """Whether a copied file carries the developer metadata of the original."""
    raw_is_never_parsed: bool = True
    """RAW text stays text, "=1+1" included. Documented."""
    write_past_grid_grows: bool = False
    """Whether ``values.update`` adds rows and columns, or answers 400 as reported."""
    read_past_grid_is_clipped: bool = True
    """A range that ends beyond the grid is cut at it; one that starts beyond it is always a 400."""
    clear_keeps_number_format: bool = True
    """``values.clear`` removes values only. Documented."""
    batch_update_is_atomic: bool = True
    """A ``batchUpdate`` with one bad request changes nothing. Documented."""
    deleted_rows_shrink_the_grid: bool = True
    """``deleteDimension`` lowers rowCount."""
    modified_time_step: float = 0.0
    """Seconds in which Drive's ``modifiedTime`` and ``version`` lag behind; about 180 is reported."""
    max_cells: int = 10_000_000
    """Cells in one spreadsheet."""
    max_characters: int = 50_000
    """Characters in one cell."""
    max_payload: int = 10_485_760
    """Bytes of one request."""
    token_lifetime: int = 3600
    """Seconds that the token endpoint says a token lives."""


@dataclass
class ApiError(Exception):
    """An answer that is an error, in the shape of the API that gives it."""

    code: int
    message: str
    status: str = ""
    details: list[Json] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)

    def body(self) -> Json:
        """The JSON body Google sends for it."""
        error: Json = {"code": self.code, "message": self.message}
        if self.errors:
            error["errors"] = self.errors
        if self.status:
            error["status"] = self.status
        if self.details:
            error["details"] = self.details
        return {"error": error}


def bad_request(message: str) -> ApiError:
    """400 INVALID_ARGUMENT."""
    return ApiError(400, message, "INVALID_ARGUMENT")


def bad_field(name: str, message: str) -> ApiError:
    """400 for a body that does not fit the schema."""
    violation = {"field": name, "description": message}
    kind = "type.googleapis.com/google.rpc.BadRequest"
    details = [{"@type": kind, "fieldViolations": [violation]}]
    return ApiError(400, message, "INVALID_ARGUMENT", details)


def not_found() -> ApiError:
    """404 of the Sheets API."""
    return ApiError(404, "Requested entity was not found.", "NOT_FOUND")


def file_not_found(file_id: str) -> ApiError:
    """404 of the Drive API."""
    message = f"File not found: {file_id}."
    error = {"message": message, "domain": "global", "reason": "notFound"}
    return ApiError(404, message, errors=[{**error, "location": "fileId", "locationType": "parameter"}])


def no_permission() -> ApiError:
    """403 of the Sheets API."""
    return ApiError(403, "The caller does not have permission", "PERMISSION_DENIED")


def bad_credentials() -> ApiError:
    """401, as recorded."""
    error = {"message": "Invalid Credentials", "domain": "global", "reason": "authError"}
    return ApiError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        "UNAUTHENTICATED",
        errors=[{**error, "location": "Authorization", "locationType": "header"}],
    )


def quota_exceeded(kind: str) -> ApiError:
    """429 as recorded; ``kind`` is "read" or "write"."""
    word, consumer = kind.capitalize(), "1071851248496"
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{word} requests' and limit '{word} requests per minute per user' of "
        f"service 'sheets.googleapis.com' for consumer 'project_number:{consumer}'.",
        "RESOURCE_EXHAUSTED",
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "quota_limit": f"{word}RequestsPerMinutePerUser",
                    "service": "sheets.googleapis.com",
                    "quota_metric": f"sheets.googleapis.com/{kind}_requests",
                    "consumer": f"projects/{consumer}",
                },
            }
        ],
    )
