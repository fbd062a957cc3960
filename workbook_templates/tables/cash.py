"""The rates and ceilings of the production, cash floats and deposits."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.money import CURRENCY
from workbook_templates.tables.people import choice
from workbook_templates.text import Text

RATES = Table(
    key="rates",
    label=Text("Rates and ceilings", "Taux et plafonds"),
    keys=("code", "from"),
    subject="money",
    about=Text(
        "Taxes, fringes, exchange rates, ceilings and approval limits, each from the day it holds.",
        "Taxes, charges, cours, plafonds et seuils d'approbation, chacun à partir du jour où il vaut.",
    ),
    columns=(
        Column(
            "kind",
            Kind.CHOICE,
            "Nature",
            required=True,
            width=18,
            choices=(
                choice("tax", "Tax", "Taxe"),
                choice("fringe", "Fringe", "Charge sociale"),
                choice("overtime", "Overtime allowance", "Provision d'heures supplémentaires"),
                choice("exchange", "Exchange rate", "Cours de change"),
                choice("budget_exchange", "Budget exchange rate", "Cours du devis"),
                choice("ceiling", "Ceiling per unit", "Plafond par unité"),
                choice("approval", "Approval limit", "Seuil d'approbation"),
            ),
        ),
        Column("code", Kind.TEXT, "Code", required=True, width=16),
        Column("from", Kind.DATE, "À partir du", width=12),
        Column("name", Kind.TEXT, "Intitulé", width=30),
        Column("percent", Kind.PERCENT, "Pourcentage", width=12, minimum=0),
        Column("amount", Kind.DECIMAL, "Montant ou cours", en="Amount or rate", width=14),
        Column(
            "scope",
            Kind.CHOICE,
            "Portée",
            width=14,
            choices=(
                choice("line", "Each line", "Chaque ligne"),
                choice("person", "Each person", "Chaque personne"),
            ),
        ),
        Column("recoverable", Kind.PERCENT, "Taxe récupérable", width=12, minimum=0, maximum=100),
        Column("account", Kind.REF, "Compte", refers=(("accounts", "account"),), width=12),
        CURRENCY,
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)

FLOATS = Table(
    key="floats",
    label=Text("Floats", "Régies d'avance"),
    keys=("float", "move"),
    subject="money",
    about=Text(
        "The cash handed to each holder, given back and counted. Receipts are in Costs.",
        "Les espèces remises à chaque régisseur, rendues et comptées. Les reçus sont dans Dépenses.",
    ),
    columns=(
        Column("float", Kind.TEXT, "Régie d'avance", required=True, width=14),
        Column("move", Kind.INT, "Mouvement", required=True, width=10, minimum=1),
        Column("holder", Kind.REF, "Détenteur", refers=(("crew", "person"),), width=20),
        Column("date", Kind.DATE, "Date", required=True, width=12),
        Column(
            "kind",
            Kind.CHOICE,
            "Nature",
            required=True,
            width=16,
            choices=(
                choice("opening", "Opening", "Ouverture"),
                choice("top_up", "Top-up", "Réapprovisionnement"),
                choice("return", "Cash returned", "Espèces rendues"),
                choice("count", "Count", "Comptage"),
                choice("difference", "Difference written off", "Différence constatée"),
            ),
        ),
        Column("amount", Kind.MONEY, "Montant", required=True, width=14),
        CURRENCY,
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)

DEPOSITS = Table(
    key="deposits",
    label=Text("Deposits", "Cautions"),
    keys=("deposit",),
    subject="money",
    about=Text(
        "Deposits left with suppliers: they are no cost until one is kept.",
        "Les cautions laissées aux fournisseurs : elles ne coûtent rien tant qu'aucune n'est gardée.",
    ),
    ordered=(("date", "due_back"), ("date", "returned_on")),
    columns=(
        Column("deposit", Kind.TEXT, "Caution n°", required=True, width=12),
        Column("date", Kind.DATE, "Date", required=True, width=12),
        Column("supplier", Kind.TEXT, "Fournisseur", required=True, width=26),
        Column("description", Kind.TEXT, "Description", width=36),
        Column(
            "means",
            Kind.CHOICE,
            "Moyen",
            width=14,
            choices=(
                choice("cheque", "Cheque", "Chèque"),
                choice("card", "Card", "Carte"),
                choice("transfer", "Transfer", "Virement"),
                choice("cash", "Cash", "Espèces"),
            ),
        ),
        Column("amount", Kind.MONEY, "Montant", required=True, width=14),
        CURRENCY,
        Column("cashed", Kind.BOOL, "Encaissée", width=10),
        Column("due_back", Kind.DATE, "À rendre le", width=12),
        Column("returned_on", Kind.DATE, "Rendue le", width=12),
        Column("retained", Kind.MONEY, "Montant gardé", en="Amount kept", width=14),
        Column("entry", Kind.REF, "Écriture", refers=(("costs", "entry"),), width=12),
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)
