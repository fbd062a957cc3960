"""The VBA project of a workbook: xlwings' own module from the installed package, and ours."""

import tempfile
import warnings
from importlib.resources import as_file, files
from pathlib import Path
from zipfile import ZipFile

from pyopenvba import ExcelFile
from pyopenvba.exceptions import PyOpenVBAError
from pyopenvba.vba import VBAModuleKind, VBAProject

from addin.faces.excel_build.buttons import MODULE, module_source
from addin.faces.excel_build.functions import MODULE as FUNCTIONS_MODULE
from addin.faces.excel_build.functions import functions_source
from workbook_templates.text import OfficeError

PROJECT_PART = "xl/vbaProject.bin"
STANDALONE = "quickstart_standalone.xlsm"
RUNNER = "xlwings"
DICTIONARY = "Dictionary"
SAMPLE = "Module1"


def new_project() -> bytes:
    """A VBA project made from the one xlwings ships, with our module instead of its sample.

    Its documents are called ThisWorkbook, Sheet1 and Sheet2.
    """
    return _edited(_standalone(), is_new=True)


def with_buttons(workbook: bytes) -> bytes:
    """The VBA project of a macro workbook, with xlwings' module and ours; every other module as it was.

    An xlwings module that is already there is kept.

    Raises:
        OfficeError: The project is locked by a password, or cannot be read.
    """
    return _edited(workbook, is_new=False)


def _standalone() -> bytes:
    return (files("xlwings") / STANDALONE).read_bytes()


def _edited(workbook: bytes, *, is_new: bool) -> bytes:
    with tempfile.TemporaryDirectory(prefix="classeur-") as folder:
        path = Path(folder) / "book.xlsm"
        path.write_bytes(workbook)
        try:
            with ExcelFile(path) as book:
                project = book.vba_project()
                if is_new:
                    project.delete_module(SAMPLE)
                else:
                    _add_runner(project)
                _put_ours(project)
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    book.save()
        except (PyOpenVBAError, UserWarning, ValueError) as problem:
            raise OfficeError(
                f"The workbook's VBA project cannot be changed: {problem} "
                "Take its password or signature away in Excel, or import ClasseurButtons.bas by hand.",
                f"Le projet VBA du classeur ne peut être modifié : {problem} "
                "Ôtez-en le mot de passe ou la signature dans Excel, ou importez ClasseurButtons.bas à la main.",
            ) from problem
        with ZipFile(path) as parts:
            return parts.read(PROJECT_PART)


def _put_ours(project: VBAProject) -> None:
    """Our modules as they are today; untouched when they already are."""
    names = {module.name.casefold(): module.name for module in project.modules}
    for name, source in ((MODULE, module_source()), (FUNCTIONS_MODULE, functions_source())):
        held = names.get(name.casefold())
        if held is None:
            project.add_module(name, source)
        elif _code(project.get_module(held).body) != _code(source):
            project.get_module(held).body = source


def _add_runner(project: VBAProject) -> None:
    """Add xlwings' modules from the installed package where the project lacks them."""
    names = {module.name.casefold() for module in project.modules}
    with (
        as_file(files("xlwings") / STANDALONE) as path,
        ExcelFile(path) as standalone,
    ):
        shipped = standalone.vba_project()
        for name, kind in ((RUNNER, VBAModuleKind.standard), (DICTIONARY, VBAModuleKind.other)):
            if name.casefold() not in names:
                project.add_module(name, shipped.get_module(name).source, kind=kind)


def _code(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.splitlines()).strip()
