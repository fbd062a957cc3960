"""Propose which column of a messy list is which, how surely, and what a person has to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from addin.rules.messy_cells import EMAIL, Context, find_date_order, read_cell
from addin.rules.messy_layout import Layout, LineKind, text_at
from addin.rules.messy_names import is_given, shows_itself, vote_order
from addin.rules.messy_words import EXTRA_TARGETS, FULL_NAME, has_names, plain
from workbook_templates.declare import Column, Kind, Table
from workbook_templates.kinds import as_typed, is_of_kind
from workbook_templates.text import Lang, Text

SURE = 0.75  # below it a person confirms
WORTH_ASKING = 0.4
TIE = 0.05
SAMPLE = 200
OPEN_KINDS = (Kind.TEXT, Kind.REF, Kind.REFS)
READINGS = ("", "day-first", "month-first", "first-last", "last-first")
NAME_TARGETS = {FULL_NAME, "last_name"}
LOOKS_LIKE_NAMES, SHOWN_NAMES = 0.7, 0.85
UNMISTAKABLE = {Kind.EMAIL: 0.8, Kind.PHONE: 0.6, Kind.IBAN: 0.8, Kind.SOCIAL: 0.6}
FRENCH_ORDERS = {"nom prenom": "last-first", "prenom nom": "first-last"}


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file and what it becomes.

    Args:
        index: Its place from 0.
        heading: Its heading as written.
        target: A column's key, or "full_name", "postal_code", "city"; "" when it is ignored.
        confidence: 0 to 1; 1 when a person has said so.
        reading: How its dates or names are read: one of READINGS.
        rivals: Other targets, or other columns, that come as close.
        samples: Its first cells as typed.
    """

    index: int
    heading: str
    target: str
    confidence: float
    reading: str = ""
    rivals: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping for a whole file; ``asks`` says what a person has to confirm, nothing when all is sure."""

    columns: tuple[MappedColumn, ...]
    asks: tuple[Text, ...]

    @property
    def ignored(self) -> tuple[MappedColumn, ...]:
        return tuple(column for column in self.columns if not column.target)


def column_letter(index: int) -> str:
    """The letters a sheet shows for a column counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def target_label(table: Table, target: str) -> Text:
    """What people call a target."""
    return EXTRA_TARGETS[target] if target in EXTRA_TARGETS else table.column(target).label


def propose_mapping(layout: Layout, table: Table, context: Context) -> Proposal:
    """Give each column of the list its likeliest target, each target once.

    The heading's words count first, then whether the cells are of the target's
    kind. A column that names nothing is ignored and listed; one that is doubtful,
    even between two, or whose dates or names could be read both ways is asked about.
    """
    values = column_values(layout)
    scores = {
        head.index: _scores(head.text, head.heading.scores, values[head.index], table, context)
        for head in layout.heads
    }
    for index in values.keys() - scores.keys():
        scores[index] = _scores("", {}, values[index], table, context)
    if has_names(table):
        _settle_names(scores, values)
        _find_names(scores, values)
        _find_other_half(scores, values)
    _settle_required(scores, table)
    chosen = _assign(scores)
    headings = {head.index: head.text for head in layout.heads}
    columns: list[MappedColumn] = []
    for index in sorted(scores):
        samples = tuple(as_typed(cell) for cell in values[index][:3])
        target, confidence, rivals = chosen.get(index, ("", 0.0, ()))
        if target or index in headings or samples:
            columns.append(
                MappedColumn(index, headings.get(index, ""), target, confidence, "", rivals, samples)
            )
    return _read_orders(Proposal(tuple(columns), ()), values, table, context, layout.lang)


def column_values(layout: Layout) -> dict[int, list[object]]:
    """The filled cells of each column, body lines only."""
    width = max((len(line.cells) for line in layout.lines), default=0)
    width = max([width, *(head.index + 1 for head in layout.heads)])
    values: dict[int, list[object]] = {index: [] for index in range(width)}
    for line in layout.lines:
        if line.kind is LineKind.BODY:
            for index, cell in enumerate(line.cells):
                if text_at(line.cells, index):
                    values[index].append(cell)
    return values


def _scores(
    heading: str, named: Mapping[str, float], cells: Sequence[object], table: Table, context: Context
) -> dict[str, float]:
    sample = cells[:SAMPLE]
    scores = {target: score * _fit(target, sample, table, context) for target, score in named.items()}
    if not scores and sample:
        for kind, score in UNMISTAKABLE.items():
            column = next((column for column in table.columns if column.kind is kind), None)
            if column is not None and _share(column.key, sample, table, context) >= 0.8:
                scores[column.key] = score if not heading or kind is Kind.EMAIL else min(score, 0.7)
    return scores


def _fit(target: str, cells: Sequence[object], table: Table, context: Context) -> float:
    """How well cells suit a target, 0 to 1: of its kind for a closed kind, no mail or phone for text."""
    if not cells:
        return 1.0
    if target in EXTRA_TARGETS or table.column(target).kind in OPEN_KINDS:
        wrong = sum(1 for cell in cells if EMAIL.search(as_typed(cell))) / len(cells)
        if target == FULL_NAME or target in ("last_name", "first_name", "position", "character"):
            wrong += sum(1 for cell in cells if not isinstance(cell, str) or cell.strip().isdigit()) / len(
                cells
            )
        return max(0.0, 1 - 0.8 * min(1.0, wrong))
    return 0.6 + 0.4 * _share(target, cells, table, context)


def _share(target: str, cells: Sequence[object], table: Table, context: Context) -> float:
    column = table.column(target)
    if column.kind is Kind.PHONE:  # a number beside a mail is a number
        cells = [EMAIL.sub(" ", cell).strip(" /;,-|\n") if isinstance(cell, str) else cell for cell in cells]
    good = sum(1 for cell in cells if _is_good(cell, column, context))
    return good / len(cells)


def _is_good(cell: object, column: Column, context: Context) -> bool:
    text = read_cell(cell, column, context).text
    return bool(text) and is_of_kind(text, column)


def _settle_names(scores: dict[int, dict[str, float]], values: Mapping[int, Sequence[object]]) -> None:
    """Decide whether a column headed "Nom" or "Name" holds last names or whole names."""
    has_first = any(found.get("first_name", 0) >= WORTH_ASKING for found in scores.values())
    for index, found in scores.items():
        if "last_name" not in found or FULL_NAME not in found:
            continue
        texts = [as_typed(cell) for cell in values[index]]
        whole = sum(1 for text in texts if len(text.split()) > 1) / len(texts) if texts else 0.0
        if has_first or whole < 0.5:
            found.pop(FULL_NAME)
        else:
            found.pop("last_name")


def _settle_required(scores: Mapping[int, dict[str, float]], table: Table) -> None:
    """A heading that names a required column and another is the required one, when no other column is it."""
    for index, found in scores.items():
        needed = [target for target in found if target in table.position and table.column(target).required]
        is_known = any(
            other != index and any(more.get(target, 0.0) >= SURE for target in needed)
            for other, more in scores.items()
        )
        if len(needed) == 1 and len(found) > 1 and not is_known and found[needed[0]] >= SURE:
            for target in found.keys() - set(needed) - {FULL_NAME}:
                found.pop(target)


def _find_names(scores: dict[int, dict[str, float]], values: Mapping[int, Sequence[object]]) -> None:
    """Where no heading names the people, propose the unnamed column whose cells read as names."""
    if any(NAME_TARGETS & found.keys() for found in scores.values()):
        return
    for index, found in scores.items():
        texts = [as_typed(cell) for cell in values[index]]
        if not found and texts and sum(map(shows_itself, texts)) >= 0.6 * len(texts):
            found[FULL_NAME] = LOOKS_LIKE_NAMES


def _find_other_half(scores: dict[int, dict[str, float]], values: Mapping[int, Sequence[object]]) -> None:
    """Where one heading stands over last and first names, propose the unnamed column on its right."""
    if any("first_name" in found for found in scores.values()):
        return
    for index, found in list(scores.items()):
        right = index + 1
        if not NAME_TARGETS & found.keys() or scores.get(right, {"": 0.0}):
            continue
        here, there = ([as_typed(cell) for cell in values[at]] for at in (index, right))
        if not here or not there or sum(len(text.split()) > 1 for text in here) * 2 > len(here):
            continue
        given_here, given_there = (sum(map(is_given, texts)) / len(texts) for texts in (here, there))
        surest = max(given_here, given_there)
        score = SHOWN_NAMES if surest >= 0.6 and given_here != given_there else LOOKS_LIKE_NAMES
        first, last = (index, right) if given_here > given_there else (right, index)
        scores[first], scores[last] = {"first_name": score}, {"last_name": score}


def _assign(scores: Mapping[int, Mapping[str, float]]) -> dict[int, tuple[str, float, tuple[str, ...]]]:
    """Each column its best free target, the surest first; what came as close is a rival."""
    pairs = sorted(
        ((score, index, target) for index, found in scores.items() for target, score in found.items()),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    chosen: dict[int, tuple[str, float, tuple[str, ...]]] = {}
    taken: dict[str, int] = {}
    for score, index, target in pairs:
        if index in chosen or target in taken or score < WORTH_ASKING:
            continue
        others = [
            other
            for other, near in scores[index].items()
            if other != target and other not in taken and score - near < TIE
        ]
        columns = [
            column_letter(other)
            for other, found in scores.items()
            if other != index
            and other not in chosen
            and score - found.get(target, 0.0) < TIE
            and not any(
                key != target and key not in taken and near >= found.get(target, 0.0)
                for key, near in found.items()
            )
        ]
        chosen[index] = (target, round(score, 2), (*others, *columns))
        taken[target] = index
    return chosen


def _read_orders(
    proposal: Proposal,
    values: Mapping[int, Sequence[object]],
    table: Table,
    context: Context,
    lang: Lang | None,
) -> Proposal:
    """Find how dates and names are written, and ask where nothing shows it."""
    columns: list[MappedColumn] = []
    asks: list[Text] = []
    dates = {
        column.index: find_date_order([cell for cell in values[column.index] if isinstance(cell, str)])
        for column in proposal.columns
        if _is_date(table, column.target)
    }
    shown = {order for order, _ in dates.values() if order}
    for column in proposal.columns:
        asks += _ask_column(column, table)
        if column.index in dates:
            order, is_double = dates[column.index]
            if len(_orders_shown(values[column.index])) > 1:
                asks.append(_ask_mixed(column))
                column = replace(column, confidence=min(column.confidence, 0.5))
            if not order and is_double:
                is_french = lang == "fr" and not context.country.startswith("CA")
                order = next(iter(shown)) if len(shown) == 1 else "day-first" if is_french else ""
                if not order:
                    order = "day-first" if context.lang == "fr" else "month-first"
                    asks.append(_ask_dates(column, order))
                    column = replace(column, confidence=min(column.confidence, 0.5))
            column = replace(column, reading=order)
        elif column.target == FULL_NAME:
            column, ask = _name_order(column, [as_typed(cell) for cell in values[column.index]])
            asks += ask
        columns.append(column)
    return Proposal(tuple(columns), tuple(dict.fromkeys(asks)))


def reread_dates(layout: Layout, columns: Sequence[MappedColumn], table: Table) -> tuple[MappedColumn, ...]:
    """A mapping remembered from an earlier file, its dates read as those of this list are written."""
    values = column_values(layout)
    read: list[MappedColumn] = []
    for column in columns:
        shown = _orders_shown(values.get(column.index, ())) if _is_date(table, column.target) else set()
        order = column.reading if not shown else "" if len(shown) > 1 else next(iter(shown))
        read.append(replace(column, reading=order))
    return tuple(read)


def _orders_shown(cells: Sequence[object]) -> set[str]:
    """The orders that dates read in one way alone show."""
    return {order for cell in cells if isinstance(cell, str) and (order := find_date_order([cell])[0])}


def _is_date(table: Table, target: str) -> bool:
    return target in table.position and table.column(target).kind is Kind.DATE


def _name_order(column: MappedColumn, cells: list[str]) -> tuple[MappedColumn, list[Text]]:
    order, share = vote_order(cells)
    words = [
        word for word in plain(column.heading.replace("/", " ").replace("&", " ")).split() if word != "et"
    ]
    said = FRENCH_ORDERS.get(" ".join(words))
    if said is None and {"first", "last"} <= set(words):
        said = "first-last" if words.index("first") < words.index("last") else "last-first"
    if order is not None and share >= 0.75:
        return replace(column, reading=order), []
    unsure = [cell for cell in cells if len(cell.split()) > 1 and not shows_itself(cell)]
    if said is not None or not unsure:
        return replace(column, reading=said or order or "first-last"), []
    column = replace(column, reading=order or "first-last", confidence=min(column.confidence, 0.5))
    return column, [
        Text(
            f'Column {column.letter} "{column.heading}": nothing shows whether last or first names come first; '
            f'"{unsure[0]}" would be read {_order_words(column.reading).en}.',
            f"Colonne {column.letter} « {column.heading} » : rien ne montre si le nom ou le prénom vient en premier ; "
            f"« {unsure[0]} » serait lu {_order_words(column.reading).fr}.",
        )
    ]


def _order_words(reading: str) -> Text:
    if reading == "last-first":
        return Text("last name first", "nom en premier")
    return Text("first name first", "prénom en premier")


def _ask_dates(column: MappedColumn, order: str) -> Text:
    day = order == "day-first"
    return Text(
        f'Column {column.letter} "{column.heading}": its dates could be read in two orders; '
        f"they would be read {'day' if day else 'month'} first.",
        f"Colonne {column.letter} « {column.heading} » : ses dates se lisent dans les deux ordres ; "
        f"elles seraient lues {'jour' if day else 'mois'} en premier.",
    )


def _ask_mixed(column: MappedColumn) -> Text:
    return Text(
        f'Column {column.letter} "{column.heading}": some of its dates are written day first, others month first; '
        "check each of them in the preview.",
        f"Colonne {column.letter} « {column.heading} » : certaines dates sont écrites jour en premier, d'autres mois en premier ; "
        "vérifiez chacune dans l'aperçu.",
    )


def _ask_column(column: MappedColumn, table: Table) -> list[Text]:
    if not column.target:
        return []
    label = target_label(table, column.target)
    place = Text(
        f'Column {column.letter} "{column.heading}"', f"Colonne {column.letter} « {column.heading} »"
    )
    if column.rivals:
        labels = [
            target_label(table, rival)
            if rival in table.position or rival in EXTRA_TARGETS
            else Text(rival, rival)
            for rival in column.rivals
        ]
        return [
            Text(
                f"{place.en} is proposed as {label.en}, but {' and '.join(one.en for one in labels)} would do as well.",
                f"{place.fr} est proposée comme {label.fr}, mais {' et '.join(one.fr for one in labels)} irait aussi bien.",
            )
        ]
    if column.confidence < SURE:
        return [
            Text(
                f"{place.en} is proposed as {label.en}, with a confidence of only {column.confidence:.0%}.",
                f"{place.fr} est proposée comme {label.fr}, avec une confiance de {round(column.confidence * 100)} % seulement.",
            )
        ]
    return []
