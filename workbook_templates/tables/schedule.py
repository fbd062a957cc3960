"""Shooting days, scenes and locations."""

from workbook_templates.declare import Column, Kind, Table, Tier
from workbook_templates.tables.people import choice
from workbook_templates.text import Text

P = Tier.PUBLIC

DAYS = Table(
    key="days",
    label=Text("Days", "Jours"),
    keys=("date", "unit"),
    unique=(("unit", "day"),),
    subject="schedule",
    about=Text(
        "The calendar: one line a date and unit, shooting or not.",
        "Le calendrier : une ligne par date et par équipe, tournée ou non.",
    ),
    columns=(
        Column("day", Kind.INT, "Jour n°", tier=P, width=8, minimum=0),
        Column("date", Kind.DATE, "Date", tier=P, required=True, width=12),
        Column(
            "kind",
            Kind.CHOICE,
            "Nature du jour",
            tier=P,
            required=True,
            width=14,
            choices=(
                choice("shoot", "Shoot", "Tournage"),
                choice("travel", "Travel", "Voyage"),
                choice("off", "Off", "Repos"),
                choice("holiday", "Holiday", "Férié"),
                choice("move", "Move", "Déménagement"),
                choice("prep", "Prep", "Préparation"),
                choice("wrap", "Wrap", "Rangement"),
            ),
        ),
        Column("unit", Kind.TEXT, "Équipe (unité)", tier=P, default="main", width=10),
        Column("location", Kind.REF, "Lieu", tier=P, refers=(("locations", "location"),), width=24),
        Column("call", Kind.TIME, "Convocation", tier=P, width=10),
        Column("wrap", Kind.TIME, "Fin de journée", tier=P, width=10),
        Column("meal", Kind.TIME, "Repas", tier=P, width=10),
        Column("note", Kind.TEXT, "Note", width=36),
    ),
)

SCENES = Table(
    key="scenes",
    label=Text("Scenes", "Séquences"),
    keys=("episode", "scene", "part"),
    subject="schedule",
    about=Text(
        "The breakdown: one line a scene, with its pages in eighths, its roles and its day.",
        "Le dépouillement : une ligne par séquence, avec ses pages en huitièmes, ses rôles et son jour.",
    ),
    columns=(
        Column("episode", Kind.TEXT, "Épisode", tier=P, width=9),
        Column("scene", Kind.TEXT, "Séquence", tier=P, required=True, width=10),
        Column("part", Kind.TEXT, "Partie", tier=P, width=8),
        Column(
            "int_ext",
            Kind.CHOICE,
            "Int/Ext",
            tier=P,
            width=9,
            choices=(
                choice("INT", "INT", "INT"),
                choice("EXT", "EXT", "EXT"),
                choice("INT/EXT", "INT/EXT", "INT/EXT"),
            ),
        ),
        Column("set", Kind.TEXT, "Décor", tier=P, width=28),
        Column(
            "time_of_day",
            Kind.CHOICE,
            "Effet",
            tier=P,
            width=12,
            choices=(
                choice("day", "Day", "Jour"),
                choice("night", "Night", "Nuit"),
                choice("dawn", "Dawn", "Aube"),
                choice("dusk", "Dusk", "Crépuscule"),
            ),
        ),
        Column("pages", Kind.PAGES, "Pages", tier=P, required=True, width=8),
        Column("synopsis", Kind.TEXT, "Résumé", width=44),
        Column("roles", Kind.REFS, "Rôles", tier=P, refers=(("cast", "role"),), width=16),
        Column("extras", Kind.INT, "Figuration", width=10, minimum=0),
        Column("location", Kind.REF, "Lieu", tier=P, refers=(("locations", "location"),), width=24),
        Column("unit", Kind.TEXT, "Équipe (unité)", tier=P, default="main", width=10),
        Column("day", Kind.INT, "Jour n°", tier=P, refers=(("days", "day"),), width=8),
        Column("position", Kind.INT, "Ordre dans le jour", tier=P, width=10),
        Column(
            "status",
            Kind.CHOICE,
            "Statut",
            tier=P,
            width=12,
            choices=(
                choice("planned", "Planned", "Prévue"),
                choice("shot", "Shot", "Tournée"),
                choice("partial", "Partial", "Partielle"),
                choice("omitted", "Omitted", "Supprimée"),
            ),
        ),
    ),
)

LOCATIONS = Table(
    key="locations",
    label=Text("Locations", "Lieux"),
    keys=("location",),
    ordered=(("permit_from", "permit_to"),),
    subject="schedule",
    about=Text("Where we shoot, and the nearest hospital.", "Où l'on tourne, et l'hôpital le plus proche."),
    columns=(
        Column("location", Kind.TEXT, "Lieu", tier=P, required=True, width=26),
        Column("address", Kind.TEXT, "Adresse", tier=P, width=36),
        Column("contact", Kind.TEXT, "Contact", width=20),
        Column("phone", Kind.PHONE, "Téléphone", width=16),
        Column(
            "permit_status",
            Kind.CHOICE,
            "Autorisation",
            width=14,
            choices=(
                choice("none", "None", "Aucune"),
                choice("requested", "Requested", "Demandée"),
                choice("granted", "Granted", "Obtenue"),
            ),
        ),
        Column("permit_from", Kind.DATE, "Autorisation du", width=12),
        Column("permit_to", Kind.DATE, "Autorisation au", width=12),
        Column("hospital", Kind.TEXT, "Hôpital", tier=P, width=26),
        Column("hospital_address", Kind.TEXT, "Adresse de l'hôpital", tier=P, width=36),
        Column("parking", Kind.TEXT, "Stationnement", tier=P, width=26),
        Column("latitude", Kind.DECIMAL, "Latitude", width=11),
        Column("longitude", Kind.DECIMAL, "Longitude", width=11),
    ),
)
