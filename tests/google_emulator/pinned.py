"""The requests of a ``batchUpdate`` about what is pinned to cells: names, protections, filters, metadata, rules."""

import copy
from collections.abc import Callable

from google_emulator.a1 import echo_range
from google_emulator.behaviour import Json, bad_request
from google_emulator.fields import Mask, change, read_mask
from google_emulator.filters import Pinned, find_pinned, home_of
from google_emulator.spreadsheets import whole_range, write_protected
from google_emulator.state import Spreadsheet


class PinnedRequests:
    """The requests about pinned things of one ``batchUpdate``."""

    def __init__(self, book: Spreadsheet, user: str) -> None:
        self.book, self.user = book, user

    def handlers(self) -> dict[str, Callable[[Json], Json]]:
        """The handler of each request."""
        return {
            "addNamedRange": self.add_named_range,
            "updateNamedRange": self.update_named_range,
            "deleteNamedRange": self.delete_named_range,
            "addProtectedRange": self.add_protected_range,
            "updateProtectedRange": self.update_protected_range,
            "deleteProtectedRange": self.delete_protected_range,
            "setBasicFilter": self.set_basic_filter,
            "clearBasicFilter": self.clear_basic_filter,
            "createDeveloperMetadata": self.create_developer_metadata,
            "updateDeveloperMetadata": self.update_developer_metadata,
            "deleteDeveloperMetadata": self.delete_developer_metadata,
            "addConditionalFormatRule": self.add_conditional_format_rule,
            "deleteConditionalFormatRule": self.delete_conditional_format_rule,
            "updateConditionalFormatRule": self.update_conditional_format_rule,
            "addBanding": self.add_banding,
            "addFilterView": self.add_filter_view,
            "deleteBanding": lambda one: self._delete_listed(
                "bandedRanges", "bandedRangeId", one["bandedRangeId"]
            ),
            "deleteFilterView": lambda one: self._delete_listed(
                "filterViews", "filterViewId", one["filterId"]
            ),
        }

    def add_named_range(self, request: Json) -> Json:
        """A name for a range."""
        said = request.get("namedRange") or {}
        if any(one["name"].lower() == said.get("name", "").lower() for one in self.book.named_ranges):
            raise bad_request(f'A named range with the name "{said.get("name")}" already exists.')
        named = {"namedRangeId": said.get("namedRangeId") or str(self.book.new_id()), **said}
        self.book.named_ranges.append(copy.deepcopy(named))
        return {"addNamedRange": {"namedRange": {**named, "range": echo_range(named["range"])}}}

    def update_named_range(self, request: Json) -> Json:
        """Another name, or another range."""
        new = request.get("namedRange") or {}
        old = _one_of(self.book.named_ranges, "namedRangeId", new.get("namedRangeId"))
        _put(old, change(old, new, needed_mask(request)))
        return {}

    def delete_named_range(self, request: Json) -> Json:
        """The name goes."""
        named = _one_of(self.book.named_ranges, "namedRangeId", request.get("namedRangeId"))
        self.book.named_ranges.remove(named)
        return {}

    def add_protected_range(self, request: Json) -> Json:
        """A range that only its editors may change, the creator always among them."""
        said = {
            name: value for name, value in (request.get("protectedRange") or {}).items() if value is not None
        }
        span = said.get("range", {})
        protected = {
            **copy.deepcopy(said),
            "protectedRangeId": said.get("protectedRangeId") or self.book.new_id(),
        }
        protected["range"] = {"sheetId": span.get("sheetId", 0), **span}
        users = said.get("editors", {}).get("users") or []
        protected["editors"] = {"users": [*users, *([] if self.user in users else [self.user])]}
        self.book.sheet(span.get("sheetId", 0)).protected.append(protected)
        return {"addProtectedRange": {"protectedRange": write_protected(protected, self.user, reply=True)}}

    def update_protected_range(self, request: Json) -> Json:
        """Change a protection."""
        new = request.get("protectedRange") or {}
        for sheet in self.book.sheets:
            for old in sheet.protected:
                if old["protectedRangeId"] == new.get("protectedRangeId"):
                    _put(old, change(old, new, needed_mask(request)))
                    return {}
        raise bad_request(f"No protected range with ID: {new.get('protectedRangeId')}.")

    def delete_protected_range(self, request: Json) -> Json:
        """The protection goes."""
        wanted = request.get("protectedRangeId")
        for sheet in self.book.sheets:
            for protected in sheet.protected:
                if protected["protectedRangeId"] == wanted:
                    sheet.protected.remove(protected)
                    return {}
        raise bad_request(f"No protected range with ID: {wanted}.")

    def set_basic_filter(self, request: Json) -> Json:
        """The sheet's one filter; the rows it hides are hidden by it."""
        said = copy.deepcopy(request.get("filter") or {})
        sheet = self.book.sheet(said.get("range", {}).get("sheetId", 0))
        self.clear_basic_filter({"sheetId": sheet.sheet_id})
        sheet.basic_filter = {**said, "range": whole_range(sheet, said.get("range", {}))}
        box = sheet.box(sheet.basic_filter["range"])
        criteria = {int(column): one for column, one in (said.get("criteria") or {}).items()}
        specs = said.get("filterSpecs") or []
        criteria |= {one.get("columnIndex", 0): one.get("filterCriteria", {}) for one in specs}
        for row in range(box.top + 1, box.bottom):
            shown = [
                str(sheet.cell(row, c).value or "") not in one.get("hiddenValues", [])
                for c, one in criteria.items()
            ]
            if not all(shown):
                sheet.rows[row].properties["hiddenByFilter"] = True
        return {}

    def clear_basic_filter(self, request: Json) -> Json:
        """The filter goes, and every row is seen again."""
        sheet = self.book.sheet(request.get("sheetId", 0))
        sheet.basic_filter = None
        for line in sheet.rows:
            line.properties.pop("hiddenByFilter", None)
        return {}

    def create_developer_metadata(self, request: Json) -> Json:
        """A key and a value on a row, a column, a sheet or the spreadsheet."""
        said = request.get("developerMetadata") or {}
        location = said.get("location") or {}
        if "locationType" in location:
            raise bad_request("developerMetadata.location.locationType is read only.")
        if not said.get("metadataKey") or said.get("visibility") not in ("DOCUMENT", "PROJECT"):
            raise bad_request("Developer metadata needs a metadataKey and a visibility.")
        home, place = home_of(self.book, location)
        wanted = said.get("metadataId") or self.book.new_id()
        if find_pinned(self.book, {"metadataId": wanted}):
            raise bad_request(f"Developer metadata with id {wanted} already exists.")
        data = {name: said[name] for name in ("metadataKey", "metadataValue", "visibility") if name in said}
        home.append({"metadataId": wanted, **data})
        pinned = Pinned(home[-1], place.kind, place.sheet, place.place)
        return {"createDeveloperMetadata": {"developerMetadata": pinned.write()}}

    def update_developer_metadata(self, request: Json) -> Json:
        """Change the metadata that the filters select."""
        mask, new, changed = needed_mask(request), request.get("developerMetadata") or {}, []
        for pinned in self._filtered(request.get("dataFilters") or []):
            parts = {name: inner for name, inner in mask.items() if name != "location"}
            data = (
                change(pinned.data, {"metadataId": pinned.data["metadataId"], **new}, parts)
                if parts
                else pinned.data
            )
            home, place = home_of(self.book, pinned.write()["location"])
            home.remove(pinned.data)
            if "location" in mask or "*" in mask:
                home, place = home_of(self.book, new.get("location") or {})
            kept = {**data, "metadataId": pinned.data["metadataId"]}
            kept.pop("location", None)
            home.append(kept)
            changed.append(Pinned(kept, place.kind, place.sheet, place.place).write())
        return {"updateDeveloperMetadata": {"developerMetadata": changed}}

    def delete_developer_metadata(self, request: Json) -> Json:
        """Remove the metadata that the filter selects."""
        gone = []
        for pinned in self._filtered([request.get("dataFilter") or {}]):
            home_of(self.book, pinned.write()["location"])[0].remove(pinned.data)
            gone.append(pinned.write())
        return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone}}

    def _filtered(self, filters: list[Json]) -> list[Pinned]:
        return [
            pinned
            for one in filters
            for pinned in find_pinned(self.book, one.get("developerMetadataLookup", {}))
        ]

    def add_conditional_format_rule(self, request: Json) -> Json:
        """A rule, first unless told otherwise."""
        rule = copy.deepcopy(request.get("rule") or {})
        sheet = self.book.sheet((rule.get("ranges") or [{}])[0].get("sheetId", 0))
        sheet.lists.setdefault("conditionalFormats", []).insert(request.get("index", 0), rule)
        return {}

    def delete_conditional_format_rule(self, request: Json) -> Json:
        """A rule goes."""
        rules = self.book.sheet(request.get("sheetId", 0)).lists.get("conditionalFormats", [])
        place = request.get("index", 0)
        if place >= len(rules):
            raise bad_request(
                f"No conditional format on sheet: {request.get('sheetId', 0)} at index: {place}"
            )
        return {"deleteConditionalFormatRule": {"rule": rules.pop(place)}}

    def update_conditional_format_rule(self, request: Json) -> Json:
        """A rule is replaced."""
        rules = self.book.sheet(request.get("sheetId", 0)).lists.get("conditionalFormats", [])
        place = request.get("index", 0)
        if place >= len(rules) or "rule" not in request:
            raise bad_request(
                f"No conditional format on sheet: {request.get('sheetId', 0)} at index: {place}"
            )
        old, rules[place] = rules[place], copy.deepcopy(request["rule"])
        return {"updateConditionalFormatRule": {"newRule": rules[place], "oldRule": old}}

    def add_banding(self, request: Json) -> Json:
        """Alternating colours."""
        return self._add_listed("addBanding", "bandedRange", "bandedRanges", "bandedRangeId", request)

    def add_filter_view(self, request: Json) -> Json:
        """A person's own view."""
        return self._add_listed("addFilterView", "filter", "filterViews", "filterViewId", request)

    def _add_listed(self, kind: str, name: str, place: str, id_name: str, request: Json) -> Json:
        item = copy.deepcopy(request.get(name) or {})
        item.setdefault(id_name, self.book.new_id())
        sheet = self.book.sheet(item.get("range", {}).get("sheetId", 0))
        sheet.lists.setdefault(place, []).append(item)
        return {kind: {name: {**item, "range": echo_range(item.get("range", {}))}}}

    def _delete_listed(self, place: str, id_name: str, wanted: object) -> Json:
        for sheet in self.book.sheets:
            for item in sheet.lists.get(place, []):
                if item[id_name] == wanted:
                    sheet.lists[place].remove(item)
                    return {}
        raise bad_request(f"No item with {id_name}: {wanted}.")


def needed_mask(request: Json) -> Mask:
    """The parts that a request says it changes.

    Raises:
        ApiError: It says none.
    """
    mask = read_mask(request.get("fields") or "")
    if not mask:
        raise bad_request("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return mask


def _one_of(items: list[Json], name: str, wanted: object) -> Json:
    for item in items:
        if item[name] == wanted:
            return item
    raise bad_request(f"No item with {name}: {wanted}.")


def _put(old: Json, new: Json) -> None:
    old.clear()
    old.update(new)
