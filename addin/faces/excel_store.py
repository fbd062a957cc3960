"""What the buttons of an Excel workbook do with the shared store: sync, undo, what changed.

The open workbook takes part in a round itself. It is saved before the round reads it and as soon as the round has
written it, so that its file never shows less than the store believes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from addin.actions.row_names import Rows, name_rows
from sync.books.live import LiveBook
from sync.history import Change
from sync.ids import new_id
from sync.round import SyncOutcome
from sync.runs import Run, changes_of_run, identities_at, list_runs
from sync.settings import BookSettings, Settings, read_settings
from sync.standing import reachable_store
from sync.store import Store
from sync.turn import sync_in_turn
from sync.undo import undo_run
from workbook_templates.book import Edits
from workbook_templates.catalog import TABLE
from workbook_templates.declare import Tier
from workbook_templates.findings import MASK
from workbook_templates.text import Lang, OfficeError, Tell, Text, many, show_minute

SHOWN_CHANGES = 12
LONGEST_VALUE = 60
NOTHING_YET = Text(
    "No sync has changed anything here yet.", "Aucune synchronisation n'a encore rien changé ici."
)
ASK_UNDO = Text("Undo this?", "Annuler ceci ?")
ASK_ON = Text("Go ahead?", "Continuer ?")


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A workbook open in Excel, its file, and what ``classeur.toml`` says of it."""

    book: Any
    path: Path
    settings: Settings

    @property
    def known(self) -> BookSettings:
        return self.settings.book(str(self.path))


def find_file(book: Any) -> OpenFile:
    """The file behind an open workbook. Raises OfficeError when this computer has none."""
    try:
        path = Path(book.fullname)
        is_here = path.is_absolute() and path.is_file()
    except Exception:  # xlwings cannot tell the file of a workbook that is in the cloud alone
        is_here = False
    if not is_here:
        raise OfficeError(
            f"{book.name} has no file on this computer yet. Save it in the production's folder, then press again.",
            f"{book.name} n'a pas encore de fichier sur ce poste. Enregistrez-le dans le dossier de la production, "
            "puis appuyez de nouveau.",
        )
    return OpenFile(book, path.resolve(), read_settings(path))


class SavedBook(LiveBook):
    """The open workbook as a round sees it: at its file's place, and saved once it is written."""

    def __init__(self, file: OpenFile, is_held: bool) -> None:
        super().__init__(file.book, is_held)
        self.path = file.path

    def apply(self, edits: Edits) -> str:
        written = super().apply(edits)
        save(self.book)
        return written


def save(book: Any) -> None:
    """Save the workbook. Raises OfficeError when Excel does not."""
    try:
        book.save()
    except Exception as problem:  # each system's Excel refuses in its own way
        raise OfficeError(
            f"Excel could not save {book.name}. Save it yourself, then press again.",
            f"Excel n'a pas pu enregistrer {book.name}. Enregistrez-le vous-même, puis appuyez de nouveau.",
        ) from problem


def make_round(file: OpenFile, is_held: bool, tell: Tell, yes: bool = False) -> SyncOutcome:
    """Make one round of the open workbook.

    Raises:
        OfficeError: As ``sync_in_turn``; or Excel cannot save it.
    """
    save(file.book)
    book, settings = SavedBook(file, is_held), file.settings
    who = file.path.name
    return sync_in_turn(book, Store(settings.store), file.known, settings, who, yes=yes, tell=tell)


def describe_outcome(outcome: SyncOutcome) -> Text:
    """What a round came to, in a sentence."""
    to_store, from_store, conflicts = outcome.from_sheet, outcome.to_sheet, len(outcome.conflicts)
    en, fr = (
        (" Settle them in the Conflicts sheet.", " Réglez-les dans la feuille Conflits.")
        if conflicts
        else ("", "")
    )
    return Text(
        f"{many(to_store, 'cell')} to the shared store, {many(from_store, 'cell')} from it, "
        f"{many(conflicts, 'conflict')}.{en}",
        f"{many(to_store, 'cellule', 'cellules')} vers la base commune, {from_store} depuis elle, "
        f"{many(conflicts, 'conflit', 'conflits')}.{fr}",
    )


@dataclass(frozen=True, slots=True)
class Latest:
    """A run, what it changed, and what its rows are called."""

    run: Run
    changes: Sequence[Change]
    rows: Rows


def find_latest(file: OpenFile) -> Latest | None:
    """The latest run that this workbook brought to the store, and what it changed; None when there is none."""
    if reachable_store(file.settings) is None:
        return None
    place = str(file.path)
    with Store(file.settings.store).transaction(keep=False) as tx:
        identity = identities_at(tx, [place]).get(place)
        runs = list_runs(tx, 1, [identity]) if identity else []
        if not runs:
            return None
        changes = changes_of_run(tx, runs[0].run)
        shown = changes[:SHOWN_CHANGES]
        return Latest(runs[0], changes, name_rows(tx, [(one.table, one.record) for one in shown]))


def describe_latest(file: OpenFile, latest: Latest, lang: Lang) -> str:
    """The run and its first changes, a line each; restricted values only where the workbook may show them."""
    run, changes = latest.run, latest.changes
    when = show_minute(datetime.fromisoformat(run.time))
    head = Text(
        f"{when}, {run.who}: {many(run.cells, 'cell')}",
        f"{when}, {run.who} : {many(run.cells, 'cellule', 'cellules')}",
    )
    is_entitled = file.known.entitlement == "restricted"
    lines = [head.say(lang), *_lines(changes[:SHOWN_CHANGES], latest.rows, is_entitled, lang)]
    rest = len(changes) - SHOWN_CHANGES
    if rest > 0:
        more = Text(f"and {rest} more: classeur log --run", f"et {rest} de plus : classeur log --run")
        lines.append(f"{more.say(lang)} {run.run}")
    return "\n".join(lines)


def _lines(changes: Sequence[Change], rows: Rows, is_entitled: bool, lang: Lang) -> list[str]:
    said = []
    for one in changes:
        table = TABLE[one.table]
        column = table.column(one.column) if one.column in table.position else None
        hidden = column is not None and column.tier is Tier.RESTRICTED and not is_entitled
        before, after = (_shown(value, hidden) for value in (one.before, one.after))
        what = column.label.say(lang) if column else one.column
        place = f"{table.label.say(lang)}, {rows[one.table, one.record]}, {what}"
        said.append(
            Text(f"{place}: “{before}” → “{after}”", f"{place} : « {before} » → « {after} »").say(lang)
        )
    return said


def _shown(value: str, hidden: bool) -> str:
    if hidden and value:
        return MASK
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def take_back(file: OpenFile, run: str, resync: Callable[[], SyncOutcome]) -> Text:
    """Take a run back in the store, and have the workbook follow.

    Raises:
        OfficeError: Nothing of the run is left to take back, or as ``make_round``.
    """
    done = undo_run(Store(file.settings.store), run, file.path.name, datetime.now(UTC), new_id)
    outcome = resync()
    undone, kept = done.cells, len(done.kept)
    said = Text(
        f"Undone: {many(undone, 'cell')}; {kept} kept, changed since.",
        f"Annulé : {many(undone, 'cellule', 'cellules')} ; "
        f"{many(kept, 'gardée, changée depuis', 'gardées, changées depuis')}.",
    )
    if outcome.refused is None:
        return said
    return Text(
        f"{said.en} This workbook has not followed yet: {outcome.refused.en}",
        f"{said.fr} Ce classeur n'a pas encore suivi : {outcome.refused.fr}",
    )
