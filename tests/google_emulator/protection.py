"""Protected ranges: who may write where."""

from google_emulator.behaviour import Json, bad_request
from google_emulator.state import Box, Sheet

REFUSED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove "
    "protection if you need to edit."
)


def may_edit(protected: Json, user: str) -> bool:
    """Whether this user may write there; a warning stops nobody."""
    return bool(protected.get("warningOnly")) or user in protected.get("editors", {}).get("users", [])


def check_editable(sheet: Sheet, box: Box, user: str) -> None:
    """Refuse to write into a range that is protected against this user.

    Raises:
        ApiError: 400.
    """
    for protected in sheet.protected:
        if may_edit(protected, user) or not sheet.box(protected.get("range", {})).meets(box):
            continue
        free = [sheet.box(part) for part in protected.get("unprotectedRanges", [])]
        inside = any(
            part.top <= box.top
            and part.left <= box.left
            and box.bottom <= part.bottom
            and box.right <= part.right
            for part in free
        )
        if not inside:
            raise bad_request(REFUSED)
