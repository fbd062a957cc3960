"""The custom functions of a cell, declared once: ``CLASSEUR.EIGHTHS`` in Office.js, ``CLASSEUR_EIGHTHS`` in VBA."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import Enum
from fractions import Fraction

from addin.actions import function_rules as rules
from addin.actions.function_rules import FunctionError, Known, Result
from addin.actions.pointed import Pointed
from workbook_templates.calls import NAMESPACE
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import canonical, is_of_kind
from workbook_templates.raw_cells import as_typed
from workbook_templates.text import Lang, OfficeError, Text

__all__ = [
    "FUNCTIONS",
    "NAMESPACE",
    "Argument",
    "Function",
    "FunctionError",
    "Known",
    "Takes",
    "call_function",
    "plain",
]

LONGEST = 200  # letters of an argument
MONEY_TABLES = ("accounts", "changes", "orders", "costs", "estimates", "issued", "production")
SCHEDULE_TABLES = ("days", "scenes", "cast", "availability", "production")


class Takes(Enum):
    """What an argument may hold."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    TIME = "time"
    PAGES = "pages"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    Args:
        key: The stable name, in metadata and VBA.
        name: What the formula bar calls it.
        help: One sentence.
    """

    key: str
    name: Text
    takes: Takes
    help: Text
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One custom function.

    Args:
        key: Its name in a formula, after the name space.
        tables: What it reads of the book, by key; nothing for a function of its arguments alone.
        gives: "number" or "text".
        example: A call, its arguments parted by commas.
        run: The work, on canonical arguments; it raises FunctionError.
        points: A cell of the cost report may stand for its three arguments: account, figure and period.
    """

    key: str
    title: Text
    help: Text
    arguments: tuple[Argument, ...]
    gives: str
    example: str
    run: Callable[[Known, Sequence[str]], Result]
    tables: tuple[str, ...] = ()
    points: bool = False

    @property
    def vba_name(self) -> str:
        return f"{NAMESPACE}_{self.key}"


ACCOUNT = Argument(
    "account",
    Text("account", "compte"),
    Takes.TEXT,
    Text('An account\'s code, or "total".', "Le code d'un compte, ou « total »."),
)
ACCOUNT_OR_CELL = replace(
    ACCOUNT,
    help=Text(
        'A cell of the cost report, alone; or an account\'s code, or "total", with the figure.',
        "Une cellule de la situation, seule ; ou le code d'un compte, ou « total », avec le montant.",
    ),
)
PERIOD = Argument(
    "period",
    Text("period", "période"),
    Takes.WHOLE,
    Text(
        "The period; without it, the last one that holds a line.",
        "La période ; sans elle, la dernière qui porte une ligne.",
    ),
    optional=True,
)
FIGURE = Argument(
    "figure",
    Text("figure", "montant"),
    Takes.TEXT,
    Text(
        "The column's header in the cost report, or its key: efc, variance, to_date…",
        "L'en-tête de la colonne dans la situation, ou sa clé : efc, variance, to_date…",
    ),
)

FUNCTIONS: dict[str, Function] = {
    function.key: function
    for function in (
        Function(
            "EIGHTHS",
            Text("Eighths of a page", "Huitièmes de page"),
            Text(
                'A length in pages as whole eighths: "1 3/8" is 11, ready to be added up.',
                "Une longueur en pages, en huitièmes entiers : « 1 3/8 » donne 11, prêt à additionner.",
            ),
            (
                Argument(
                    "pages",
                    Text("pages", "pages"),
                    Takes.PAGES,
                    Text("Pages and eighths: 1 3/8, 3/8, 2.", "Pages et huitièmes : 1 3/8, 3/8, 2."),
                ),
            ),
            "number",
            '"1 3/8"',
            rules.eighths,
        ),
        Function(
            "PAGES",
            Text("Pages and eighths", "Pages et huitièmes"),
            Text(
                "Whole eighths written as pages: 11 is 1 3/8.",
                "Des huitièmes entiers écrits en pages : 11 donne 1 3/8.",
            ),
            (
                Argument(
                    "eighths",
                    Text("eighths", "huitièmes"),
                    Takes.WHOLE,
                    Text("A whole number of eighths.", "Un nombre entier de huitièmes."),
                ),
            ),
            "text",
            "11",
            rules.pages,
        ),
        Function(
            "HOURS",
            Text("Hours of a day", "Heures d'une journée"),
            Text(
                "Decimal hours from call to wrap, less the meal. A wrap at or before the call is the next day.",
                "Les heures décimales de la convocation à la fin, repas déduit. "
                "Une fin à l'heure de la convocation ou avant est au lendemain.",
            ),
            (
                Argument(
                    "call",
                    Text("call", "convocation"),
                    Takes.TIME,
                    Text("The call time.", "L'heure de convocation."),
                ),
                Argument(
                    "meal",
                    Text("meal", "repas"),
                    Takes.ANY,
                    Text(
                        "Minutes (45), a length (0:45) or meals from-to (13:00-13:45, 19:00-19:30); blank for none.",
                        "Des minutes (45), une durée (0:45) ou des repas de-à (13:00-13:45, 19:00-19:30) ; vide sans repas.",
                    ),
                ),
                Argument(
                    "wrap",
                    Text("wrap", "fin"),
                    Takes.TIME,
                    Text("The wrap time.", "L'heure de fin."),
                ),
            ),
            "number",
            '"08:00", 45, "19:15"',
            rules.hours,
        ),
        Function(
            "EFC",
            Text("Estimated final cost", "Coût final estimé"),
            Text(
                "An account's estimated final cost at a period, as the cost report computes it.",
                "Le coût final estimé d'un compte à une période, tel que le calcule la situation.",
            ),
            (ACCOUNT, PERIOD),
            "number",
            '"11.00", 2',
            rules.efc,
            MONEY_TABLES,
        ),
        Function(
            "VARIANCE",
            Text("Variance", "Écart"),
            Text(
                "Revised budget less estimated final cost; a saving is positive.",
                "Devis révisé moins coût final estimé ; une économie est positive.",
            ),
            (ACCOUNT, PERIOD),
            "number",
            '"11.00", 2',
            rules.variance,
            MONEY_TABLES,
        ),
        Function(
            "COST",
            Text("A figure of the cost report", "Un montant de la situation"),
            Text(
                "Any figure of the cost report: an account, a column, a period.",
                "Tout montant de la situation : un compte, une colonne, une période.",
            ),
            (ACCOUNT, FIGURE, PERIOD),
            "number",
            '"11.00", "to_date", 2',
            rules.cost,
            MONEY_TABLES,
        ),
        Function(
            "WHY",
            Text("Why a figure is what it is", "D'où vient un montant"),
            Text(
                "The rules and the lines that a figure of the cost report comes from.",
                "Les règles et les lignes d'où vient un montant de la situation.",
            ),
            (ACCOUNT_OR_CELL, replace(FIGURE, optional=True), PERIOD),
            "text",
            '"11.00", "efc", 2',
            rules.why,
            MONEY_TABLES,
            points=True,
        ),
        Function(
            "DOOD",
            Text("Day out of days", "Jour par jour"),
            Text(
                "A role's code on a date: SW, W, WF, H, TR… Blank where the role has none.",
                "Le code d'un rôle à une date : SW, W, WF, H, TR… Vide quand il n'en a pas.",
            ),
            (
                Argument(
                    "role",
                    Text("role", "rôle"),
                    Takes.TEXT,
                    Text("The role's number in Cast.", "Le numéro du rôle dans Distribution."),
                ),
                Argument("date", Text("date", "date"), Takes.DATE, Text("The date.", "La date.")),
            ),
            "text",
            '"1", "2026-05-04"',
            rules.dood,
            SCHEDULE_TABLES,
        ),
    )
}

KINDS = {Takes.WHOLE: Kind.INT, Takes.DATE: Kind.DATE, Takes.TIME: Kind.TIME, Takes.PAGES: Kind.PAGES}
SAID = {
    Takes.WHOLE: Text("a whole number", "un nombre entier"),
    Takes.DATE: Text("a date", "une date"),
    Takes.TIME: Text("a time of day, such as 08:30", "une heure, par exemple 08:30"),
    Takes.PAGES: Text("pages and eighths, such as 1 3/8", "des pages et huitièmes, par exemple 1 3/8"),
}


def call_function(key: str, given: Sequence[object], known: Known, at: Pointed | None = None) -> Result:
    """The value of one call.

    Args:
        given: Raw cells, as a sheet or JSON holds them; a range of one cell is that cell.
        at: Where the first of them stands, when the face can tell.

    Raises:
        FunctionError: The call has no value; it says which Excel error stands there, and why.
    """
    function = FUNCTIONS.get(key.strip().upper())
    if function is None:
        raise FunctionError(
            "#NAME?",
            f'There is no function "{key[:40]}". Known: {", ".join(FUNCTIONS)}.',
            f"Il n'y a pas de fonction « {key[:40]} ». Connues : {', '.join(FUNCTIONS)}.",
        )
    try:
        return function.run(known, _arguments(function, _pointed(function, given, at), known.lang))
    except OfficeError as problem:
        raise FunctionError("#N/A", problem.text.en, problem.text.fr) from problem


def _pointed(function: Function, given: Sequence[object], at: Pointed | None) -> Sequence[object]:
    """The arguments; a cell alone that shows a figure of the cost report is its account, its figure and its period."""
    figure, period = (*given, None, None, None)[1:3]
    if not function.points or len(given) > 3 or figure not in (None, ""):
        return given
    found = at.figure() if at else None
    if found is None:
        raise FunctionError(
            "#VALUE!",
            "Point at a figure of an account in the cost report, or name the account and the figure.",
            "Montrez un montant d'un compte dans la situation, ou nommez le compte et le montant.",
        )
    return [*found[:2], found[2] if period in (None, "") else period]


def _arguments(function: Function, given: Sequence[object], lang: Lang) -> list[str]:
    cells = [_one_cell(value) for value in given]
    while len(cells) > len(function.arguments) and cells[-1] is None:
        cells.pop()
    if len(cells) > len(function.arguments):
        raise FunctionError(
            "#VALUE!",
            f"{function.key} takes {len(function.arguments)} arguments, not {len(cells)}.",
            f"{function.key} prend {len(function.arguments)} arguments, et non {len(cells)}.",
        )
    cells += [None] * (len(function.arguments) - len(cells))
    return [_read(one, value, lang) for one, value in zip(function.arguments, cells, strict=True)]


def _one_cell(value: object) -> object:
    while isinstance(value, list | tuple):
        if len(value) != 1:
            raise FunctionError(
                "#VALUE!",
                "An argument is one cell, not a range of several.",
                "Un argument est une seule cellule, pas une plage de plusieurs.",
            )
        value = value[0]
    return value


def _read(argument: Argument, value: object, lang: Lang) -> str:
    """One argument as canonical text; "" when it is blank and may be."""
    text = as_typed(value) if value is not None else ""
    if not text:
        if argument.optional or argument.takes is Takes.ANY:
            return ""
        raise FunctionError(
            "#VALUE!",
            f"{argument.name.en} is blank. {argument.help.en}",
            f"{argument.name.fr} est vide. {argument.help.fr}",
        )
    if len(text) > LONGEST:
        raise FunctionError(
            "#VALUE!",
            f"{argument.name.en}: a text this long is not one.",
            f"{argument.name.fr} : un texte aussi long ne convient pas.",
        )
    kind = KINDS.get(argument.takes)
    if kind is None:
        return _length(value, text) if argument.takes is Takes.ANY else text
    column = Column(argument.key, kind, argument.name.fr)
    said = canonical(value, column, lang, "")
    if is_of_kind(said, column) and not isinstance(value, bool):
        return said
    wanted = SAID[argument.takes]
    raise FunctionError(
        "#VALUE!",
        f'{argument.name.en}: "{text[:60]}" is not {wanted.en}.',
        f"{argument.name.fr} : « {text[:60]} » n'est pas {wanted.fr}.",
    )


def _length(value: object, text: str) -> str:
    """A length of time: a fraction of a day, which is how a sheet holds 0:45, becomes ``0:45``."""
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    return text


def plain(value: Result) -> int | float | str:
    """What a cell holds of a result: a sheet's numbers are floats, so that the last step is its own."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value
