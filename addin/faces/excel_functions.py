"""The custom functions as Excel for Windows calls them: one ``@xw.func`` for each of the registry.

An error is told to the VBA module by a mark before its number, and stands in the cell as a real one.
"""

import inspect
import time
from collections.abc import Callable

import xlwings
from xlwings.conversion.framework import Accessor, ConversionContext
from xlwings.conversion.standard import BaseAccessor

from addin.actions.functions import FUNCTIONS, Function, FunctionError, Known, call_function, plain
from addin.actions.pointed import Pointed, Rows
from addin.faces.excel_build.functions import ERRORS, MARK, vba_arguments
from sync.books.live import LiveBook
from sync.settings import user_lang
from workbook_templates.book import Reading
from workbook_templates.catalog import INPUT_TABLES
from workbook_templates.tables.issued import ISSUED

CATEGORY = "Classeur"
TOGETHER = 0.25  # seconds: calls that follow each other sooner are one recalculation, and share one look
LONGEST = 60.0  # seconds for which one look may serve at most


class _Looks:
    """What is known of the calling workbooks during one recalculation."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, tuple[float, float, Known]] = {}

    def known(self) -> Known:
        """The calling workbook, looked at anew unless this call follows another closely."""
        book = xlwings.Book.caller()
        now, name = self._clock(), str(book.fullname)
        first, last, known = self._held.get(name, (now, -1e9, None))
        if known is None or now - last > TOGETHER or now - first > LONGEST:
            first, known = now, Known(lambda: _read(book))
        self._held = {name: (first, now, known)}
        return known

    def touch(self) -> None:
        """A call has ended: its own work does not count as a pause."""
        now = self._clock()
        self._held = {name: (first, now, known) for name, (first, _, known) in self._held.items()}


def _read(book: xlwings.Book) -> Reading:
    wanted = {key for function in FUNCTIONS.values() for key in function.tables}
    return LiveBook(book, False).read([table for table in (*INPUT_TABLES, ISSUED) if table.key in wanted])


class _CellItself(Accessor):
    """An argument as the cell that it is, when it is one; else as its value."""

    @staticmethod
    def reader(options: object) -> object:
        def keep(context: ConversionContext) -> None:
            if context.range is not None:
                context.value = context.range

        return BaseAccessor.reader(options).append_stage(keep)  # type: ignore[no-untyped-call]


def _pointed(cell: xlwings.Range) -> Pointed:
    row, column, sheet = cell.row, cell.column, cell.sheet

    def rows() -> Rows:
        width = max(column, sheet.used_range.last_cell.column)
        return list(sheet.range((1, 1), (row, width)).options(ndim=2).value)

    return Pointed(rows, row, column)


LOOKS = _Looks()


def _udf(function: Function) -> Callable[..., object]:
    """The function that ``xlwings`` registers and calls by its name in VBA."""

    def called(*given: object) -> object:
        try:
            known = LOOKS.known() if function.tables else Known(None, user_lang())
            first = given[0] if given else None
            if isinstance(first, xlwings.Range):
                values, at = (first.value, *given[1:]), _pointed(first)
                return plain(call_function(function.key, values, known, at))
            return plain(call_function(function.key, given, known))
        except FunctionError as problem:
            return f"{MARK}{ERRORS[problem.kind]}"
        finally:
            if function.tables:
                LOOKS.touch()

    names = vba_arguments(function)
    called.__annotations__ = {}  # xlwings would convert by them
    called.__name__ = called.__qualname__ = function.vba_name
    called.__doc__ = f"{function.help.en}\n{function.help.fr}"
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, kind, default=None if one.optional else inspect.Parameter.empty)
            for one, name in zip(function.arguments, names, strict=True)
        ]
    )
    made: Callable[..., object] = xlwings.func(category=CATEGORY, volatile=bool(function.tables))(called)
    if function.points:
        made = xlwings.arg(names[0], _CellItself)(made)
    for one, name in zip(function.arguments, names, strict=True):
        made = xlwings.arg(name, doc=f"{one.help.en} · {one.help.fr}")(made)
    return made


globals().update({function.vba_name: _udf(function) for function in FUNCTIONS.values()})
