"""The production's settings file, ``classeur.toml``, and where its store lives."""

import locale
import math
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sync.encryption import StoreAddress
from sync.guards import DEFAULT_GUARDS, Guards
from sync.merge import Policy
from workbook_templates.catalog import INPUT_TABLES, TABLE
from workbook_templates.text import Lang, OfficeError

FILE_NAME = "classeur.toml"


Entitlement = Literal["office", "restricted"]
GOOGLE = "google:"


@dataclass(frozen=True, slots=True)
class BookSettings:
    """One book of the production.

    Args:
        where: Its path, or ``google:SPREADSHEET_ID``.
        tables: The keys of the tables it takes part in; all when empty.
        entitlement: ``restricted`` when it may see restricted columns.
        period: Minutes between two rounds of the worker while nothing happens; 0 for its usual ones.
    """

    where: str
    tables: tuple[str, ...] = ()
    entitlement: Entitlement = "office"
    period: float = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``classeur.toml`` says; without one, the book's folder and the defaults.

    ``recompute``: the worker computes a book's result sheets again after a round that moved cells.
    """

    folder: Path
    store: str
    books: tuple[BookSettings, ...] = ()
    policies: Mapping[tuple[str, str], Policy] = field(default_factory=dict)
    guards: Guards = DEFAULT_GUARDS
    recompute: bool = False

    @property
    def key_file(self) -> Path | None:
        """The file that holds the store's key, where one is named."""
        return self.store.key_file if isinstance(self.store, StoreAddress) else None

    @property
    def versions(self) -> Path:
        """Where the earlier versions of written files are kept."""
        return self.folder / ".classeur" / "versions"

    def book(self, name: str) -> BookSettings:
        """What is said of a book; one that is not listed takes part in everything and sees no restricted column."""
        wanted = name if name.startswith(GOOGLE) else str(Path(name).resolve())
        return next((one for one in self.books if one.where == wanted), BookSettings(wanted))


def read_settings(book: Path | None = None, store: str | None = None) -> Settings:
    """Find the settings beside the book, else in the current folder.

    Args:
        book: The workbook at hand.
        store: A store said on the command line; it wins over the environment, which wins over the file.

    Raises:
        OfficeError: The file is there and is not valid TOML, or says something unknown.
    """
    folders = [book.resolve().parent] if book and not str(book).startswith(GOOGLE) else []
    folders.append(Path.cwd())
    folder = next((place for place in folders if (place / FILE_NAME).is_file()), folders[0])
    said = _read(folder / FILE_NAME)
    url = store or os.environ.get("CLASSEUR_STORE") or str(said.get("store", ""))
    key_file = str(said.get("key_file", ""))
    return Settings(
        folder,
        StoreAddress.of(
            url or f"sqlite:///{folder / 'classeur.sqlite'}", folder / key_file if key_file else None
        ),
        tuple(_book(entry, folder) for entry in _entries(said.get("books")) if "path" in entry),
        dict(_policies(said.get("policies"))),
        _guards(said.get("guards")),
        _recompute(said.get("recompute", False)),
    )


def _entries(said: object) -> list[dict[str, object]]:
    return [entry for entry in said if isinstance(entry, dict)] if isinstance(said, list) else []


def _book(entry: Mapping[str, object], folder: Path) -> BookSettings:
    name = str(entry["path"])
    where = name if name.startswith(GOOGLE) else str((folder / name).resolve())
    tables = entry.get("tables", [])
    keys = tuple(map(str, tables)) if isinstance(tables, list) else (str(tables),)
    for key in keys:
        if key not in TABLE or TABLE[key].written:
            raise _unknown("tables", key, sorted(table.key for table in INPUT_TABLES))
    entitlement = str(entry.get("entitlement", "office"))
    match entitlement:
        case "office" | "restricted":
            return BookSettings(where, keys, entitlement, _period(entry.get("period", 0)))
        case _:
            raise _unknown("entitlement", entitlement, ["office", "restricted"])


def _period(said: object) -> float:
    """``period``: minutes between two rounds of the worker while nothing happens."""
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < math.inf:
        raise _unknown("period", str(said), ["15"])
    return float(said)


def _recompute(said: object) -> bool:
    if not isinstance(said, bool):
        raise _unknown("recompute", str(said), ["true", "false"])
    return said


def _policies(said: object) -> Iterator[tuple[tuple[str, str], Policy]]:
    """``[policies]``: "crew.phone" = "sheet", "store" or "ask"."""
    for name, policy in said.items() if isinstance(said, dict) else ():
        key, _, column = str(name).partition(".")
        if key not in TABLE or column not in TABLE[key].position:
            raise _unknown("policies", str(name), ["crew.phone"])
        match policy:
            case "sheet" | "store":
                yield (key, column), policy
            case "ask":
                continue
            case _:
                raise _unknown("policies", str(policy), ["ask", "sheet", "store"])


def _guards(said: object) -> Guards:
    """``[guards]``: rows_gone and share_gone, past which a loss of rows is a question; ask_when_hidden."""
    if not isinstance(said, dict):
        return DEFAULT_GUARDS
    rows, share = said.get("rows_gone", DEFAULT_GUARDS.rows), said.get("share_gone", DEFAULT_GUARDS.share)
    hidden = said.get("ask_when_hidden", DEFAULT_GUARDS.hidden)
    if not isinstance(hidden, bool):
        raise _unknown("guards", f"ask_when_hidden = {hidden}", ["ask_when_hidden = false"])
    if not isinstance(rows, int) or not isinstance(share, int | float) or rows < 0 or not 0 <= share <= 1:
        raise _unknown(
            "guards", f"rows_gone = {rows}, share_gone = {share}", ["rows_gone = 10", "share_gone = 0.5"]
        )
    return Guards(rows, float(share), hidden)


def _unknown(where: str, said: str, known: Sequence[str]) -> OfficeError:
    return OfficeError(
        f'{FILE_NAME}, {where}: "{said}" is not known. Write one like: {", ".join(known)}.',
        f"{FILE_NAME}, {where} : « {said} » n'est pas connu. Écrivez par exemple : {', '.join(known)}.",
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
