"""What every address says and hears: JSON, in the caller's language."""

from starlette.requests import Request
from starlette.responses import Response

from workbook_templates.text import Lang


def lang_of(request: Request) -> Lang:
    return "fr" if request.headers.get("accept-language", "").strip().lower().startswith("fr") else "en"


def reply(status: int, body: bytes, **headers: str) -> Response:
    return Response(body, status, headers, "application/json")
