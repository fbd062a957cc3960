"""A button's script in Python: posts its sheets, and makes the edits that come back as the contract says."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sync.books.posted import PostedBook
from workbook_templates.book import Edits, Reading
from workbook_templates.declare import Table
from workbook_templates.text import OfficeError


class PostingBook:
    """Sheets on the script's side; only JSON text crosses to the posted book."""

    name = "posted"

    def __init__(self, sheets: dict[str, list[list[object]]]) -> None:
        self.sheets = {name: [list(row) for row in rows] for name, rows in sheets.items()}
        self.identity = ""
        self._posted: PostedBook | None = None
        self._as_posted = ""

    def read(self, tables: Sequence[Table]) -> Reading:
        sheets = [{"name": name, "rows": rows} for name, rows in self.sheets.items()]
        said = json.dumps({"name": self.name, "identity": self.identity, "sheets": sheets})
        self._posted, self._as_posted = PostedBook(json.loads(said)), self.fingerprint()
        return self._posted.read(tables)

    def apply(self, edits: Edits) -> str:
        assert self._posted is not None
        if self._as_posted != self.fingerprint():
            raise OfficeError("posted has changed since it was read.", "posted a changé depuis sa lecture.")
        self._posted.apply(edits)
        self._make(json.loads(json.dumps(self._posted.edits)))
        self._as_posted = self.fingerprint()
        return self._as_posted

    def fingerprint(self) -> str:
        return hashlib.sha256(repr((self.sheets, self.identity)).encode()).hexdigest()

    def _make(self, edits: dict[str, Any]) -> None:
        for cell in edits["cells"]:
            self._put(cell["sheet"], cell["row"], cell["column"], cell["value"])
        for added in edits["added"]:
            for offset, pairs in enumerate(added["rows"]):
                number = added["after"] + 1 + offset
                self.sheets[added["sheet"]].insert(number - 1, [])
                for column, value in pairs:
                    self._put(added["sheet"], number, column, value)
        for removed in edits["removed"]:
            for number in removed["rows"]:
                del self.sheets[removed["sheet"]][number - 1]
        for result in edits["results"]:
            assert result["is_new"] == (result["sheet"] not in self.sheets)
            self.sheets[result["sheet"]] = [[cell["value"] for cell in row] for row in result["rows"]]
        self.identity = edits["identity"] or self.identity

    def _put(self, sheet: str, row: int, column: int, value: object) -> None:
        rows = self.sheets[sheet]
        while len(rows) < row:
            rows.append([])
        cells = rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value
