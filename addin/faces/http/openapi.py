"""The contract in OpenAPI's words, from the registry of actions.

``python -m addin.faces.http.openapi > docs/openapi.json`` writes the page again.
"""

import json
import sys

from addin.actions.registry import ACTIONS, Action
from addin.faces.http.work import OPTIONS
from workbook_templates.findings import Severity

VERSION = "1.0"
Json = dict[str, object]
KINDS = {int: "integer", bool: "boolean", str: "string"}
PROBLEMS = {
    "400": "The request is not JSON.",
    "401": "No valid key or Google token.",
    "403": "The account or its role may not do this.",
    "413": "The request is too large.",
    "415": "The request is not application/json.",
    "422": "The request cannot be carried out as asked; nothing was written.",
    "429": "Too many requests; see Retry-After.",
    "500": "The service failed.",
    "503": "Busy, or Google cannot be reached.",
    "504": "It took too long and was stopped.",
}


def _object(required: str = "", **properties: object) -> Json:
    """An object's schema; ``required`` names keys, "*" all of them."""
    names = list(properties) if required == "*" else required.split()
    said: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return said | {"required": names} if names else said


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: Json, **more: object) -> Json:
    return {"type": "array", "items": of, **more}


TEXT: Json = {"type": "string"}
SHORT: Json = {"type": "string", "maxLength": 500}
INT: Json = {"type": "integer"}
BOOL: Json = {"type": "boolean"}
NUMBER_FROM_1: Json = {"type": "integer", "minimum": 1}
PAIR = _list(NUMBER_FROM_1, minItems=2, maxItems=2)
RANGE = _list(INT, minItems=4, maxItems=4)


def _schemas() -> Json:
    place: Json = {"sheet": TEXT, "row": INT, "column": INT}
    moment = "A day (2026-05-04) or a day and a time (2026-05-04T08:30)."
    cell: Json = {
        "description": "A raw cell. Text stays text, whatever it begins with; a date is an object, or the sheet's serial number.",
        "oneOf": [
            TEXT,
            {"type": "number"},
            BOOL,
            {"type": "null"},
            _object("date", date={"type": "string", "description": moment}),
            _object("time", time={"type": "string", "description": "08:30"}),
            _object(
                "number", number=TEXT, **{"as": {"type": "string", "enum": ["money", "percent", "plain"]}}
            ),
        ],
    }
    sheet = _object(
        "name rows",
        name={"type": "string", "minLength": 1, "maxLength": 500},
        rows=_list(_list(_ref("Cell"), maxItems=16_384), description="Rows of cells from A1."),
        formulas=_list(PAIR, description="[row, column] of each cell that a formula fills, from 1."),
        uncached=_list(PAIR, description="Those among them whose value is not known."),
    )
    finding = _object(
        "*",
        severity={"type": "string", "enum": [one.value for one in Severity]},
        code=TEXT,
        table=TEXT,
        row=INT,
        record=TEXT,
        column=TEXT,
        value={
            "type": "string",
            "description": "Masked in restricted columns, unless the role may see them.",
        },
        message=TEXT,
    )
    side = "As the book shows it; masked in restricted columns, unless the role may see them."
    conflict = _object(
        "*",
        id=TEXT,
        table=TEXT,
        record=TEXT,
        column=TEXT,
        **{name: {"type": "string", "description": side} for name in ("base", "sheet", "store")},
        who=TEXT,
        when=TEXT,
    )
    return {
        "Cell": cell,
        "Sheet": sheet,
        "Book": _object("sheets", name=SHORT, identity=SHORT, sheets=_list(_ref("Sheet"), maxItems=300)),
        "Finding": finding,
        "Edits": _edits(place),
        "Conflict": conflict,
        "SyncAnswer": _object(
            "*",
            book=TEXT,
            read=INT,
            from_sheet=INT,
            to_sheet=INT,
            conflicts=_list(_ref("Conflict")),
            refused={"type": ["string", "null"]},
        ),
        "Job": _object(
            "*",
            job=TEXT,
            state={"type": "string", "enum": ["waiting", "running", "done", "failed"]},
            step=TEXT,
            steps_done=INT,
            steps=INT,
            answer={"oneOf": [_ref("SyncAnswer"), {"type": "null"}]},
            error={"oneOf": [_ref("Error"), {"type": "null"}]},
        ),
        "Error": _object("*", code=TEXT, message=TEXT, en=TEXT, fr=TEXT),
        "Problem": _object("*", error=_ref("Error")),
    }


def _edits(place: Json) -> Json:
    written = _object("value style", value=_ref("Cell"), style=TEXT, link=_object("*", **place))
    result = _object(
        "*",
        table=TEXT,
        sheet=TEXT,
        is_new=BOOL,
        header=INT,
        frozen_columns=INT,
        widths=_list({"type": "number"}),
        rows=_list(_list(written)),
        lists={"type": "object", "additionalProperties": _list(TEXT)},
        charts=_list(
            _object(
                "*",
                title=TEXT,
                labels=RANGE,
                series=_list(_object("*", name=TEXT, range=RANGE)),
                at=_list(INT),
            )
        ),
    )
    said = _object(
        "*",
        cells=_list(_object("*", **place, value=_ref("Cell"))),
        hidden_columns=_list(_object("*", sheet=TEXT, column=INT)),
        added=_list(
            _object("*", sheet=TEXT, after=INT, rows=_list(_list(_list({"description": "[column, cell]"}))))
        ),
        removed=_list(_object("*", sheet=TEXT, rows=_list(INT))),
        results=_list(result),
        marks={"oneOf": [_list(_object("*", **place, severity=TEXT, message=TEXT)), {"type": "null"}]},
        identity=TEXT,
    )
    order = (
        "To be made in one batch, in this order: cells, added (rows inserted after `after`), removed (rows as numbered "
        "when read, from the bottom up), results (each replaces a whole sheet), marks (they replace all earlier ones; "
        "null leaves them). Every text is written as text, never as a formula."
    )
    return said | {"description": order}


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _responses(ok: Json, *codes: str) -> Json:
    problems = {code: {"description": PROBLEMS[code], "content": _content(_ref("Problem"))} for code in codes}
    return {**ok, **problems}


def _ok(description: str, schema: Json) -> Json:
    return {"description": description, "content": _content(schema)}


def _action(action: Action) -> Json:
    options = {name: {"type": KINDS[kind]} for name, kind in OPTIONS.get(action.key, {}).items()}
    required = "period" if "period" in options else ""
    book = "book options" if required else "book"
    answer = _object(
        "findings edits said lang",
        book=TEXT,
        findings=_list(_ref("Finding")),
        said=TEXT,
        lang={"type": "string", "enum": ["en", "fr"]},
        edits=_ref("Edits"),
    ) | {"additionalProperties": True}
    request = _object(book, book=_ref("Book"), options=_object(required, **options))
    return {
        "post": {
            "operationId": action.key,
            "summary": action.title.en,
            "description": f"{action.help.en}\n\n{action.title.fr} : {action.help.fr}",
            "requestBody": {"required": True, "content": _content(request)},
            "responses": _responses({"200": _ok("Edits and findings.", answer)}, *PROBLEMS),
        }
    }


def _fixed_paths() -> Json:
    request = _object("book", book=TEXT, yes=BOOL, dry_run=BOOL)
    location = {"Location": {"description": "Where to look at the job.", "schema": TEXT}}
    asked = ("401", "403", "404", "429", "500", "503")
    job = {"name": "job", "in": "path", "required": True, "schema": TEXT}
    health = _object("*", status={"type": "string", "enum": ["ok"]}, version=TEXT)
    PROBLEMS_HERE = {
        "404": "There is no such book or job here.",
        "409": "Someone else's sync of it is running.",
    }
    problems = {
        code: {"description": said, "content": _content(_ref("Problem"))}
        for code, said in PROBLEMS_HERE.items()
    }
    known = [code for code in asked if code in PROBLEMS]
    return {
        "/v1/sync": {
            "post": {
                "operationId": "sync",
                "summary": "One round of sync of a book that classeur.toml names",
                "requestBody": {"required": True, "content": _content(request)},
                "responses": {
                    **_responses({"200": _ok("Done.", _ref("Job"))}, *PROBLEMS),
                    "202": {**_ok("Under way.", _ref("Job")), "headers": location},
                    **problems,
                },
            }
        },
        "/v1/jobs/{job}": {
            "get": {
                "operationId": "job",
                "summary": "How far a sync of one's own has come",
                "parameters": [job],
                "responses": {
                    **_responses({"200": _ok("The job.", _ref("Job"))}, *known),
                    "404": problems["404"],
                },
            }
        },
        "/v1/health": {
            "get": {
                "operationId": "health",
                "summary": "Whether the service answers",
                "security": [],
                "responses": {"200": _ok("It does.", health)},
            }
        },
        "/v1/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This description",
                "security": [],
                "responses": {"200": _ok("OpenAPI 3.1.", {"type": "object"})},
            }
        },
    }


def openapi_json() -> Json:
    """The whole description."""
    actions = {f"/v1/actions/{action.key}": _action(action) for action in ACTIONS.values()}
    about = "Rows in, edits and findings out: the service behind the buttons of Google Sheets and Excel."
    return {
        "openapi": "3.1.0",
        "info": {"title": "Classeur", "version": VERSION, "description": about},
        "security": [{"bearer": []}],
        "paths": {**actions, **_fixed_paths()},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A Google ID token, or the key of a small office (classeur_…).",
                }
            },
        },
    }


if __name__ == "__main__":
    json.dump(openapi_json(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
