"""Taxes on a line: each on the price without any tax, at its rate of the day; what does not come back is a cost."""

from collections.abc import Sequence
from fractions import Fraction

from addin.rules import cost_findings as found
from addin.rules.cost_lines import Columns, Exact, hundredths
from addin.rules.cost_rates import Rate, Rates, read_day
from workbook_templates.findings import Finding
from workbook_templates.money import round_half_up, show

TOLERANCE = 2  # cents between a typed tax and the computed one: invoices round line by line


def apply_tax_codes(
    table: Columns,
    known: Rates,
    net: list[Exact],
    tax: list[Exact],
    lost: list[Fraction],
    findings: list[Finding],
) -> None:
    """Complete the lines that name taxes: a blank tax is computed, a blank share comes from the taxes themselves.

    A typed tax or share is left as typed; a tax more than 0.02 away is a finding. Each tax is rounded half up once.
    """
    said = table["tax_codes"]
    if not any(said):
        return
    for i, codes in enumerate(said):
        if not codes.strip() or hundredths(table["net"][i]) is None:
            continue
        names = [code.strip() for code in codes.split(",") if code.strip()]
        taxes = [known.at("tax", name, read_day(table["date"][i])) for name in names]
        rated = [(one, one.percent) for one in taxes if one is not None and one.percent is not None]
        if len(rated) < len(names):
            wrong = next(
                name for name, one in zip(names, taxes, strict=True) if one is None or one.percent is None
            )
            findings.append(table.finding(found.NO_TAX_RATE, i, "tax_codes", {"code": wrong}))
            continue
        each = [round_half_up(Fraction(net[i]) * percent) for _, percent in rated]
        computed = sum(each)
        if not table["tax"][i].strip():
            tax[i] = computed
        elif abs(Fraction(tax[i]) - computed) > TOLERANCE:
            findings.append(
                table.finding(found.TAX_DIFFERS, i, "tax", {"computed": show(computed), "codes": codes})
            )
        if not table["recoverable"][i].strip() and computed:
            lost[i] = _lost(rated, each) / computed


def _lost(taxes: Sequence[tuple[Rate, Fraction]], amounts: Sequence[int]) -> Fraction:
    """The cents that do not come back; a tax that says nothing comes back whole."""
    kept = (Fraction(0) if tax.recoverable is None else 1 - tax.recoverable for tax, _ in taxes)
    return sum((amount * part for amount, part in zip(amounts, kept, strict=True)), start=Fraction(0))
