"""Rows of a sheet move: its cells, formulas, formats and everything else that names them follow."""

import re
from xml.sax.saxutils import escape

from sync.books.xlsx_formulas import (
    LostReference,
    RowMove,
    area_of,
    rows_held,
    shift_area,
    shift_areas,
    shift_formula,
    translate_formula,
    unescaped,
)
from sync.books.xlsx_tags import (
    ATTRIBUTE,
    NUMBER,
    FormulaCell,
    Tags,
    array_areas,
    data_bounds,
    formula_cells,
)
from workbook_templates.text import OfficeError

AREA_TAGS = ("autoFilter", "sortState", "sortCondition", "mergeCell", "hyperlink")
CELL_TAGS = ("cellWatch", "inputCells")
LIST_TAGS = ("protectedRange", "ignoredError")
GROWING = ("autoFilter", "protectedRange", "ignoredError")  # a sort keeps the area that was sorted
COUNTED = ("mergeCells", "hyperlinks", "dataValidations", "protectedRanges", "ignoredErrors", "cellWatches")
FORMULA = re.compile(r"(<((?:\w+:)?(?:formula|formula1|formula2|f))>)([^<]*)(</\2>)")


def cannot_move(sheet: str) -> OfficeError:
    return OfficeError(
        f'On "{sheet}", the rows below the table cannot be moved: a formula, a filled array or a pivot table stands in the way.',
        f"Sur « {sheet} », les lignes sous le tableau ne peuvent être déplacées : une formule, une matrice ou un tableau croisé les retient.",
    )


class Follower:
    """Rewrites what names cells of the moving sheet; when it only looks, it tells which rows must stay.

    Args:
        move: The rows that move.
        looks: Nothing is to be rewritten; ``held`` is gathered.
    """

    def __init__(self, move: RowMove, looks: bool = False) -> None:
        self.move, self.looks = move, looks
        self.held: set[int] = set()
        self.changed: list[tuple[str, int, int]] = []

    def formula(self, plain: str, home: str, grows: bool = True) -> str:
        """A formula after the move; unchanged when only looking."""
        if self.looks:
            self.held |= rows_held(plain, home, self.move)
            return plain
        try:
            return shift_formula(plain, home, self.move, grows)
        except LostReference as problem:
            raise cannot_move(self.move.sheet) from problem

    def escaped(self, raw: str, home: str, grows: bool = True) -> str:
        """A formula as the XML holds it, after the move."""
        plain = unescaped(raw)
        after = self.formula(plain, home, grows)
        return raw if after == plain else escape(after)

    def attribute(self, text: str, names: tuple[str, ...], home: str = "") -> str:
        """A part after the move, where formulas stand in attributes."""

        def change(found: re.Match[str]) -> str:
            return found[1] + self.escaped(found[2], home).replace('"', "&quot;") + found[3]

        return re.sub(rf'(\b(?:{"|".join(names)})=")([^"]*)(")', change, text)

    def sheet_formulas(self, xml: bytes, tags: Tags, home: str) -> bytes:
        """A sheet's cell formulas after the move; those that shared one text get their own when it matters."""
        moves_here = self.move.names(None, home)
        if not moves_here and b"!" not in xml:
            return xml
        cells = list(formula_cells(xml, tags))
        masters = {cell.said.get("si", ""): cell for cell in cells if cell.is_master}
        groups: dict[str, list[tuple[FormulaCell, str, str]]] = {}
        edits: list[tuple[int, int, str]] = []
        for cell in cells:
            if moves_here and self.move.row(cell.row) is None:
                continue
            master = masters.get(cell.said.get("si", "")) if cell.said.get("t") == "shared" else None
            plain = unescaped(cell.text)
            if master is not None and master is not cell:
                plain = translate_formula(
                    unescaped(master.text), cell.row - master.row, cell.column - master.column
                )
            after = self.formula(plain, home, not (moves_here and self._is_in_table(cell))) if plain else ""
            if after != plain:
                self.changed.append((home, cell.row, cell.column))
            if master is not None:
                groups.setdefault(cell.said["si"], []).append((cell, plain, after))
            elif said := self._formula_xml(cell, plain, after, tags, moves_here):
                edits.append((cell.at, cell.stop, said))
        for si, members in groups.items():
            lost = moves_here and self.move.row(masters[si].row) is None
            shifts = moves_here and any(self.move.row(cell.row) != cell.row for cell, _, _ in members)
            if lost or shifts or any(plain != after for _, plain, after in members):
                edits += [
                    (cell.at, cell.stop, f"<{tags.prefix}f>{escape(after)}</{tags.prefix}f>")
                    for cell, _, after in members
                ]
        return xml if self.looks else replaced(xml, edits)

    def _is_in_table(self, cell: FormulaCell) -> bool:
        move = self.move
        return (move.first or 1) <= cell.row <= move.after and move.left <= cell.column <= move.right

    def _formula_xml(self, cell: FormulaCell, plain: str, after: str, tags: Tags, moves_here: bool) -> str:
        """The formula's own element after the move, "" when it stays as it is."""
        said = dict(cell.said)
        if moves_here:
            for name in ("ref", "r1", "r2"):
                if name in said:
                    said[name] = shift_area(said[name], self.move) or said[name]
        if after == plain and said == dict(cell.said):
            return ""
        words = "".join(f' {name}="{value}"' for name, value in said.items())
        return f"<{tags.prefix}f{words}>{escape(after)}</{tags.prefix}f>"

    def sheet_rest(self, xml: bytes, tags: Tags, home: str) -> bytes:
        """What stands around a sheet's rows, after the move: formats, checks, links, filters, breaks."""
        end = data_bounds(xml, tags)[1]
        tail = xml[end:].decode("utf-8", "replace")
        moves_here = self.move.names(None, home)
        after = tail
        if moves_here:
            after = self._formats(after, home)
            after = self._areas(after)
            after = self._breaks(after)
            after = self.anchors(after)
        else:
            after = FORMULA.sub(lambda f: f[1] + self.escaped(f[3], home) + f[4], after)
        after = self.attribute(after, ("location",), home)
        after = self.sourced(after)
        if self.looks or after == tail:
            return xml
        return xml[:end] + after.encode()

    def _formats(self, text: str, home: str) -> str:
        """Conditional formats, checks of typing and sparklines: their areas, and the formulas relative to them."""

        def block(found: re.Match[str]) -> str:
            body, element = found[0], found[1]
            areas = re.search(r'\bsqref="([^"]*)"', body[: body.find(">")]) or re.search(
                r"<(?:\w+:)?sqref>([^<]*)<", body
            )
            if areas is None:
                return FORMULA.sub(lambda f: f[1] + self.escaped(f[3], home) + f[4], body)
            old = areas[1]
            grows = not element.endswith("sparkline")
            new = shift_areas(old, self.move, grows)
            if not new and old.strip():
                return ""
            down, right = self._base(old)

            def change(f: re.Match[str]) -> str:
                plain = unescaped(f[3])
                moved = self.formula(translate_formula(plain, down, right), home)
                return f[0] if moved == plain else f[1] + escape(moved) + f[4]

            body = FORMULA.sub(change, body[: areas.start(1)] + new + body[areas.end(1) :])
            return body

        names = "conditionalFormatting|dataValidation|sparkline"
        pattern = rf"<((?:\w+:)?(?:{names}))(?=[\s/>])[^>]*?(?:/>|>.*?</\1>)"
        after = re.sub(pattern, block, text, flags=re.S)
        return after if after == text else _recounted(after, ("dataValidations",))

    def _base(self, sqref: str) -> tuple[int, int]:
        """How far the cell that an area's formulas are relative to goes, among the rows before the move."""
        before = [area_of(ref) for ref in sqref.split()]
        kept = []
        for top, left, bottom, _ in before:
            while top <= bottom and self.move.row(top) is None:
                top += 1
            if top <= bottom:
                kept.append((top, left))
        if not kept:
            return 0, 0
        return (
            min(top for top, _ in kept) - min(area[0] for area in before),
            min(left for _, left in kept) - min(area[1] for area in before),
        )

    def _areas(self, text: str) -> str:
        def change(found: re.Match[str]) -> str:
            name = found[1].rpartition(":")[2]
            tag = found[0]
            attribute = "sqref" if name in LIST_TAGS else "r" if name in CELL_TAGS else "ref"
            said = re.search(rf'\b{attribute}="([^"]*)"', tag)
            if said is None:
                return tag
            after = shift_areas(said[1], self.move, name in GROWING)
            if not after:
                return "" if name not in ("autoFilter", "sortState", "sortCondition") else tag
            if name == "mergeCell" and ":" not in after:
                return ""
            return tag[: said.start(1)] + after + tag[said.end(1) :]

        names = "|".join((*AREA_TAGS, *CELL_TAGS, *LIST_TAGS))
        after = re.sub(rf"<((?:\w+:)?(?:{names}))(?=[\s/>])[^>]*>", change, text)
        return after if after == text else _recounted(after, COUNTED)

    def _breaks(self, text: str) -> str:
        def change(found: re.Match[str]) -> str:
            return re.sub(
                r'(<(?:\w+:)?brk\b[^>]*?\bid=")(\d+)',
                lambda f: f[1] + str(max(1, self.move.row(int(f[2])) or self.move.place(int(f[2])) - 1)),
                found[0],
            )

        return re.sub(r"<(?:\w+:)?rowBreaks\b.*?</(?:\w+:)?rowBreaks>", change, text, flags=re.S)

    def anchors(self, text: str) -> str:
        """Drawings placed by cells."""

        def place(found: re.Match[str]) -> str:
            body = found[0]
            if 'editAs="absolute"' in body[:200]:
                return body
            rows = [int(n) for n in re.findall(r"<(?:\w+:)?row>(\d+)<", body)]
            if not rows:
                return body
            by = self.move.place(rows[0] + 1) - 1 - rows[0]
            keeps_size = 'editAs="oneCell"' in body[:200] or len(rows) == 1

            def row(cell: re.Match[str]) -> str:
                old = int(cell[2])
                return f"{cell[1]}{old + by if keeps_size else self.move.place(old + 1) - 1}<"

            return re.sub(r"(<(?:\w+:)?row>)(\d+)<", row, body)

        names = "twoCellAnchor|oneCellAnchor|anchor"
        return re.sub(rf"<((?:\w+:)?(?:{names}))(?=[\s>])[^>]*>.*?</\1>", place, text, flags=re.S)

    def sourced(self, text: str) -> str:
        """Areas named by a sheet and a range, as pivot tables and consolidations do."""

        def change(found: re.Match[str]) -> str:
            said = dict(ATTRIBUTE.findall(found[0]))
            if "ref" not in said or unescaped(said.get("sheet", "")).casefold() != self.move.sheet.casefold():
                return found[0]
            top, left, bottom, right = area_of(said["ref"])
            if self.looks and self.move.span(top, bottom) is None:
                self.held.add(top)
            after = shift_area(said["ref"], self.move, self.move.covers(top, bottom, left, right))
            return found[0].replace(f'ref="{said["ref"]}"', f'ref="{after or said["ref"]}"')

        return re.sub(r"<(?:\w+:)?(?:worksheetSource|rangeSet|dataRef)\b[^>]*>", change, text)

    def held_by_areas(self, xml: bytes, tags: Tags, others: list[tuple[int, int, int, int]]) -> None:
        """Hold the rows that cut an array or a pivot table; refuse to push a part of one."""
        for top, _, bottom, _ in [*array_areas(xml, tags), *others]:
            if self.move.pushes and top <= self.move.after < bottom:
                raise cannot_move(self.move.sheet)
            self.held |= {row for row in self.move.removed if top <= row <= bottom}


def _recounted(text: str, names: tuple[str, ...]) -> str:
    """Lists with their count put right, and those left empty taken away."""

    def change(found: re.Match[str]) -> str:
        items = re.findall(r"<(?:\w+:)?\w+(?=[\s/>])", found[4])
        children = len([item for item in items if item.rpartition(":")[2].lstrip("<") in SINGULAR])
        if not children:
            return ""
        opening = re.sub(r'(\bcount=")\d+', rf"\g<1>{children}", found[1])
        return opening + found[4] + found[5]

    pattern = rf"(<((?:\w+:)?({'|'.join(names)}))(?=[\s>])[^>]*(?<!/)>)(.*?)(</\2>)"
    text = re.sub(pattern, change, text, flags=re.S)
    for empty in EMPTY:
        text = empty.sub("", text)
    return text


EMPTY = (
    re.compile(
        r"<(\w+:)sparklineGroup\b[^>]*>(?:(?!</?\1sparkline[\s>/]|</\1sparklineGroup>).)*<\1sparklines\s*(?:/>|>\s*</\1sparklines>)\s*</\1sparklineGroup>",
        re.S,
    ),
    re.compile(r"<((?:\w+:)(?:conditionalFormattings|sparklineGroups|dataValidations))\b[^>]*>\s*</\1>"),
    re.compile(r"<((?:\w+:)?ext)\b[^>]*>\s*</\1>"),
    re.compile(r"<((?:\w+:)?extLst)>\s*</\1>"),
)
SINGULAR = ("mergeCell", "hyperlink", "dataValidation", "protectedRange", "ignoredError", "cellWatch")


def replaced(data: bytes, edits: list[tuple[int, int, str]]) -> bytes:
    """The bytes with some stretches replaced."""
    pieces, at = [], 0
    for start, stop, text in sorted(edits):
        pieces += [data[at:start], text.encode()]
        at = stop
    return b"".join([*pieces, data[at:]]) if edits else data


def move_rows(xml: bytes, tags: Tags, move: RowMove) -> bytes:
    """A sheet's rows after the move, the rows to add still missing."""
    if not move.shifts:
        return xml
    begin, end = data_bounds(xml, tags)
    cell = re.compile(rb"""(<""" + tags.prefix.encode() + rb"""c\b[^>]*?\sr=["'][A-Z]+)\d+""")
    view = memoryview(xml)
    pieces: list[bytes | memoryview] = []
    at, number = 0, 0
    for found in tags.row.finditer(xml, begin, end):
        said = NUMBER.search(found[1])
        number = int(said[1]) if said else number + 1
        place = move.row(number)
        if place == number:
            continue
        stop = found.end() if found[2] else xml.index(tags.row_end, found.end()) + len(tags.row_end)
        pieces.append(view[at : found.start()])
        at = stop
        if place is not None:
            new = str(place).encode()
            opening = (
                NUMBER.sub(b' r="' + new + b'"', found[0])
                if said
                else found[0].replace(b"row", b'row r="' + new + b'"', 1)
            )
            pieces.append(opening)
            pieces.append(cell.sub(rb"\g<1>" + new, xml[found.end() : stop]))
    pieces.append(view[at:])
    done = b"".join(pieces)
    ref = re.search(rb'<(?:\w+:)?dimension\b[^>]*?\bref="([^"]*)"', done[:8000])
    if ref and (after := shift_area(ref[1].decode(), move)):
        done = done[: ref.start(1)] + after.encode() + done[ref.end(1) :]
    return done
