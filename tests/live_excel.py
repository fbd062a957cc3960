"""An Excel of our own for tests: xlwings' BSD base classes over cells in memory, with Excel's habits.

What is typed is read as Excel reads it: an apostrophe keeps a text, "=" starts a formula, digits become a
number and ISO dates a date; numbers come back as floats, a blank text as nothing. ``Excel.reads`` and
``Excel.writes`` count the calls that cost time.
"""

import datetime as dt
from typing import Any

import openpyxl
import xlwings as xw
from live_excel_cells import Formula as Formula
from live_excel_cells import formula_of, stored
from live_excel_sheets import Range as Range
from live_excel_sheets import Sheet as Sheet
from live_excel_sheets import Table as Table
from openpyxl.utils import range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes as bc


class Engine:
    name, type = "excel", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any = None) -> Any:
        return "" if x is None else x

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> Any:
        def one(v: Any) -> Any:
            if v in (None, ""):
                return empty
            if isinstance(v, dt.datetime):
                return dates(v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, None)
            if isinstance(v, float) and numbers:
                return numbers(v)
            if isinstance(v, Error):
                return v.text if err_to_str else None
            return v

        return [[one(cell) for cell in row] for row in data]


class Error:
    def __init__(self, text: str) -> None:
        self.text = text


class Apps(bc.Apps):
    def __init__(self, engine: Engine) -> None:
        self.engine, self.items = engine, list[Any]()

    def keys(self) -> list[int]:
        return [app.pid for app in self.items]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> Any:
        self.items.append(Excel(self))
        return self.items[-1]

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, pid: int) -> Any:
        return next(app for app in self.items if app.pid == pid)


class Excel(bc.App):
    """One running Excel; ``refuses_interactive`` makes it Excel for Mac."""

    def __init__(self, apps: Apps) -> None:
        self.apps, self.engine, self.pid = apps, apps.engine, 1000 + len(apps.items)
        self.books = Books(self)
        self.updating, self.typing, self.status = True, True, None
        self.alerts: list[tuple[str, str]] = []
        self.answers: list[str] = []
        self.said: list[Any] = []
        self.was_quiet: list[tuple[bool, bool]] = []
        self.reads = self.writes = 0
        self.refuses_interactive = self.refuses_saving = False
        self.is_busy = False

    pid = engine = books = None  # type: ignore[assignment]
    version = "16.0"

    @property
    def api(self) -> Any:
        return self

    def activate(self, steal_focus: bool = False) -> None: ...

    visible = property(lambda self: True, lambda self, value: None)
    display_alerts = property(lambda self: True, lambda self, value: None)

    @property
    def screen_updating(self) -> bool:
        return self.updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.updating = value

    @property
    def interactive(self) -> bool:
        return self.typing

    @interactive.setter
    def interactive(self, value: bool) -> None:
        if self.refuses_interactive:
            raise xw.XlwingsError("not supported on macOS")
        self.typing = value

    @property
    def status_bar(self) -> Any:
        return self.status

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        if self.is_busy:
            raise xw.XlwingsError("Call was rejected by callee.")
        self.status = value
        self.said.append(value)

    def alert(self, prompt: str, title: str, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append((prompt, title))
        return self.answers.pop(0) if buttons != "ok" else "ok"


class Books(bc.Books):
    def __init__(self, app: Excel) -> None:
        self.app, self.items = app, list[Any]()

    @property
    def api(self) -> Any:
        return self

    @property
    def active(self) -> Any:
        return self.items[-1]

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.items[key - 1]
        for book in self.items:
            if key.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Any:
        return iter(self.items)

    def add(self) -> Any:
        self.items.append(Book(self.app, f"Book{len(self.items) + 1}"))
        return self.items[-1]

    def open(self, fullname: str, *others: Any, **more: Any) -> Any:
        """A file's values, tables and names, as they stand."""
        book = Book(self.app, fullname)
        workbook = openpyxl.load_workbook(fullname)
        for ws in workbook.worksheets:
            sheet = Sheet(book, ws.title)
            book.items.append(sheet)
            for row in ws.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        sheet.cells_[cell.row, cell.column] = stored(cell.value)
                    if cell.number_format != "General":
                        sheet.formats[cell.row, cell.column] = cell.number_format
            for table in ws.tables.values():
                c1, r1, c2, r2 = range_boundaries(table.ref)
                sheet.tables_.append(Table(sheet, table.name, (r1, c1, r2, c2)))
        for name, defined in workbook.defined_names.items():
            book.names_[name] = f"={defined.attr_text}"
        self.items.append(book)
        return book


class Book(bc.Book):
    def __init__(self, app: Excel, path: str) -> None:
        self._app, self.path, self.items, self.names_ = app, path, list[Any](), dict[str, str]()
        self.at = 0

    @property
    def api(self) -> Any:
        return self

    @property
    def app(self) -> Any:
        return self._app

    @property
    def name(self) -> str:
        return self.path.replace("\\", "/").rpartition("/")[2]

    @property
    def fullname(self) -> str:
        return self.path

    @property
    def sheets(self) -> Any:
        return Sheets(self)

    @property
    def names(self) -> Any:
        return Names(self)

    def activate(self) -> None: ...

    def save(self, path: Any = None, password: Any = None) -> None:
        """Write its cells and names into its file, which keeps the rest."""
        if self._app.refuses_saving:
            raise xw.XlwingsError("Document not saved.")
        workbook = openpyxl.load_workbook(self.path, keep_vba=self.path.endswith(".xlsm"))
        for sheet in self.items:
            ws = (
                workbook[sheet.name]
                if sheet.name in workbook.sheetnames
                else workbook.create_sheet(sheet.name)
            )
            for row in ws.iter_rows():
                for cell in row:
                    if cell.value is not None and (cell.row, cell.column) not in sheet.cells_:
                        cell.value = None
            for at, value in sheet.cells_.items():
                ws.cell(*at).value = formula_of(value) if isinstance(value, Formula) else value
        for name, refers_to in self.names_.items():
            workbook.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        workbook.save(self.path)
        if workbook.vba_archive:
            workbook.vba_archive.close()


class Names(bc.Names):
    def __init__(self, book: Book) -> None:
        self.book = book

    api = property(lambda self: self)

    def __call__(self, key: Any) -> Any:
        return Name(self.book, key if isinstance(key, str) else list(self.book.names_)[key - 1])

    def contains(self, key: Any) -> bool:
        return key in self.book.names_

    def __len__(self) -> int:
        return len(self.book.names_)

    def add(self, name: str, refers_to: str) -> Any:
        self.book.names_[name] = refers_to
        return Name(self.book, name)


class Name(bc.Name):
    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name_ = book, name

    api = property(lambda self: self)

    @property
    def name(self) -> str:
        return self.name_

    @property
    def refers_to(self) -> str:
        return self.book.names_[self.name_]

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.names_[self.name_] = value

    def delete(self) -> None:
        del self.book.names_[self.name_]


class Sheets(bc.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    api = property(lambda self: self)

    @property
    def active(self) -> Any:
        return self.book.items[self.book.at]

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.book.items[key - 1]
        return next(sheet for sheet in self.book.items if sheet.name.lower() == key.lower())

    def __len__(self) -> int:
        return len(self.book.items)

    def __iter__(self) -> Any:
        return iter(list(self.book.items))

    def add(self, before: Any = None, after: Any = None, name: Any = None) -> Any:
        sheet = Sheet(self.book, name or f"Sheet{len(self) + 1}")
        at = self.book.items.index(after) + 1 if after else 0
        self.book.items.insert(at, sheet)
        self.book.at = at
        return sheet


def start() -> tuple[Any, Excel]:
    """A new Excel, the active one; the app as xlwings shows it, and ours behind it."""
    engine = Engine()
    shown = xw.Engine(impl=engine)
    xw.engines.add(shown)
    xw.engines.active = shown
    app = xw.App(add_book=False)
    return app, app.impl


def book_of(app: Any, sheets: dict[str, list[list[Any]]]) -> Any:
    """A workbook open in it, with these cells."""
    book = app.books.add()
    for name, rows in sheets.items():
        sheet = Sheet(book.impl, name)
        book.impl.items.append(sheet)
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value not in (None, ""):
                    sheet.cells_[number, column] = stored(value)
    return book
