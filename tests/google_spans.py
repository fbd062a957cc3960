"""Spans of a tab as the Sheets API says them, counted from 0, the end left out."""

from google_emulator.behaviour import Json


def rows(start: int, end: int, sheet: int = 0) -> Json:
    """Whole rows."""
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def box(top: int, bottom: int, left: int, right: int) -> Json:
    """A rectangle of the first tab."""
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
