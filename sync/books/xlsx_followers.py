"""The parts of a workbook that follow when rows of one sheet move."""

import re
from collections.abc import Callable, Iterator

from sync.books.xlsx_formulas import area_of, shift_area
from sync.books.xlsx_moves import Follower, move_rows
from sync.books.xlsx_package import Package, SheetRef
from sync.books.xlsx_tags import ATTRIBUTE, tags_of, with_references

CHART_FORMULA = re.compile(r"(<((?:\w+:)?f)(?:\s[^>]*)?>)([^<]*)(</\2>)")
NAME = re.compile(r"(<((?:\w+:)?definedName)\b[^>]*>)([^<]*)(</\2>)")
TABLE_FORMULA = re.compile(
    r"(<((?:\w+:)?(?:calculatedColumnFormula|totalsRowFormula))\b[^>]*>)([^<]*)(</\2>)"
)
BOX = re.compile(r"<v:shape\b(?:(?!</v:shape>).)*?</v:shape>", re.S)


class Followers:
    """All that names cells of one sheet.

    Args:
        package: The workbook.
        sheet: The sheet whose rows move.
        table: The part of the table that receives rows, or "".
    """

    def __init__(self, package: Package, sheet: SheetRef, table: str) -> None:
        self.package, self.sheet, self.table = package, sheet, table
        self.sheets = [ref for ref in package.sheets() if ref.part and package.has(ref.part)]
        self.parts = {
            relation.target: relation.type.rpartition("/")[2]
            for relation in package.relations(sheet.part)
            if not relation.external and package.has(relation.target)
        }

    def rows_held(self, follower: Follower) -> set[int]:
        """The rows that must stay, for something names nothing else or would be cut."""
        self.follow(follower)
        xml = self.package.xml(self.sheet.part)
        follower.held_by_areas(xml, tags_of(xml), [*self._areas_of("pivotTable", "location")])
        for part, kind in self.parts.items():
            if kind == "table" and part != self.table:
                follower.held |= self._held_by_table(part, follower)
        return follower.held

    def _areas_of(self, kind: str, element: str) -> Iterator[tuple[int, int, int, int]]:
        for part in [part for part, said in self.parts.items() if said == kind]:
            found = re.search(rf'<(?:\w+:)?{element}\b[^>]*?\bref="([^"]+)"', self.package.text(part))
            if found:
                yield area_of(found[1])

    def _held_by_table(self, part: str, follower: Follower) -> set[int]:
        """Another table keeps its header, its totals and one row at least."""
        top, _, bottom, _ = self._table_area(part)
        gone = {row for row in follower.move.removed if top <= row <= bottom}
        return gone if gone & {top, bottom} or len(gone) >= bottom - top else set()

    def _table_area(self, part: str) -> tuple[int, int, int, int]:
        found = re.search(r'<(?:\w+:)?table\b[^>]*?\bref="([^"]+)"', self.package.text(part))
        return area_of(found[1]) if found else (1, 1, 1, 1)

    def follow(self, follower: Follower) -> None:
        """Rewrite every part, or with a follower that only looks, read them all."""
        for ref in self.sheets:
            if ref.kind.endswith("sheet") and ref.kind not in ("chartsheet", "dialogsheet"):
                self._sheet(ref, follower)
        self._write(
            self.package.workbook_part,
            follower,
            lambda text: NAME.sub(lambda f: f[1] + follower.escaped(f[3], "") + f[4], text),
        )
        for name in self.package.names():
            self._part(name, follower)
        if not follower.looks:
            self._own_parts(follower)

    def _write(self, part: str, follower: Follower, change: Callable[[str], str]) -> None:
        text = self.package.text(part)
        after = change(text)
        if after != text and not follower.looks:
            self.package.write(part, after.encode())

    def _sheet(self, ref: SheetRef, follower: Follower) -> None:
        xml = self.package.xml(ref.part)
        if not re.search(rb"<(?:\w+:)?worksheet\b", xml[:4000]):
            return
        tags = tags_of(xml)
        if ref.part == self.sheet.part:
            xml = with_references(xml, tags)
        after = follower.sheet_formulas(xml, tags, ref.name)
        after = follower.sheet_rest(after, tags, ref.name)
        if ref.part == self.sheet.part and not follower.looks:
            after = move_rows(after, tags, follower.move)
        if after is not xml and not follower.looks:
            self.package.write(ref.part, after)

    def _part(self, name: str, follower: Follower) -> None:
        """One part that may name cells of any sheet."""
        low = name.lower().replace("\\", "/")
        if not low.endswith(".xml") or "/_rels/" in low:
            return
        if "/charts/" in low and not re.search(r"/(?:style|colors)\d*\.xml$", low):
            self._write(
                name,
                follower,
                lambda text: CHART_FORMULA.sub(lambda f: f[1] + follower.escaped(f[3], "") + f[4], text),
            )
        elif "/drawings/" in low:
            self._write(name, follower, lambda text: follower.attribute(text, ("textlink",)))
        elif "/tables/table" in low and b"Formula" in self.package.read(name):
            home = self._home_of(name)
            self._write(
                name,
                follower,
                lambda text: TABLE_FORMULA.sub(
                    lambda f: f[1] + follower.escaped(f[3], home, grows="totals" in f[2]) + f[4], text
                ),
            )
        elif "/pivotcache/pivotcachedefinition" in low:
            self._write(name, follower, follower.sourced)
        elif "/ctrlprops/" in low:
            names = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")
            self._write(name, follower, lambda text: follower.attribute(text, names))
        elif low.endswith("/connections.xml"):
            self._write(name, follower, lambda text: follower.attribute(text, ("cell",)))

    def _home_of(self, part: str) -> str:
        for ref in self.sheets:
            if any(relation.target == part for relation in self.package.relations(ref.part)):
                return ref.name
        return ""

    def _own_parts(self, follower: Follower) -> None:
        """The parts that hang on the moving sheet itself."""
        for part, kind in self.parts.items():
            match kind:
                case "table" if part == self.table:
                    self._write(part, follower, lambda text: _areas(text, follower, True))
                case "table" | "pivotTable" | "tableSingleCells":
                    self._write(part, follower, lambda text: _areas(text, follower, False))
                case "comments" | "threadedComment":
                    self._write(part, follower, lambda text: _notes(text, follower))
                case "drawing":
                    self._write(part, follower, follower.anchors)
                case "vmlDrawing":
                    self._write(part, follower, lambda text: _boxes(text, follower))
                case _:
                    pass


def _areas(text: str, follower: Follower, grows: bool) -> str:
    def change(found: re.Match[str]) -> str:
        takes_in = grows and "sort" not in found[1]  # a sort keeps the area that was sorted
        return found[1] + (shift_area(found[2], follower.move, takes_in) or found[2]) + found[3]

    tags = "table|autoFilter|sortState|sortCondition|location|singleXmlCell"
    return re.sub(rf'(<(?:\w+:)?(?:{tags})\b[^>]*?\b(?:ref|r)=")([A-Z]+\d+(?::[A-Z]+\d+)?)(")', change, text)


def _notes(text: str, follower: Follower) -> str:
    """Comments follow their cells; those of a row taken out go with it."""

    def change(found: re.Match[str]) -> str:
        said = dict(ATTRIBUTE.findall(found[0][: found[0].find(">")]))
        after = shift_area(said.get("ref", ""), follower.move) if "ref" in said else ""
        if not after:
            return ""
        return found[0].replace(f'ref="{said["ref"]}"', f'ref="{after}"', 1)

    return re.sub(
        r"<((?:\w+:)?(?:comment|threadedComment))(?=\s)[^>]*?(?:/>|>.*?</\1>)", change, text, flags=re.S
    )


def _boxes(text: str, follower: Follower) -> str:
    """The boxes of comments and of form controls."""
    move = follower.move

    def change(found: re.Match[str]) -> str:
        box = found[0]
        row = re.search(r"<x:Row>\s*(\d+)\s*</x:Row>", box)
        if row and move.row(int(row[1]) + 1) is None:
            return ""
        if row:
            box = box[: row.start(1)] + str(move.place(int(row[1]) + 1) - 1) + box[row.end(1) :]
        anchor = re.search(r"<x:Anchor>([^<]*)</x:Anchor>", box)
        places = [place.strip() for place in anchor[1].split(",")] if anchor else []
        if anchor and len(places) == 8 and all(place.isdigit() for place in places):
            old = int(places[2])
            by = move.place((int(row[1]) if row else old) + 1) - 1 - (int(row[1]) if row else old)
            if by:
                places[2], places[6] = str(max(0, old + by)), str(max(1, int(places[6]) + by))
                box = box[: anchor.start(1)] + ", ".join(places) + box[anchor.end(1) :]
        return re.sub(
            r"(<x:(Fmla\w+)>)([^<]*)(</x:\2>)",
            lambda f: f[1] + follower.escaped(f[3], move.sheet) + f[4],
            box,
        )

    return BOX.sub(change, text)
