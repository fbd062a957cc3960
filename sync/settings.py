"""The production's settings file, ``classeur.toml``, and where its store lives."""

import locale
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from workbook_templates.text import Lang, OfficeError

FILE_NAME = "classeur.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``classeur.toml`` says; without one, the book's folder and the defaults."""

    folder: Path
    store: str
    books: tuple[Path, ...] = ()

    @property
    def versions(self) -> Path:
        """Where the earlier versions of written files are kept."""
        return self.folder / ".classeur" / "versions"


def read_settings(book: Path | None = None, store: str | None = None) -> Settings:
    """Find the settings beside the book, else in the current folder.

    Args:
        book: The workbook at hand.
        store: A store said on the command line; it wins over the environment, which wins over the file.

    Raises:
        OfficeError: The file is there and is not valid TOML.
    """
    folders = [book.resolve().parent] if book else []
    folders.append(Path.cwd())
    folder = next((place for place in folders if (place / FILE_NAME).is_file()), folders[0])
    said = _read(folder / FILE_NAME)
    url = store or os.environ.get("CLASSEUR_STORE") or str(said.get("store", ""))
    books = said.get("books", [])
    paths = [
        folder / str(entry["path"])
        for entry in (books if isinstance(books, list) else [])
        if isinstance(entry, dict) and "path" in entry
    ]
    return Settings(
        folder,
        url or f"sqlite:///{folder / 'classeur.sqlite'}",
        tuple(paths),
    )


def user_lang() -> Lang:
    """The language of whoever types the command."""
    said = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "fr" if said.lower().startswith("fr") else "en"


def _read(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise OfficeError(
            f"{path.name} cannot be read: {problem}. Mend that line.",
            f"{path.name} ne peut être lu : {problem}. Corrigez cette ligne.",
        ) from problem
