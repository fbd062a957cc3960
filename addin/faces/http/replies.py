"""What every address says and hears: JSON, in the caller's language."""

import json

from starlette.requests import Request
from starlette.responses import Response

from addin.faces.http import answers
from workbook_templates.text import Lang


def lang_of(request: Request) -> Lang:
    return "fr" if request.headers.get("accept-language", "").strip().lower().startswith("fr") else "en"


def reply(status: int, body: bytes, **headers: str) -> Response:
    return Response(body, status, headers, "application/json")


def object_in(body: bytes) -> dict[str, object]:
    """The JSON object of a small request."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise answers.NOT_JSON from problem
    if not isinstance(said, dict):
        raise answers.NOT_JSON
    return said
