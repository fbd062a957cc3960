"""The detail behind the budget, and its versions."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.money import ACCOUNT, CURRENCY, EPISODE
from workbook_templates.text import Text

BUDGET_LINES = Table(
    key="budget_lines",
    label=Text("Budget detail", "Détail du devis"),
    keys=("line",),
    subject="money",
    about=Text(
        "What each account of the budget is made of: quantity x times x rate, overtime allowance and fringes.",
        "Ce qui compose chaque compte du devis : quantité x fois x tarif, provision d'heures supplémentaires et charges.",
    ),
    columns=(
        Column("line", Kind.TEXT, "Ligne", required=True, width=10),
        ACCOUNT,
        EPISODE,
        Column("description", Kind.TEXT, "Description", width=32),
        Column("person", Kind.REF, "Personne", refers=(("crew", "person"), ("cast", "role")), width=18),
        Column("quantity", Kind.DECIMAL, "Quantité", required=True, width=10),
        Column("unit", Kind.TEXT, "Unité", width=10),
        Column("times", Kind.DECIMAL, "Fois", default="1", width=8),
        Column("rate", Kind.MONEY, "Tarif", required=True, width=14),
        CURRENCY,
        Column("overtime", Kind.REF, "Heures supplémentaires", refers=(("rates", "code"),), width=14),
        Column("fringes", Kind.REFS, "Charges", refers=(("rates", "code"),), width=16),
        Column("note", Kind.TEXT, "Note", width=30),
    ),
)

BUDGETS = Table(
    key="budgets",
    label=Text("Budget versions", "Versions du devis"),
    keys=("version", "account", "episode"),
    subject="money",
    about=Text(
        "Earlier versions of the budget, kept to be compared.",
        "Les versions antérieures du devis, gardées pour comparaison.",
    ),
    columns=(
        Column("version", Kind.TEXT, "Version", required=True, width=14),
        Column("date", Kind.DATE, "Date", width=12),
        ACCOUNT,
        EPISODE,
        Column("amount", Kind.MONEY, "Montant", required=True, width=15),
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)
