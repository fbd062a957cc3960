"""The production's settings, one a row."""

from workbook_templates.declare import Choice, Column, Kind, Table
from workbook_templates.tables.people import DEPARTMENTS, choice
from workbook_templates.text import Text

REPORT_LEVEL = Column(
    "report_level",
    Kind.CHOICE,
    "Niveau de la situation",
    en="Cost report level",
    choices=(
        choice("top", "Top sheet", "Récapitulatif"),
        choice("account", "Accounts", "Comptes"),
        choice("line", "Detail", "Détail"),
    ),
)
REPORT_EPISODE = Column("report_episode", Kind.TEXT, "Épisode de la situation", en="Cost report episode")
REPORT_DEPARTMENT = Column(
    "report_department",
    Kind.CHOICE,
    "Département de la situation",
    en="Cost report department",
    choices=DEPARTMENTS,
)
SETTINGS = (
    Column("title", Kind.TEXT, "Titre"),
    Column("company", Kind.TEXT, "Société de production"),
    Column("siret", Kind.SIRET, "SIRET", en="SIRET"),
    Column(
        "country",
        Kind.CHOICE,
        "Pays",
        choices=(choice("FR", "France", "France"), choice("CA-QC", "Canada (Quebec)", "Canada (Québec)")),
    ),
    Column(
        "language",
        Kind.CHOICE,
        "Langue",
        choices=(choice("fr", "French", "Français"), choice("en", "English", "Anglais")),
    ),
    Column("currency", Kind.TEXT, "Devise"),
    Column("shoot_start", Kind.DATE, "Début du tournage"),
    Column("shoot_end", Kind.DATE, "Fin du tournage"),
    Column("first_period_start", Kind.DATE, "Début de la première période"),
    Column("period_days", Kind.INT, "Jours par période", minimum=1),
    Column("paris_region", Kind.BOOL, "Région parisienne"),
    Column("comment_threshold", Kind.MONEY, "Seuil de commentaire", minimum=0),
    Column(
        "stale_order_days",
        Kind.INT,
        "Jours avant relance d'un bon",
        en="Days before an order is stale",
        minimum=1,
    ),
    Column(
        "late_entries",
        Kind.CHOICE,
        "Dépenses tardives",
        en="Late entries",
        choices=(
            choice("refuse", "Refused", "Refusées"),
            choice("next", "In the next period", "Sur la période suivante"),
        ),
    ),
    Column(
        "variance_sign",
        Kind.CHOICE,
        "Signe de l'écart",
        choices=(
            choice("under_positive", "Saving is positive", "Économie positive"),
            choice("over_positive", "Overage is positive", "Dépassement positif"),
        ),
    ),
    REPORT_LEVEL,
    REPORT_EPISODE,
    REPORT_DEPARTMENT,
)

PRODUCTION = Table(
    key="production",
    label=Text("Production", "Production"),
    keys=("setting",),
    subject="settings",
    about=Text("What everything else relies on.", "Ce sur quoi tout le reste s'appuie."),
    columns=(
        Column(
            "setting",
            Kind.CHOICE,
            "Réglage",
            required=True,
            width=30,
            choices=tuple(Choice(column.key, column.label) for column in SETTINGS),
        ),
        Column(
            "value",
            Kind.TEXT,
            "Valeur",
            width=40,
            varies_by="setting",
            variants={column.key: column for column in SETTINGS},
        ),
    ),
)
