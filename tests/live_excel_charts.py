"""The charts and the offered words of the tests' own Excel."""

from typing import Any

from xlwings import base_classes as bc

Box = tuple[int, int, int, int]


def box_of(area: Any) -> Box:
    return area.r, area.c, area.r + area.nr - 1, area.c + area.nc - 1


class Charts(bc.Charts):
    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    api = property(lambda self: self)

    @property
    def parent(self) -> Any:
        return self.sheet

    def __len__(self) -> int:
        return len(self.sheet.charts_)

    def __iter__(self) -> Any:
        return iter(list(self.sheet.charts_))

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.sheet.charts_[key - 1]
        return next(chart for chart in self.sheet.charts_ if chart.name == key)

    def __contains__(self, key: Any) -> bool:
        return any(chart.name == key for chart in self.sheet.charts_)

    contains = __contains__

    def add(self, left: Any, top: Any, width: Any, height: Any, *others: Any, name: Any, **more: Any) -> Any:
        chart = Chart(self.sheet, name, (left, top))
        self.sheet.charts_.append(chart)
        return chart


class Chart(bc.Chart):
    """One chart: its columns of figures are its series, in Excel's order."""

    chart_type: Any = None
    title: Any = None
    name: Any = None

    def __init__(self, sheet: Any, name: str, place: tuple[float, float]) -> None:
        self.sheet, self.name, self.place = sheet, name, place
        self.labels: Box | None = None
        self.lines: list[Line] = []
        self.legend_ = ""

    api = property(lambda self: self)

    def set_source_data(self, rng: Any, plot_by: Any = None) -> None:
        assert plot_by == "columns"
        top, left, bottom, right = box_of(rng)
        self.lines = [Line((top, column, bottom, column)) for column in range(left, right + 1)]

    def set_x_axis_values(self, rng: Any) -> None:
        self.labels = box_of(rng)

    @property
    def series(self) -> Any:
        return Lines(self)

    @property
    def legend(self) -> Any:
        return Legend(self)

    def delete(self) -> None:
        self.sheet.charts_.remove(self)


class Legend:
    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    position = property(
        lambda self: self.chart.legend_, lambda self, value: setattr(self.chart, "legend_", value)
    )


class Lines(bc.Collection):
    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    api = property(lambda self: self)

    def __len__(self) -> int:
        return len(self.chart.lines)

    def __iter__(self) -> Any:
        return iter(self.chart.lines)

    def __call__(self, key: int) -> Any:
        return self.chart.lines[key - 1]


class Line:
    def __init__(self, box: Box) -> None:
        self.box, self.name, self.fill = box, "", ""

    api = property(lambda self: self)

    def set(self, **said: Any) -> None:
        told = {key: value for key, value in said.items() if isinstance(value, str | tuple)}
        self.name, self.fill = told.get("name", self.name), told.get("fill_color", self.fill)


class Validation(bc.DataValidation):
    """The words that an area offers; ``ShowError`` False lets others be typed."""

    def __init__(self, area: Any) -> None:
        self.area = area

    api = property(lambda self: self)

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        self.area.sheet.offered[box_of(self.area)] = (list(source), True)

    @property
    def ShowError(self) -> bool:
        return bool(self.area.sheet.offered[box_of(self.area)][1])

    @ShowError.setter
    def ShowError(self, value: bool) -> None:
        words, _ = self.area.sheet.offered[box_of(self.area)]
        self.area.sheet.offered[box_of(self.area)] = (words, value)
