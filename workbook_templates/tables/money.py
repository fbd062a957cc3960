"""Accounts, approved changes, orders, costs and estimates."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.people import DEPARTMENTS, choice
from workbook_templates.text import Text

METHODS = (
    choice("auto", "Automatic", "Automatique"),
    choice("etc", "Estimate to complete", "Reste à engager"),
    choice("efc", "Estimated final cost", "Coût final estimé"),
    choice("variance", "Variance", "Écart"),
    choice("rate", "Rate", "Taux"),
    choice("units", "Units", "Unités"),
    choice("held", "Held", "Réservé"),
    choice("closed", "Closed", "Clos"),
)

ACCOUNT = Column("account", Kind.REF, "Compte", required=True, refers=(("accounts", "account"),), width=12)
EPISODE = Column("episode", Kind.TEXT, "Épisode", width=9)
CURRENCY = Column("currency", Kind.TEXT, "Devise", width=8)
RATE = Column("rate", Kind.DECIMAL, "Cours", width=10)
RATE_ON = Column("rate_on", Kind.DATE, "Date du cours", en="Rate date", width=12)
PERIOD = Column("period", Kind.INT, "Période", required=True, width=9, minimum=0)

ACCOUNTS = Table(
    key="accounts",
    label=Text("Accounts", "Comptes"),
    keys=("account", "episode"),
    subject="money",
    about=Text(
        "The budget, one line an account, and an episode where they are counted apart.",
        "Le devis, une ligne par compte, et par épisode quand ils se comptent à part.",
    ),
    columns=(
        Column("account", Kind.TEXT, "Compte", required=True, width=12),
        Column("name", Kind.TEXT, "Intitulé", required=True, width=36),
        EPISODE,
        Column("section", Kind.TEXT, "Section", width=12),
        Column("group", Kind.TEXT, "Groupe", width=12),
        Column("department", Kind.CHOICE, "Département", choices=DEPARTMENTS, width=14),
        Column("budget", Kind.MONEY, "Devis", required=True, width=15),
        Column("etc_method", Kind.CHOICE, "Méthode d'estimation", choices=METHODS, width=20),
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)

CHANGES = Table(
    key="changes",
    label=Text("Changes", "Avenants"),
    keys=("change", "account", "episode"),
    subject="money",
    about=Text("Approved overages and transfers.", "Les dépassements et virements approuvés."),
    columns=(
        Column("change", Kind.TEXT, "Avenant", required=True, width=12),
        PERIOD,
        ACCOUNT,
        EPISODE,
        Column("amount", Kind.MONEY, "Montant", required=True, width=15),
        Column("reason", Kind.TEXT, "Motif", width=40),
    ),
)

ORDERS = Table(
    key="orders",
    label=Text("Orders", "Bons de commande"),
    keys=("order", "line"),
    subject="money",
    about=Text(
        "Purchase orders, one line an account. An amendment is a line of its own that names the line it amends; a "
        "negative amount lowers it.",
        "Les bons de commande, une ligne par compte. Une modification est une ligne à part, qui nomme la ligne qu'elle "
        "modifie ; un montant négatif la diminue.",
    ),
    columns=(
        Column("order", Kind.TEXT, "Bon n°", required=True, width=12),
        Column("line", Kind.INT, "Ligne", default="1", width=8, minimum=1),
        PERIOD,
        Column("date", Kind.DATE, "Date", width=12),
        Column("supplier", Kind.TEXT, "Fournisseur", width=26),
        Column("description", Kind.TEXT, "Description", width=36),
        ACCOUNT,
        EPISODE,
        Column("amount", Kind.MONEY, "Montant", required=True, width=15),
        CURRENCY,
        RATE,
        RATE_ON,
        Column("closed_period", Kind.INT, "Période de clôture", width=10, minimum=0),
        Column("approved_by", Kind.TEXT, "Approuvé par", width=18),
        Column("amends", Kind.INT, "Modifie la ligne", en="Amends line", width=10, minimum=1),
    ),
)

COSTS = Table(
    key="costs",
    label=Text("Costs", "Dépenses"),
    keys=("entry",),
    subject="money",
    about=Text(
        "Every invoice, receipt and payroll line. A credit note is negative.",
        "Chaque facture, reçu et ligne de paie. Un avoir est négatif.",
    ),
    columns=(
        Column("entry", Kind.TEXT, "Écriture", required=True, width=12),
        Column(
            "kind",
            Kind.CHOICE,
            "Nature",
            required=True,
            width=14,
            choices=(
                choice("invoice", "Invoice", "Facture"),
                choice("credit_note", "Credit note", "Avoir"),
                choice("petty_cash", "Petty cash", "Petite caisse"),
                choice("expense", "Expense", "Note de frais"),
                choice("payroll", "Payroll", "Paie"),
                choice("fringe", "Fringe", "Charges sociales"),
                choice("journal", "Journal", "Opération diverse"),
            ),
        ),
        PERIOD,
        Column("date", Kind.DATE, "Date", width=12),
        Column("supplier", Kind.TEXT, "Fournisseur", width=26),
        Column("document", Kind.TEXT, "Pièce", width=14),
        ACCOUNT,
        EPISODE,
        Column("net", Kind.MONEY, "Montant HT", required=True, width=15),
        Column("tax", Kind.MONEY, "Taxe", width=12),
        Column("tax_codes", Kind.REFS, "Codes de taxe", refers=(("rates", "code"),), width=12),
        Column(
            "recoverable",
            Kind.PERCENT,
            "Taxe récupérable",
            default="100%",
            width=12,
            minimum=0,
            maximum=100,
        ),
        CURRENCY,
        RATE,
        RATE_ON,
        Column("order", Kind.REF, "Bon n°", refers=(("orders", "order"),), width=12),
        Column("order_line", Kind.INT, "Ligne du bon", width=9, minimum=1),
        Column("final", Kind.BOOL, "Solde du bon", width=9),
        Column("person", Kind.REF, "Personne", refers=(("crew", "person"), ("cast", "role")), width=18),
        Column("float", Kind.REF, "Régie d'avance", refers=(("floats", "float"),), width=14),
        Column("units", Kind.DECIMAL, "Unités", width=9),
        Column("ceiling", Kind.REF, "Plafond", refers=(("rates", "code"),), width=12),
        Column("due", Kind.DATE, "Échéance", width=12),
        Column("paid_on", Kind.DATE, "Payé le", width=12),
        Column("payment", Kind.TEXT, "Règlement", width=14),
    ),
)

ESTIMATES = Table(
    key="estimates",
    label=Text("Estimates", "Reste à engager"),
    keys=("period", "account", "episode"),
    subject="money",
    about=Text(
        "What each account still has to cost, said at a period.",
        "Ce que chaque compte doit encore coûter, dit à une période.",
    ),
    columns=(
        PERIOD,
        ACCOUNT,
        EPISODE,
        Column("method", Kind.CHOICE, "Méthode", required=True, choices=METHODS, width=20),
        Column("value", Kind.TEXT, "Valeur", width=20),
    ),
)
