"""The schemas of the contract: what goes in, what comes out."""

from addin.actions.functions import FUNCTIONS
from addin.faces.http.calls import MOST_ARGUMENTS, MOST_CALLS
from workbook_templates.findings import Severity

Json = dict[str, object]


def object_of(required: str = "", **properties: object) -> Json:
    """An object's schema; ``required`` names keys, "*" all of them."""
    names = list(properties) if required == "*" else required.split()
    said: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return said | {"required": names} if names else said


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(of: Json, **more: object) -> Json:
    return {"type": "array", "items": of, **more}


TEXT: Json = {"type": "string"}
SHORT: Json = {"type": "string", "maxLength": 500}
INT: Json = {"type": "integer"}
BOOL: Json = {"type": "boolean"}
STATUS: Json = {
    "type": ["string", "null"],
    "description": "What there is to say of the book's last sync: that it waits, asks or fails.",
}
NUMBER_FROM_1: Json = {"type": "integer", "minimum": 1}
PAIR = list_of(NUMBER_FROM_1, minItems=2, maxItems=2)
RANGE = list_of(INT, minItems=4, maxItems=4)


def schemas() -> Json:
    place: Json = {"sheet": TEXT, "row": INT, "column": INT}
    moment = "A day (2026-05-04) or a day and a time (2026-05-04T08:30)."
    cell: Json = {
        "description": "A raw cell. Text stays text, whatever it begins with; a date is an object, or the sheet's serial number.",
        "oneOf": [
            TEXT,
            {"type": "number"},
            BOOL,
            {"type": "null"},
            object_of("date", date={"type": "string", "description": moment}),
            object_of("time", time={"type": "string", "description": "08:30"}),
            object_of(
                "number", number=TEXT, **{"as": {"type": "string", "enum": ["money", "percent", "plain"]}}
            ),
        ],
    }
    sheet = object_of(
        "name rows",
        name={"type": "string", "minLength": 1, "maxLength": 500},
        rows=list_of(list_of(ref("Cell"), maxItems=16_384), description="Rows of cells from A1."),
        formulas=list_of(PAIR, description="[row, column] of each cell that a formula fills, from 1."),
        uncached=list_of(PAIR, description="Those among them whose value is not known."),
    )
    side = "As the book shows it; masked in restricted columns, unless the role may see them."
    conflict = object_of(
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
        **_store_schemas(),
        **_function_schemas(),
        "Findings": _findings(),
        "Cell": cell,
        "Sheet": sheet,
        "Book": object_of("sheets", name=SHORT, identity=SHORT, sheets=list_of(ref("Sheet"), maxItems=300)),
        "Edits": _edits(place),
        "Conflict": conflict,
        "SyncAnswer": object_of(
            "*",
            book=TEXT,
            read=INT,
            from_sheet=INT,
            to_sheet=INT,
            conflicts=list_of(ref("Conflict")),
            refused={"type": ["string", "null"]},
        ),
        "Job": object_of(
            "*",
            job=TEXT,
            state={"type": "string", "enum": ["waiting", "running", "done", "failed"]},
            step=TEXT,
            steps_done=INT,
            steps=INT,
            answer={"oneOf": [ref("SyncAnswer"), {"type": "null"}]},
            status=STATUS,
            error={"oneOf": [ref("Error"), {"type": "null"}]},
        ),
        "Error": object_of("*", code=TEXT, message=TEXT, en=TEXT, fr=TEXT),
        "Problem": object_of("*", error=ref("Error")),
    }


def _edits(place: Json) -> Json:
    written = object_of("value style", value=ref("Cell"), style=TEXT, link=object_of("*", **place))
    result = object_of(
        "*",
        table=TEXT,
        sheet=TEXT,
        is_new=BOOL,
        date_format=TEXT,
        header=INT,
        frozen_columns=INT,
        widths=list_of({"type": "number"}),
        rows=list_of(list_of(written)),
        lists={"type": "object", "additionalProperties": list_of(TEXT)},
        charts=list_of(
            object_of(
                "*",
                title=TEXT,
                labels=RANGE,
                series=list_of(object_of("*", name=TEXT, range=RANGE)),
                at=list_of(INT),
            ),
            description="Bar charts; the row above a chart's ranges holds the names of its series.",
        ),
        right=list_of(
            list_of(INT, minItems=2, maxItems=2),
            description="[row, column] of the headers that stand over figures or dates, and on the right as they do.",
        ),
        outline=list_of(
            list_of(INT, minItems=3, maxItems=3),
            description="Rows that fold together: first row, last row, depth; the outer ones first, each above its total.",
        ),
        folded={
            "type": "integer",
            "description": "Rows at least this deep are folded away at first; 0 for none.",
        },
        alarms=list_of(
            object_of("*", range=RANGE, formula=TEXT),
            description="Rules that turn a cell of a range red when their formula, the same for each cell, is true.",
        ),
    )
    said = object_of(
        "*",
        cells=list_of(object_of("*", **place, value=ref("Cell"))),
        hidden_columns=list_of(object_of("*", sheet=TEXT, column=INT)),
        added=list_of(
            object_of(
                "*", sheet=TEXT, after=INT, rows=list_of(list_of(list_of({"description": "[column, cell]"})))
            )
        ),
        removed=list_of(object_of("*", sheet=TEXT, rows=list_of(INT))),
        results=list_of(result),
        date_format={
            "type": "string",
            "description": "How the book shows a date, where a cell has no format of its own.",
        },
        marks={
            "type": "boolean",
            "description": "Whether the findings are shown in place, instead of all earlier marks; see Findings.",
        },
        identity=TEXT,
    )
    order = (
        "To be made in one batch, in this order: cells, added (rows inserted after `after`), removed (rows as numbered "
        "when read, from the bottom up), results (each replaces a whole sheet), marks. Every text is written as text, never as a formula."
    )
    return said | {"description": order}


def _findings() -> Json:
    sentence = object_of(
        "*",
        severity={"type": "string", "enum": [one.value for one in Severity]},
        label={"type": "string", "description": "The severity in the book's language."},
        style=TEXT,
        code=TEXT,
        table=TEXT,
        column=TEXT,
        place={"type": "string", "description": "Where, with {row} in it."},
        text={"type": "string", "description": "What was seen and what to do, with {names} in it."},
        parts=list_of(TEXT, description="The names in `text`."),
    )
    place = object_of(
        "*", sheet=TEXT, is_marked=BOOL, columns={"type": "object", "additionalProperties": INT}
    )
    said = object_of(
        "*",
        sentences=list_of(sentence),
        rows=list_of(list_of({"type": ["string", "integer"]}, minItems=4)),
        places={"type": "object", "additionalProperties": place, "description": "By table."},
    )
    about = (
        "Each row is a finding: its sentence's number, the row in the sheet (0 for none), the record, the cell (masked in "
        "restricted columns), then a word for each of the sentence's parts, to be put in the place of its {name} in `text`. "
        "The message is `place`: `text` [`code`] (` : ` in French). The finding's cell is at that row of its table's place, in "
        'the column that bears its `column`, "" when it has none. The rows are in the order of Checks: the result of table '
        "`checks` holds its heading alone, and takes a row for each finding: label (in `style`), place (a link to the cell, or "
        "to the first column where the sheet lacks it), cell, text, code. Where `marks` is true, each finding whose cell is "
        "there and whose table `is_marked` is shown in place."
    )
    return said | {"description": about}


def _store_schemas() -> Json:
    labels: Json = {"table_label": TEXT, "record_label": TEXT, "column_label": TEXT}
    hidden: Json = {
        "type": "string",
        "description": "Masked in restricted columns, unless the role may see them.",
    }
    conflict = object_of(
        "*",
        id=TEXT,
        book=TEXT,
        table=TEXT,
        record=TEXT,
        column={"type": "string", "description": "Blank when a whole row is meant."},
        base=hidden,
        sheet=hidden,
        store=hidden,
        who=TEXT,
        when=TEXT,
        **labels,
    )
    run = object_of("*", run=TEXT, time=TEXT, who=TEXT, book=TEXT, cells=INT)
    change = object_of(
        "*",
        run=TEXT,
        time=TEXT,
        who=TEXT,
        book=TEXT,
        table=TEXT,
        record=TEXT,
        column=TEXT,
        before=hidden,
        after=hidden,
        action={"type": "string", "enum": ["insert", "update", "delete"]},
        **labels,
    )
    return {"OpenConflict": conflict, "Run": run, "Change": change}


def _function_schemas() -> Json:
    names = ", ".join(
        f"{one.key}({'; '.join(said.key + ('?' if said.optional else '') for said in one.arguments)})"
        for one in FUNCTIONS.values()
    )
    call = object_of(
        "function arguments",
        cell={
            "type": "string",
            "description": "Where the first argument stands ('Cost report'!D12), for a function that takes a cell of the cost report.",
        },
        function={"type": "string", "description": f"One of {names}."},
        arguments=list_of({"description": "A raw cell, or a range of one."}, maxItems=MOST_ARGUMENTS),
    )
    value = object_of("*", value={"type": ["number", "string"]})
    error = object_of(
        "*",
        error={"type": "string", "enum": ["#VALUE!", "#N/A", "#REF!", "#NAME?"]},
        message={"type": "string", "description": "Why, in the caller's language."},
    )
    return {
        "Calls": object_of(
            "calls",
            calls=list_of(call, maxItems=MOST_CALLS),
            book={"oneOf": [ref("Book"), {"type": "null"}]},
            lang={"type": "string", "enum": ["en", "fr"]},
        ),
        "Results": object_of("*", results=list_of({"oneOf": [value, error]})),
    }
