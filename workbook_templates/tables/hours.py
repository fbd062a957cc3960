"""Timesheets."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.people import choice
from workbook_templates.text import Text

TIMESHEETS = Table(
    key="timesheets",
    label=Text("Timesheets", "Feuilles d'heures"),
    keys=("person", "date"),
    subject="hours",
    about=Text(
        "Hours worked, one line a person and day. A wrap at or before the call is the next day.",
        "Les heures faites, une ligne par personne et par jour. Une fin avant la convocation est au lendemain.",
    ),
    columns=(
        Column("person", Kind.REF, "Identifiant", required=True, refers=(("crew", "person"),), width=10),
        Column("date", Kind.DATE, "Date", required=True, width=12),
        Column(
            "kind",
            Kind.CHOICE,
            "Nature du jour",
            required=True,
            width=14,
            choices=(
                choice("shoot", "Shoot", "Tournage"),
                choice("prep", "Prep", "Préparation"),
                choice("post", "Post", "Postproduction"),
                choice("travel", "Travel", "Voyage"),
                choice("rest", "Rest", "Repos"),
                choice("holiday", "Holiday", "Férié"),
                choice("sick", "Sick", "Maladie"),
            ),
        ),
        Column("call", Kind.TIME, "Convocation", width=10),
        Column("meal_start", Kind.TIME, "Début du repas", width=10),
        Column("meal_end", Kind.TIME, "Fin du repas", width=10),
        Column("meal2_start", Kind.TIME, "Début du 2e repas", width=10),
        Column("meal2_end", Kind.TIME, "Fin du 2e repas", width=10),
        Column("wrap", Kind.TIME, "Fin de journée", width=10),
        Column("set_travel", Kind.DECIMAL, "Trajet (heures)", width=10, minimum=0),
        Column(
            "place",
            Kind.CHOICE,
            "Zone",
            width=12,
            choices=(
                choice("paris", "Paris", "Région parisienne"),
                choice("region", "Region", "Province"),
                choice("away", "Away", "En déplacement"),
                choice("abroad", "Abroad", "Étranger"),
            ),
        ),
        Column("breakfast_provided", Kind.BOOL, "Petit déjeuner fourni", width=10),
        Column("meals_provided", Kind.INT, "Repas fournis", width=9, minimum=0),
        Column("recovered", Kind.BOOL, "Récupéré", width=9),
        Column("last_day", Kind.BOOL, "Dernier jour d'engagement", width=10),
    ),
)
