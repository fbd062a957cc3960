"""Which period an action reports."""

from workbook_templates.text import OfficeError

LAST_PERIOD = 9999


def chosen_period(period: int | None) -> int:
    """The period asked for. Raises OfficeError when none was, or it is not one."""
    if period is None:
        raise OfficeError(
            "Say which period to report, by its number.", "Dites la période à arrêter, par son numéro."
        )
    if not 0 <= period <= LAST_PERIOD:
        raise OfficeError(
            f"{period} is not a period. Periods are numbered from 1; 0 holds what came before.",
            f"{period} n'est pas une période. Elles se numérotent à partir de 1 ; la 0 tient ce qui précède.",
        )
    return period
