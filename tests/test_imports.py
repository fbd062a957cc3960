"""The three floors: imports go down only, and pure modules never import the world."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("workbook_templates", "sync", "addin")
PURE = (
    "addin/rules",
    *(
        f"addin/documents/{name}.py"
        for name in ("crew_lists", "list_kinds", "list_secrets", "list_texts", "watch", "written_forms")
    ),
    "sync/merge.py",
    "sync/plan.py",
    "sync/guards.py",
    "sync/timer.py",
    "sync/books/marks.py",
    "sync/shared_folders.py",
    *(
        f"workbook_templates/{name}.py"
        for name in ("text", "declare", "findings", "book", "kinds", "checks", "reading", "catalog", "money")
    ),
)
WORLD = {
    "os",
    "pathlib",
    "socket",
    "subprocess",
    "sqlite3",
    "sqlalchemy",
    "gspread",
    "xlwings",
    "xlsxwriter",
    "time",
}
MODULES = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])

    above = [name for name in imported(path) if name.split(".")[0] in FLOORS[floor + 1 :]]

    assert above == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_modules_never_touch_the_world(path: Path) -> None:
    if not path.relative_to(ROOT).as_posix().startswith(PURE):
        return

    world = [name for name in imported(path) if name.split(".")[0] in WORLD]

    assert world == []


def test_init_files_hold_one_docstring() -> None:
    for path in MODULES:
        if path.name == "__init__.py":
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) == 1 and isinstance(body[0], ast.Expr), path
