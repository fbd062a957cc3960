"""Developer metadata and the data filters that find ranges by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google_emulator.a1 import echo_range, find_grid_range, find_range
from google_emulator.behaviour import Behaviour, Json, bad_request
from google_emulator.state import COLUMNS, ROWS, Box, Sheet, Spreadsheet

LOCATIONS = ("ROW", "COLUMN", "SHEET", "SPREADSHEET")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One piece of developer metadata, and where it is now."""

    data: Json
    kind: str
    sheet: Sheet | None = None
    place: int = 0

    @property
    def box(self) -> Box | None:
        """The rectangle it stands for; None for the whole spreadsheet."""
        if self.sheet is None:
            return None
        whole = self.sheet.whole
        if self.kind == "ROW":
            return Box(self.place, 0, self.place + 1, whole.right)
        if self.kind == "COLUMN":
            return Box(0, self.place, whole.bottom, self.place + 1)
        return whole

    def write(self) -> Json:
        """As the API answers it."""
        location: Json = {"locationType": self.kind}
        if self.kind == "SPREADSHEET":
            location["spreadsheet"] = True
        elif self.kind == "SHEET":
            location["sheetId"] = self.sheet.sheet_id if self.sheet else 0
        elif self.sheet:
            dimension = ROWS if self.kind == "ROW" else COLUMNS
            place = {"dimension": dimension, "startIndex": self.place, "endIndex": self.place + 1}
            location["dimensionRange"] = echo_range({"sheetId": self.sheet.sheet_id, **place})
        return {**self.data, "location": location}


def all_metadata(book: Spreadsheet) -> Iterator[Pinned]:
    """Every piece in the spreadsheet."""
    for data in book.metadata:
        yield Pinned(data, "SPREADSHEET")
    for sheet in book.sheets:
        for data in sheet.metadata:
            yield Pinned(data, "SHEET", sheet)
        for kind, lines in (("ROW", sheet.rows), ("COLUMN", sheet.columns)):
            for place, line in enumerate(lines):
                for data in line.metadata:
                    yield Pinned(data, kind, sheet, place)


def home_of(book: Spreadsheet, location: Json) -> tuple[list[Json], Pinned]:
    """The list that holds metadata of a location, and a sample of where it is.

    Raises:
        ApiError: The location is not one row, one column, a sheet or the spreadsheet.
    """
    if location.get("spreadsheet"):
        return book.metadata, Pinned({}, "SPREADSHEET")
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        sheet = book.sheet(span.get("sheetId", 0))
        start, end = span.get("startIndex", 0), span.get("endIndex")
        lines = sheet.lines(span.get("dimension", ROWS))
        if end is None or end - start != 1 or not 0 <= start < len(lines):
            raise bad_request("Developer metadata must be on exactly one row or column of the grid.")
        kind = "COLUMN" if span.get("dimension") == COLUMNS else "ROW"
        return lines[start].metadata, Pinned({}, kind, sheet, start)
    if "sheetId" in location:
        sheet = book.sheet(location["sheetId"])
        return sheet.metadata, Pinned({}, "SHEET", sheet)
    raise bad_request("No location was specified for the developer metadata.")


def matches(pinned: Pinned, lookup: Json) -> bool:
    """Whether a piece of metadata fits a DeveloperMetadataLookup."""
    data = pinned.data
    for ours, theirs in (
        ("metadataId", "metadataId"),
        ("metadataKey", "metadataKey"),
        ("metadataValue", "metadataValue"),
    ):
        if theirs in lookup and data.get(ours) != lookup[theirs]:
            return False
    if "visibility" in lookup and data.get("visibility") != lookup["visibility"]:
        return False
    kind = lookup.get("locationType")
    if kind and kind != pinned.kind:
        return False
    location = lookup.get("metadataLocation")
    return location is None or _is_at(pinned, location, lookup.get("locationMatchingStrategy", ""))


def _is_at(pinned: Pinned, location: Json, strategy: str) -> bool:
    if location.get("spreadsheet"):
        return strategy == "INTERSECTING_LOCATION" or pinned.kind == "SPREADSHEET"
    if pinned.sheet is None:
        return False
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        kind = "COLUMN" if span.get("dimension") == COLUMNS else "ROW"
        inside = span.get("startIndex", 0) <= pinned.place < span.get("endIndex", 10**9)
        return pinned.sheet.sheet_id == span.get("sheetId", 0) and pinned.kind == kind and inside
    same = pinned.sheet.sheet_id == location.get("sheetId", 0)
    return same and (strategy == "INTERSECTING_LOCATION" or pinned.kind == "SHEET")


def find_boxes(book: Spreadsheet, data_filter: Json, behaviour: Behaviour) -> list[tuple[Sheet, Box]]:
    """The rectangles that one DataFilter selects.

    Raises:
        ApiError: The filter is empty, or names a sheet or a range that is not there.
    """
    if "a1Range" in data_filter:
        return [find_range(book, data_filter["a1Range"], behaviour)]
    if "gridRange" in data_filter:
        return [find_grid_range(book, data_filter["gridRange"])]
    if "developerMetadataLookup" in data_filter:
        found = find_pinned(book, data_filter["developerMetadataLookup"])
        return [(pinned.sheet, pinned.box) for pinned in found if pinned.sheet and pinned.box]
    raise bad_request("A data filter must have a1Range, gridRange or developerMetadataLookup.")


def find_pinned(book: Spreadsheet, lookup: Json) -> list[Pinned]:
    """Every piece of metadata that fits a lookup."""
    return [pinned for pinned in all_metadata(book) if matches(pinned, lookup)]


def search(book: Spreadsheet, body: Json) -> Json:
    """``developerMetadata.search``."""
    found: dict[int, Any] = {}
    for data_filter in body.get("dataFilters", []):
        for pinned in find_pinned(book, data_filter.get("developerMetadataLookup", {})):
            entry = found.setdefault(
                pinned.data["metadataId"], {"developerMetadata": pinned.write(), "dataFilters": []}
            )
            entry["dataFilters"].append(data_filter)
    return {"matchedDeveloperMetadata": list(found.values())} if found else {}
