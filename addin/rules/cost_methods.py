"""The estimate to complete explained: the method that holds, in one sentence, and the lines it rests on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from addin.rules import cost_findings as found
from addin.rules.cost_estimates import Held, bases_of, spoken_value
from addin.rules.cost_figures import Books, Figures, figures_at
from addin.rules.cost_parts import Figure, Part, part_of, spoken, turned
from addin.rules.cost_sources import Sources
from addin.rules.fringe_forecast import FringePlan
from workbook_templates.findings import Finding
from workbook_templates.money import exact, round_half_up
from workbook_templates.text import Lang, Text

REFUSALS = (found.BAD_METHOD, found.NO_VALUE, found.BAD_ESTIMATE, found.RATE_LOOP)
BASES = re.compile(r"\s*(?:of|de|du|sur)?\s+(.+?)\s*", re.IGNORECASE)
BUDGET_LEFT = Text(
    "what the revised budget {revised} leaves after the total cost {total}: {etc}.",
    "ce que le devis révisé {revised} laisse après le total dépensé et engagé {total} : {etc}.",
)
BUDGET_SPENT = Text(
    "the total cost {total} has reached the revised budget {revised}, so nothing is still to come.",
    "le total dépensé et engagé {total} a atteint le devis révisé {revised}, il ne reste rien à engager.",
)
SAID: Mapping[str, Text] = {
    "auto": Text("{code}, automatic: {left}", "{code}, automatique : {left}"),
    "refused": Text(
        "{code}: its estimate ({since}) cannot be used, see the findings; automatic instead: {left}",
        "{code} : son estimation ({since}) est inutilisable, voir les constats ; automatique à la place : {left}",
    ),
    "held": Text("{code}, held: {left}", "{code}, réservé : {left}"),
    "closed": Text(
        "{code}: the account is closed ({since}), so nothing is still to come.",
        "{code} : compte clos ({since}), il ne reste rien à engager.",
    ),
    "etc": Text("{code}: estimate to complete {etc} ({since}).", "{code} : reste à engager {etc} ({since})."),
    "efc": Text(
        "{code}: final cost {efc} ({since}), less the total cost {total}: {etc}.",
        "{code} : coût final {efc} ({since}), moins le total dépensé et engagé {total} : {etc}.",
    ),
    "variance": Text(
        "{code}: revised budget {revised}, less the variance {variance} ({since}), less the total cost {total}: {etc}.",
        "{code} : devis révisé {revised}, moins l'écart {variance} ({since}), moins le total dépensé et engagé "
        "{total} : {etc}.",
    ),
    "units": Text(
        "{code}: units still to come, {value} ({since}): {etc}.",
        "{code} : unités restantes, {value} ({since}) : {etc}.",
    ),
    "rate": Text(
        "{code}: {part}% of the estimate to complete of {bases} ({since}), rounded once: {etc}.",
        "{code} : {part} % du reste à engager de {bases} ({since}), arrondi une fois : {etc}.",
    ),
    "fringe": Text(
        "{code}: fringe {value} on the estimates to complete of {bases}, up to each cut-off ({since}): {etc}.",
        "{code} : charge {value} sur le reste à engager de {bases}, dans la limite de chaque plafond ({since}) : {etc}.",
    ),
}
BLANK = Text("(no account)", "(sans compte)")


@dataclass(frozen=True)
class Standing:
    """The figures at a period, and the estimates that could not be used there: (table, row number)."""

    period: int
    figures: Figures
    refused: frozenset[tuple[str, int]]
    plan: FringePlan


def stand_at(books: Books, period: int) -> Standing:
    """The figures of every account at a period."""
    findings: list[Finding] = []
    figures = figures_at(books, period, findings)
    refused = {(one.table.key, one.row) for one in findings if one.kind in REFUSALS}
    return Standing(period, figures, frozenset(refused), books.plan)


def method_of(standing: Standing, code: str) -> str:
    """The method that gives the account its estimate; ``auto`` when what was said cannot be used."""
    held = standing.figures.held.get(code)
    return "auto" if held is None or _is_refused(standing, held) else held.method


def _is_refused(standing: Standing, held: Held) -> bool:
    return (held.table.key, held.table.rows[held.row].number) in standing.refused


def etc_parts(sources: Sources, standing: Standing, code: str) -> list[Part]:
    """The lines whose amounts add up to the account's estimate to complete."""
    figures, period = standing.figures, standing.period
    revised = [*sources.budget(code), *sources.changes(code, period)]
    total = [*sources.costs(code, None, period), *sources.commitments(code, period)]
    method = method_of(standing, code)
    if method in ("auto", "held"):
        return [*revised, *turned(total)] if figures.revised[code] > figures.total[code] else []
    if method == "closed":
        return []
    held, etc = figures.held[code], figures.etc[code]
    column = "etc_method" if held.period is None else "value"
    if method == "efc":
        return [part_of(held.table, held.row, column, etc + figures.total[code]), *turned(total)]
    if method == "variance":
        line = part_of(held.table, held.row, column, figures.variance[code])
        return [*revised, *turned([line, *total])]
    if method == "rate":
        return _rate_parts(sources, standing, code, held)
    return [part_of(held.table, held.row, column, etc)]


def _rate_parts(sources: Sources, standing: Standing, code: str, held: Held) -> list[Part]:
    """A rate split by what it is taken on, a fringe by the labour of the detail; together rounded once."""
    figures = standing.figures
    if "%" not in held.value:
        shares = standing.plan.shares(held.value, code, figures.etc, standing.period)
        cents = _rounded([share for _, share in shares])
        says = Text(
            f"fringe {held.value} on its labour to come", f"charge {held.value} sur ce qu'il reste à payer"
        )
        return [
            part_of(sources.detail, line.row, "rate", amount, says)
            for (line, _), amount in zip(shares, cents, strict=True)
            if amount
        ]
    said = held.value.partition("%")[0].strip()
    percent = (exact(said) or Fraction(0)) / 100
    bases = rests_on(standing, code)
    cents = _rounded([percent * base.amount for base in bases])
    column = "etc_method" if held.period is None else "value"
    return [
        part_of(held.table, held.row, column, amount, _of(said, base))
        for base, amount in zip(bases, cents, strict=True)
    ]


def _of(percent: str, base: Figure) -> Text:
    english = f"{percent}% of the estimate to complete of {base.account}, {spoken(base.amount, 'en')}"
    french = (
        f"{percent.replace('.', ',')} % du reste à engager de {base.account}, {spoken(base.amount, 'fr')}"
    )
    return Text(english, french)


def _rounded(shares: Sequence[Fraction]) -> list[int]:
    """Whole cents of each share, so that together they are their sum rounded half up once."""
    running = [round_half_up(total) for total in accumulate(shares)]
    return [now - before for before, now in pairwise([0, *running])]


def rests_on(standing: Standing, code: str) -> tuple[Figure, ...]:
    """The other figures that a rate is taken on."""
    if method_of(standing, code) != "rate":
        return ()
    figures, held = standing.figures, standing.figures.held[code]
    said = BASES.fullmatch(held.value.partition("%")[2])
    bases = bases_of(held, said[1]) if said else standing.plan.bases(held.value, code)
    return tuple(Figure(base, "etc", figures.etc[base]) for base in bases)


def say_method(standing: Standing, code: str) -> Text:
    """How the account's estimate to complete was made, in one sentence."""
    held, method = standing.figures.held.get(code), method_of(standing, code)
    key = "refused" if held is not None and _is_refused(standing, held) else method
    if key == "rate" and held is not None and "%" not in held.value:
        key = "fringe"
    return Text(
        SAID[key].en.format_map(_words(standing, code, "en")),
        SAID[key].fr.format_map(_words(standing, code, "fr")),
    )


def _words(standing: Standing, code: str, lang: Lang) -> dict[str, str]:
    figures, held = standing.figures, standing.figures.held.get(code)
    words = {
        "code": code or BLANK.say(lang),
        "revised": spoken(figures.revised[code], lang),
        "total": spoken(figures.total[code], lang),
        "etc": spoken(figures.etc[code], lang),
        "efc": spoken(figures.total[code] + figures.etc[code], lang),
        "variance": spoken(figures.variance[code], lang),
        "value": spoken_value(held.value, lang) if held else "",
        "part": held.value.partition("%")[0].strip() if held else "",
        "since": _since(held).say(lang),
        "bases": " + ".join(
            f"{base.account} ({spoken(base.amount, lang)})" for base in rests_on(standing, code)
        ),
    }
    if lang == "fr":
        words["part"] = words["part"].replace(".", ",")
    left = BUDGET_LEFT if figures.revised[code] > figures.total[code] else BUDGET_SPENT
    return words | {"left": left.say(lang).format_map(words)}


def _since(held: Held | None) -> Text:
    """Where and when the method was said."""
    if held is None:
        return Text("", "")
    number = held.table.rows[held.row].number
    if held.period is None:
        return Text(f"Accounts row {number}", f"Comptes ligne {number}")
    return Text(
        f"Estimates row {number}, period {held.period}",
        f"Reste à engager ligne {number}, période {held.period}",
    )
