"""What Excel keeps of what is typed in a cell, and what it gives back."""

import datetime as dt
import re
from typing import Any

FRENCH = {
    "ROUND(": "ARRONDI(",
    "SUM(": "SOMME(",
    "ROW()": "LIGNE()",
    "COLUMN()": "COLONNE()",
    "SUMPRODUCT(": "SOMMEPROD(",
    "AND(": "ET(",
}


def as_french(formula: str) -> str:
    """A formula as a French Excel writes it."""
    for english, french in FRENCH.items():
        formula = re.sub(rf"\b{re.escape(english)}", french, formula)
    return formula.replace(",", ";")


class Formula(str):
    """A formula as it is written; its value is that of the last argument, or nothing much."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        shown = re.fullmatch(r'=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)', self)
        return shown[1].replace('""', '"') if shown else 0.0


def stored(value: Any) -> Any:
    if isinstance(value, str):
        return Formula(value) if value.startswith("=") else value
    if isinstance(value, dt.time):
        return dt.datetime.combine(dt.date(1899, 12, 30), value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def typed(value: Any, form: str) -> Any:
    """What Excel keeps of a value given to a cell."""
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        return stored(value)
    if value.startswith("'"):
        return value[1:]
    if value.startswith("="):
        return Formula(value)
    if form == "@":
        return value
    if re.fullmatch(r"-?\d+(\.\d+)?%?", value):
        return float(value.rstrip("%"))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return dt.datetime.fromisoformat(value)
    return value


def value_of(kept: Any) -> Any:
    return kept.value if isinstance(kept, Formula) else kept


def formula_of(kept: Any) -> str:
    match kept:
        case None:
            return ""
        case dt.datetime():
            return str((kept - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1))
        case float():
            return str(int(kept)) if kept.is_integer() else str(kept)
        case _:
            return str(kept)
