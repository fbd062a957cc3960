"""The Office pane pressed in Chromium against the real service, its Excel a stub over the sample production."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from http_service import KEYS
from openpyxl.utils import get_column_letter

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "tests" / "web"
CHROMIUM = Path("/usr/bin/chromium")
EPOCH = datetime(1899, 12, 30)
MAY = '["check", "costs", "budgets", "cash", "schedule", "sync", "issue", "functions", "conflicts", "history", "undo"]'


def pane_settings() -> str:
    """Two people who may do everything, and three books."""
    users = "".join(
        f'[[serve.users]]\nname = "{name}"\nkey = "sha256:{hashlib.sha256(KEYS[name].encode()).hexdigest()}"\nrole = "{name}"\n'
        for name in ("office", "accounts")
    )
    books = "".join(
        f'[[books]]\npath = "{name}"\nentitlement = "restricted"\n' for name in ("p.xlsx", "q.xlsx", "r.xlsx")
    )
    roles = f"[serve.roles.office]\nmay = {MAY}\n[serve.roles.accounts]\nmay = {MAY}\nrestricted = true\n"
    return f"{books}[serve]\nrequests_a_minute = 6000\n{users}{roles}"


@cache
def missing() -> str:
    """Why a browser cannot be had, or ""."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (WEB / "node_modules" / "playwright-core").is_dir():
        return "the packages of tests/web are not installed"
    return "" if CHROMIUM.exists() else "chromium is not installed"


def needs_browser() -> None:
    if missing():
        pytest.skip(missing())


def node(script: Path, *arguments: str, seconds: int = 300) -> str:
    """What a script prints."""
    command = ["node", str(script), *arguments]
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def as_excel(value: object) -> Any:
    """A cell as Excel hands it to an add-in: dates and times are numbers."""
    match value:
        case None:
            return ""
        case datetime():
            return (value - EPOCH).total_seconds() / 86400
        case date():
            return (datetime(value.year, value.month, value.day) - EPOCH).days
        case time():
            return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
        case _:
            return value


def workbook_json(path: Path) -> dict[str, Any]:
    """A workbook for the stub."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    sheets = []
    for sheet in formulas.worksheets:
        lines = zip(sheet.iter_rows(), values[sheet.title].iter_rows(values_only=True), strict=True)
        rows = [[_typed(cell.value, value) for cell, value in zip(*line, strict=True)] for line in lines]
        sheets.append({"name": sheet.title, "rows": rows})
    return {"name": path.name, "sheets": sheets}


def _typed(written: object, value: object) -> object:
    if isinstance(written, str) and written.startswith("="):
        return {"formula": written, "value": as_excel(value)}
    held = as_excel(written)
    return {"text": held} if isinstance(held, str) and held else held


def sheet_rows(path: Path, name: str) -> list[list[Any]]:
    """A sheet's values as Excel shows them, without the blanks around."""
    book = openpyxl.load_workbook(path, data_only=True)
    return trimmed([[as_excel(value) for value in line] for line in book[name].iter_rows(values_only=True)])


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    cut = []
    for line in rows:
        line = [round(value, 9) if isinstance(value, float) else value for value in line]
        while line and line[-1] == "":
            line.pop()
        cut.append(line)
    while cut and not cut[-1]:
        cut.pop()
    return cut


def marked_in_file(path: Path) -> dict[tuple[str, int, int], str]:
    """Cell -> the colour that a finding gave it in a workbook on disk."""
    found: dict[tuple[str, int, int], str] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        rules = [
            (rule.priority, area, rule)
            for area in sheet.conditional_formatting
            for rule in area.rules
            if rule.formula == ['"classeur"<>""']
        ]
        for _, area, rule in sorted(rules, key=lambda one: -one[0]):
            for cells in area.sqref.ranges:
                for row, column in cells.cells:
                    found[sheet.title, row, column] = "#" + rule.dxf.fill.bgColor.rgb[2:]
    return found


def marked_in_dump(dump: list[Mapping[str, Any]]) -> dict[tuple[str, int, int], str]:
    """The same, in the stub."""
    return {
        (sheet["name"], rule["row"] + row + 1, rule["column"] + column + 1): rule["fill"]
        for sheet in dump
        for rule in sheet["rules"]
        if rule["formula"] == '="classeur"<>""'
        for row in range(rule["rows"])
        for column in range(rule["columns"])
    }


def folding_in_file(path: Path, name: str) -> dict[int, int]:
    """Row -> how deep it folds, in a sheet on disk."""
    rows = openpyxl.load_workbook(path)[name].row_dimensions
    return {number: row.outlineLevel for number, row in rows.items() if row.outlineLevel}


def alarms_in_file(path: Path, name: str) -> dict[str, str]:
    """Area -> the formula that turns it red, in a sheet on disk."""
    found = openpyxl.load_workbook(path)[name].conditional_formatting
    return {str(area.sqref): rule.formula[0] for area in found for rule in area.rules}


def alarms_in_dump(sheet: Mapping[str, Any]) -> dict[str, str]:
    """The same, in the stub."""
    found = {}
    for rule in sheet["rules"]:
        first = f"{get_column_letter(rule['column'] + 1)}{rule['row'] + 1}"
        last = f"{get_column_letter(rule['column'] + rule['columns'])}{rule['row'] + rule['rows']}"
        found[first if first == last else f"{first}:{last}"] = rule["formula"].removeprefix("=")
    return found


def run_pane(folder: Path, given: Mapping[str, object]) -> Any:
    path = folder / "given.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return json.loads(node(WEB / "office" / "press.mjs", str(path)))
