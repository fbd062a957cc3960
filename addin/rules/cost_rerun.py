"""Every issued report run again: does the period still give the figures it was issued with?"""

from dataclasses import dataclass

from addin.rules.cost_issued import DIFFERS, IssuedReport, read_issued
from addin.rules.costs import CostReport, compute_periods
from workbook_templates.book import Reading
from workbook_templates.text import Text

NONE_ISSUED = Text("No report was issued yet.", "Aucune situation n'est encore arrêtée.")


@dataclass(frozen=True, slots=True)
class Rerun:
    """One issued report beside its period run again.

    Args:
        moved: The accounts whose figures are no longer the issued ones.
    """

    issued: IssuedReport
    moved: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.issued.is_intact and not self.moved

    def as_json(self) -> dict[str, object]:
        said = self.issued.as_json()
        return said | {"intact": self.issued.is_intact, "agrees": self.agrees, "moved": list(self.moved)}

    def say(self) -> Text:
        number, period = self.issued.number, self.issued.period
        en = f"Report no. {number}, period {period}, issued on {self.issued.issued_on}"
        day = "/".join(reversed(self.issued.issued_on.split("-")))
        fr = f"Situation n° {number}, période {period}, arrêtée le {day}"
        if not self.issued.is_intact:
            return Text(
                f"{en}: its lines were changed since.", f"{fr} : ses lignes ont été modifiées depuis."
            )
        if self.moved:
            accounts = ", ".join(self.moved)
            return Text(
                f"{en}: other figures now for {accounts}.", f"{fr} : d'autres montants pour {accounts}."
            )
        return Text(f"{en}: the same figures.", f"{fr} : les mêmes montants.")


def rerun_issued(reading: Reading) -> list[Rerun]:
    """The last report issued for each period, the earliest first, each beside its period run again."""
    latest: dict[int, IssuedReport] = {}
    for report in sorted(read_issued(reading).reports, key=lambda one: one.number):
        latest[report.period] = report
    periods = sorted(latest)
    found = compute_periods(reading, periods)
    return [Rerun(latest[period], _moved(report)) for period, report in zip(periods, found, strict=True)]


def _moved(report: CostReport) -> tuple[str, ...]:
    codes = (str(one.details.get("account", "")) for one in report.findings if one.kind is DIFFERS)
    return tuple(dict.fromkeys(codes))
