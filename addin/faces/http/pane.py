"""What the Office pane is made of, served as it is to anyone: it holds nothing of a production."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from addin.faces.http.work import dumped
from addin.faces.office.functions import functions_js, functions_json
from addin.faces.office.told import registry_js

WEB = Path(__file__).parents[1] / "office" / "web"
UNFOLDING = Path(__file__).parents[1] / "google_script" / "Unfolding.js"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
OFFICE = "https://appsforoffice.microsoft.com"
FRAMES = (
    "'self'",
    "https://*.officeapps.live.com",
    "https://*.office.com",
    "https://*.office365.com",
    "https://*.sharepoint.com",
    "https://*.cloud.microsoft",
    "https://excel.cloud.microsoft",
)
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' {OFFICE}",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        f"frame-ancestors {' '.join(FRAMES)}",
    )
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}


def pane_routes() -> list[Route]:
    """One address for each file; nothing else of the disk can be asked for."""
    return [_route(name, body, kind) for name, (body, kind) in page_files().items()]


def page_files() -> dict[str, tuple[bytes, str]]:
    """Name -> body and kind: what stands in the folder, and what is made from the registry.

    ``unfolding.js`` is the Apps Script project's own file, as a module.
    """
    files = {
        path.relative_to(WEB).as_posix(): (path.read_bytes(), KINDS[path.suffix])
        for path in sorted(WEB.rglob("*"))
        if path.suffix in KINDS
    }
    script, data = KINDS[".js"], "application/json"
    files |= {
        "functions.js": (functions_js().encode(), script),
        "functions.json": (dumped(functions_json("en")), data),
        "functions.fr.json": (dumped(functions_json("fr")), data),
        "registry.js": (registry_js().encode(), script),
        "unfolding.js": (UNFOLDING.read_bytes() + b"\nexport { unfolded };\n", script),
    }
    return files


def _route(name: str, body: bytes, kind: str) -> Route:
    async def answer(request: Request) -> Response:
        return Response(body, headers=HEADERS, media_type=kind)

    return Route(f"/office/{name}", answer, methods=["GET"], name=f"office:{name}")
