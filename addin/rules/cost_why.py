"""Where a figure of the cost report comes from: the lines that add up to it, and the rules that join them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from addin.rules.cost_estimates import spoken_value
from addin.rules.cost_figures import AMOUNTS, Books, cost_line, read_books, variance_before
from addin.rules.cost_issued import IssuedReport
from addin.rules.cost_lines import hundredths
from addin.rules.cost_methods import Standing, etc_parts, method_of, rests_on, say_method, stand_at
from addin.rules.cost_parts import Figure, Part, add_up, spoken, turned
from addin.rules.cost_scopes import codes_of
from addin.rules.cost_sources import Sources
from workbook_templates.book import Reading
from workbook_templates.catalog import TABLE
from workbook_templates.collecting import no_collection
from workbook_templates.declare import Column, Kind
from workbook_templates.kinds import native
from workbook_templates.money import show
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Lang, OfficeError, Text

ESTIMATED = ("etc", "efc", "variance", "variance_change")
ESTIMATED_VALUE = TABLE["estimates"].column("value")
RULES: Mapping[str, Text] = {
    "budget": Text("Budget: what Accounts says.", "Devis : ce que dit Comptes."),
    "changes": Text(
        "Approved changes: those of period {period} and before.",
        "Avenants : ceux de la période {period} et d'avant.",
    ),
    "revised": Text("Revised budget: budget + changes.", "Devis révisé : devis + avenants."),
    "period_actual": Text(
        "Actual this period: the costs of period {period}, each its net and the tax that is not recovered, at its "
        "rate, rounded once.",
        "Dépensé période : les dépenses de la période {period}, chacune son HT et la taxe non récupérée, à son "
        "cours, arrondie une fois.",
    ),
    "to_date": Text(
        "Actual to date: the costs of period {period} and before, each its net and the tax that is not recovered, at "
        "its rate, rounded once.",
        "Dépensé : les dépenses de la période {period} et d'avant, chacune son HT et la taxe non récupérée, à son "
        "cours, arrondie une fois.",
    ),
    "commitments": Text(
        "Commitments: each open order as amended, less the net of the lines matched to it; nothing once it is closed, its final "
        "invoice is in, or it is invoiced in full.",
        "Engagé : chaque bon ouvert, tel que modifié, moins le HT des lignes qui lui sont rattachées ; rien une fois clos, soldé ou "
        "entièrement facturé.",
    ),
    "total": Text(
        "Total cost: actual to date + commitments.", "Total : dépensé (cumul) + engagé non facturé."
    ),
    "etc": Text(
        "Estimate to complete: by each account's method.", "Reste à engager : selon la méthode du compte."
    ),
    "efc": Text(
        "Estimated final cost: total cost + estimate to complete.",
        "Coût final estimé : total dépensé et engagé + reste à engager.",
    ),
    "variance": Text(
        "Variance: revised budget - estimated final cost; a saving is positive.",
        "Écart : devis révisé - coût final estimé ; une économie est positive.",
    ),
    "variance_change": Text(
        "Variance change: the variance of period {period} - {before}.",
        "Évolution de l'écart : l'écart de la période {period} - {before}.",
    ),
}
CANCELLED = Text(
    "A line that is added in one place and taken away in another is left out.",
    "Une ligne ajoutée d'un côté et retirée de l'autre n'est pas montrée.",
)


@dataclass(frozen=True)
class Explanation:
    """One figure: ``parts`` are the lines that add up to it exactly.

    Args:
        account: An account's code, "total", or a scope such as ``section:A``.
        amount: Whole cents.
        says: The rules that joined the lines, one sentence each.
        rests_on: Other figures that a rate is taken on, to be asked about in turn.
    """

    account: str
    column: str
    period: int
    currency: str
    amount: int
    says: tuple[Text, ...]
    parts: tuple[Part, ...]
    rests_on: tuple[Figure, ...] = ()


def explain_cost(reading: Reading, period: int, account: str, column: str) -> Explanation:
    """Find the lines behind one figure of a period's report.

    Args:
        account: An account's code, "total" for the grand total, or ``section:A``, ``group:A``, ``episode:101``,
            ``department:camera``.
        column: The figure's key, as in the report's JSON.

    Raises:
        OfficeError: The report has no such account or no such column.
    """
    if column not in AMOUNTS:
        raise OfficeError(
            f'The cost report has no figure "{column}". Its figures are: {", ".join(AMOUNTS)}.',
            f"La situation n'a pas de montant « {column} ». Ses montants sont : {', '.join(AMOUNTS)}.",
        )
    with no_collection():
        return _explain(reading, period, account.strip(), column)


def _explain(reading: Reading, period: int, code: str, column: str) -> Explanation:
    books = read_books(reading)
    codes = codes_of(books, code)
    why = _Why(reading, books, period)
    found = [part for one in codes for part in why.parts(one, column)]
    parts = add_up(found)
    says = [*why.rules(codes, column), *([CANCELLED] if len(parts) < len(found) else [])]
    if column == "commitments" and code in books.codes:
        parts += tuple(why.sources.relieved(code, period))
    before = variance_before(books, period)
    amount = sum(int(getattr(cost_line(books, one, why.now.figures, before), column)) for one in codes)
    bases = why.bases(codes) if column in ESTIMATED else ()
    return Explanation(code, column, period, books.currency, amount, tuple(says), parts, bases)


class _Why:
    """The parts of every figure at one period, and before it where the variance change needs that."""

    def __init__(self, reading: Reading, books: Books, period: int) -> None:
        self.sources = Sources(reading, books)
        self.now = stand_at(books, period)
        self.issued = books.issued.latest(period - 1)
        is_compared = self.issued is None and period > books.first
        self.before = stand_at(books, period - 1) if is_compared else None

    def parts(self, code: str, column: str) -> Iterator[Part]:
        """The lines that add up to a figure of one account."""
        if column != "variance_change":
            yield from self._figure(code, column, self.now)
            return
        yield from self._figure(code, "variance", self.now)
        if self.issued is not None:
            yield from turned(_issued_part(self.issued, code))
        elif self.before is not None:
            yield from turned(self._figure(code, "variance", self.before))

    def _figure(self, code: str, column: str, at: Standing) -> list[Part]:
        sources, period = self.sources, at.period
        match column:
            case "budget":
                return sources.budget(code)
            case "changes":
                return sources.changes(code, period)
            case "revised":
                return [*sources.budget(code), *sources.changes(code, period)]
            case "period_actual":
                return sources.costs(code, period, period)
            case "to_date":
                return sources.costs(code, None, period)
            case "commitments":
                return sources.commitments(code, period)
            case "total":
                return [*sources.costs(code, None, period), *sources.commitments(code, period)]
            case "etc":
                return etc_parts(sources, at, code)
            case "efc":
                return [*self._figure(code, "total", at), *etc_parts(sources, at, code)]
            case _:
                return [*self._figure(code, "revised", at), *turned(self._figure(code, "efc", at))]

    def rules(self, codes: Iterable[str], column: str) -> Iterator[Text]:
        """The sentences: the column's rule, then each account's method; of many, those that are not automatic."""
        before, rule = self._before(), RULES[column]
        yield Text(
            rule.en.format(period=self.now.period, before=before.en),
            rule.fr.format(period=self.now.period, before=before.fr),
        )
        if column not in ESTIMATED:
            return
        asked = list(codes)
        for at in (self.now, self.before if column == "variance_change" else None):
            for code in asked if at else ():
                if at and (len(asked) == 1 or method_of(at, code) != "auto"):
                    said = say_method(at, code)
                    yield said if at is self.now else _at_period(said, at.period)

    def _before(self) -> Text:
        period = self.now.period - 1
        if self.issued is not None:
            number = self.issued.number
            return Text(
                f"that of period {period} as issued in report no. {number}",
                f"celui de la période {period} tel qu'arrêté dans la situation n° {number}",
            )
        if self.before is not None:
            return Text(f"that of period {period}, recomputed", f"celui de la période {period}, recalculé")
        return Text("nothing, for nothing came before", "rien, car rien ne précède")

    def bases(self, codes: Iterable[str]) -> tuple[Figure, ...]:
        return tuple(dict.fromkeys(base for code in codes for base in rests_on(self.now, code)))


def _at_period(said: Text, period: int) -> Text:
    return Text(f"At period {period}: {said.en}", f"À la période {period} : {said.fr}")


def _issued_part(report: IssuedReport, code: str) -> list[Part]:
    row = report.rows.get(code)
    if row is None:
        return []
    keys = ("number", "period", "issued_on", "account", "variance")
    read = tuple((key, row.cells[ISSUED.position[key]]) for key in keys)
    return [Part(ISSUED.key, row.number, row.id, "variance", read, report.lines[code]["variance"])]


def explanation_json(why: Explanation, book: str, lang: Lang = "en") -> dict[str, object]:
    """The explanation as the command line answers it: money is text, ``sign`` 1 or -1."""
    return {
        "book": book,
        "report": "costs",
        "account": why.account,
        "column": why.column,
        "period": why.period,
        "currency": why.currency,
        "amount": show(why.amount),
        "says": [said.say(lang) for said in why.says],
        "parts": [
            {
                "table": part.table,
                "row": part.row,
                "record": part.record,
                "column": part.column,
                "read": dict(part.read),
                "amount": show(part.amount),
                "sign": part.sign,
                "says": part.says.say(lang) if part.says else "",
            }
            for part in why.parts
        ],
        "rests_on": [
            {"account": base.account, "column": base.column, "amount": show(base.amount)}
            for base in why.rests_on
        ],
    }


def explanation_text(why: Explanation, lang: Lang) -> list[str]:
    """The explanation as lines of text: the figure, the rules, the lines, and their sum."""
    label = COST_REPORT.column(why.column).label.say(lang)
    colon = " : " if lang == "fr" else ": "
    period = f"{'période' if lang == 'fr' else 'period'} {why.period}"
    lines = [f"{why.account}, {label}, {period}{colon}{spoken(why.amount, lang)} {why.currency}"]
    lines += [said.say(lang) for said in why.says]
    shown = [(spoken(abs(part.amount), lang), part) for part in why.parts]
    wide = max((len(amount) for amount, _ in shown), default=0)
    for amount, part in shown:
        lines.append(f"  {'+' if part.counted >= 0 else '-'} {amount:>{wide}}  {_place(part, lang)}")
    lines.append(f"  = {spoken(sum(part.counted for part in why.parts), lang):>{wide}}")
    return lines


def _place(part: Part, lang: Lang) -> str:
    """Where the line stands, and what was read there."""
    table = ISSUED if part.table == ISSUED.key else TABLE[part.table]
    row = "ligne" if lang == "fr" else "row"
    colon = " : " if lang == "fr" else ": "
    read = ", ".join(
        f"{column.label.say(lang)} {_shown(text, column, lang)}"
        for column, text in ((table.column(key), text) for key, text in part.read)
    )
    said = f" ({part.says.say(lang)})" if part.says else ""
    return f"{table.label.say(lang)} {row} {part.row}{colon}{read}{said}"


def _shown(text: str, column: Column, lang: Lang) -> str:
    """A cell's text as the sheet shows it; an amount that is not whole cents as it was typed."""
    match column.kind:
        case Kind.CHOICE:
            return str(native(text, column, lang))
        case Kind.MONEY:
            amount = hundredths(text)
            return spoken(amount, lang) if isinstance(amount, int) else text
        case Kind.DATE if lang == "fr":
            return "/".join(reversed(text.split("-")))
        case Kind.PERCENT if lang == "fr":
            return text.replace(".", ",").replace("%", " %")
        case Kind.DECIMAL if lang == "fr":
            return text.replace(".", ",")
        case Kind.TEXT if column is ESTIMATED_VALUE:
            return spoken_value(text, lang)
        case _:
            return text
