"""Run as a process: the real ``xlwings.udfs`` with pywin32 stubbed, called as its COM server calls it.

Its input is JSON: ``book``, and ``calls`` of a function's name and arguments; ``{"cell": [sheet, "B2"]}`` is a
cell of the open workbook, ``{"missing": true}`` an argument left out. It prints what came of each, the module
that xlwings itself would have generated, and how often the workbook was looked at.
"""

import asyncio
import json
import sys
import types
from unittest import mock

import live_excel
import xlwings

MISSING = -2147352572


class ComError(Exception):
    """What pywin32 raises."""


def stubbed() -> types.ModuleType:
    """The Windows half of xlwings, over a stubbed pywin32."""
    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
        sys.modules[name] = mock.MagicMock(name=name)
    sys.modules["pywintypes"].com_error = ComError  # type: ignore[attr-defined]
    windows = types.ModuleType("xlwings._xlwindows")
    windows.BOOK_CALLER = None  # type: ignore[attr-defined]
    windows.Range = windows.Book = lambda xl: xl  # type: ignore[attr-defined]
    windows.is_range_instance = lambda one: hasattr(one, "raw_value")  # type: ignore[attr-defined]
    server = types.ModuleType("xlwings.com_server")
    server.loop = asyncio.new_event_loop()  # type: ignore[attr-defined]
    sys.modules |= {"xlwings._xlwindows": windows, "xlwings.com_server": server}
    xlwings._xlwindows = windows
    import xlwings.udfs as udfs

    for short in ("func", "arg", "ret", "sub"):
        setattr(xlwings, short, getattr(udfs, f"xl{short}"))
    return udfs


class Workbook:
    """What ``import_udfs`` needs of a workbook."""

    Name = "film.xlsm"

    def __init__(self) -> None:
        self.generated = ""
        self.described: dict[str, list[str]] = {}

        def components(*_: object) -> None:
            raise ComError

        components.Remove = None  # type: ignore[attr-defined]
        components.Import = self._import  # type: ignore[attr-defined]
        self.VBProject = types.SimpleNamespace(VBComponents=components)
        self.Application = types.SimpleNamespace(Version="16.0", MacroOptions=self._describe)

    def _import(self, path: str) -> None:
        with open(path, encoding="utf-8") as file:
            self.generated = file.read()

    def _describe(self, name: str, **said: object) -> None:
        self.described[name] = [str(said["Description"]), *map(str, said["ArgumentDescriptions"] or [])]  # type: ignore[call-overload]


def main() -> None:
    asked = json.load(sys.stdin)
    udfs = stubbed()
    app, excel = live_excel.start()
    book = app.books.open(asked["book"])
    book.set_mock_caller()
    workbook = Workbook()
    module = "addin.faces.excel_functions"
    with mock.patch.object(udfs, "logger", mock.MagicMock()):
        udfs.import_udfs(module, workbook)  # type: ignore[attr-defined]
    caller = book.sheets[0].range("Z99").impl

    def given(said: object) -> object:
        match said:
            case {"cell": [sheet, address]}:
                return book.sheets[sheet].range(address).impl
            case {"missing": True}:
                return MISSING
            case _:
                return said

    results, excel.reads = [], 0
    for name, arguments in asked["calls"]:
        found = udfs.call_udf(module, name, tuple(map(given, arguments)), None, caller)  # type: ignore[attr-defined]
        results.append(found[0][0] if isinstance(found, list) else found)
    said = {
        "results": results,
        "generated": workbook.generated,
        "described": workbook.described,
        "reads": excel.reads,
        "pro": [name for name in sys.modules if name.startswith("xlwings.pro")],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
