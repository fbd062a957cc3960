"""What the program writes; never read back as input, but for the choice made on a conflict."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.people import choice
from workbook_templates.text import Text

CHECKS = Table(
    key="checks",
    label=Text("Checks", "Contrôles"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "What the last check found, with a link to each cell.",
        "Ce que le dernier contrôle a trouvé, avec un lien vers chaque cellule.",
    ),
    columns=(
        Column("severity", Kind.TEXT, "Gravité", written=True, width=12),
        Column("place", Kind.TEXT, "Où", en="Where", written=True, width=34),
        Column("value", Kind.TEXT, "Vu", en="Seen", written=True, width=24),
        Column("message", Kind.TEXT, "Que faire", en="What to do", written=True, width=90),
        Column("code", Kind.TEXT, "Code", written=True, width=22),
    ),
)


def _money(key: str, fr: str, en: str = "", width: float = 14) -> Column:
    return Column(key, Kind.MONEY, fr, en=en, written=True, width=width)


COST_REPORT = Table(
    key="cost_report",
    label=Text("Cost report", "Situation"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "Budget, cost, commitments and estimated final cost, account by account.",
        "Devis, dépensé, engagé et coût final estimé, compte par compte.",
    ),
    columns=(
        Column("account", Kind.TEXT, "Compte", written=True, width=12),
        Column("name", Kind.TEXT, "Intitulé", written=True, width=36),
        Column("section", Kind.TEXT, "Section", written=True, width=12),
        _money("budget", "Devis"),
        _money("changes", "Avenants", "Approved changes"),
        _money("revised", "Devis révisé", "Revised budget"),
        _money("period_actual", "Dépensé période", "Actual this period"),
        _money("to_date", "Dépensé (cumul)", "Actual to date"),
        _money("commitments", "Engagé non facturé", "Commitments"),
        _money("total", "Total dépensé + engagé", "Total cost"),
        _money("etc", "Reste à engager", "Estimate to complete"),
        _money("efc", "Coût final estimé", "Estimated final cost"),
        _money("variance", "Écart : économie/(dépassement)", "Variance: under/(over)", width=24),
        _money("variance_change", "Évolution de l'écart", "Variance change"),
    ),
)

BUDGET_COMPARISON = Table(
    key="budget_comparison",
    label=Text("Budget comparison", "Comparaison des devis"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "Every kept version of the budget beside the one in use.",
        "Chaque version gardée du devis à côté de celui en vigueur.",
    ),
    columns=(
        Column("account", Kind.TEXT, "Compte", written=True, width=12),
        Column("name", Kind.TEXT, "Intitulé", written=True, width=36),
        Column("section", Kind.TEXT, "Section", written=True, width=12),
        _money("budget", "Devis en vigueur", "Budget in use"),
        _money("change", "Changement", "Change"),
    ),
)

CASH = Table(
    key="cash",
    label=Text("Cash and payments", "Caisses et paiements"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "What each float should hold, what is to be paid and when, and the deposits that are out.",
        "Ce que chaque régie d'avance doit contenir, ce qui est à payer et quand, et les cautions en cours.",
    ),
    columns=(
        Column("float", Kind.TEXT, "Régie d'avance", written=True, width=14),
        Column("holder", Kind.TEXT, "Détenteur", written=True, width=28),
        Column("currency", Kind.TEXT, "Devise", written=True, width=9),
        _money("opening", "Ouverture"),
        _money("top_up", "Réappro.", "Top-ups"),
        _money("receipt", "Reçus", "Receipts"),
        _money("return", "Rendu", "Returned"),
        _money("difference", "Différences", "Written off"),
        _money("expected", "Attendu", "Expected"),
        _money("counted", "Comptage", "Last count"),
        Column("counted_on", Kind.DATE, "Compté le", written=True, width=12),
    ),
)

DOOD = Table(
    key="dood",
    label=Text("Day out of days", "Jour par jour"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "Who works, waits or travels, day by day.", "Qui travaille, attend ou voyage, jour après jour."
    ),
    columns=(
        Column("role", Kind.INT, "Rôle n°", written=True, width=8),
        Column("character", Kind.TEXT, "Personnage", written=True, width=22),
        Column("artist", Kind.TEXT, "Artiste", written=True, width=22),
    ),
)

CONFLICTS = Table(
    key="conflicts",
    label=Text("Conflicts", "Conflits"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "Cells that two people changed differently: both values, and whose.",
        "Les cellules que deux personnes ont changées autrement : les deux valeurs, et de qui.",
    ),
    columns=(
        Column("id", Kind.TEXT, "Conflit", en="Conflict", written=True, width=28),
        Column("table", Kind.TEXT, "Feuille", en="Sheet", written=True, width=18),
        Column("record", Kind.TEXT, "Ligne", en="Row", written=True, width=28),
        Column("column", Kind.TEXT, "Colonne", written=True, width=20),
        Column("base", Kind.TEXT, "Avant", en="Before", written=True, width=22),
        Column("sheet", Kind.TEXT, "Dans ce classeur", en="In this workbook", written=True, width=22),
        Column("store", Kind.TEXT, "Dans la base", en="In the store", written=True, width=22),
        Column("who", Kind.TEXT, "Qui", written=True, width=22),
        Column("when", Kind.TEXT, "Quand", written=True, width=20),
        Column(
            "choice",
            Kind.CHOICE,
            "Choix",
            width=18,
            choices=(
                choice("sheet", "This workbook", "Ce classeur"),
                choice("store", "The store", "La base"),
            ),
        ),
    ),
)
