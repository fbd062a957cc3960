"""The formulas that call a custom function, as the files and programs that hold them write its name."""

import re
from collections.abc import Mapping

NAMESPACE = "CLASSEUR"
Spot = tuple[int, int]  # row and column, from 1
CALLED = re.compile(
    rf"(?:\[\d+\]!|_xll\.|_xldudf_|_xludf\.|_xlfn\.|_xlws\.)*{NAMESPACE}[._](\w+)\(", re.IGNORECASE
)
"""A function's name as a formula opens it: ``CLASSEUR.EIGHTHS(`` from Office.js, ``CLASSEUR_EIGHTHS(`` from VBA, and
before it what a file puts where the program that saved it did not have the function."""


def calls_among(formulas: Mapping[Spot, str]) -> dict[Spot, str]:
    """Those formulas that call a custom function."""
    return {spot: text for spot, text in formulas.items() if CALLED.search(text)}
