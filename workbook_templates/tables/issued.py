"""The cost reports that were issued: written once, then only compared with."""

from workbook_templates.declare import Column, Kind, Table
from workbook_templates.tables.results import COST_REPORT
from workbook_templates.text import Text

ISSUED = Table(
    key="issued",
    label=Text("Issued reports", "Situations arrêtées"),
    keys=(),
    subject="reports",
    written=True,
    about=Text(
        "Each cost report as it was issued, line by line; the hash on its total tells whether a cell has changed since.",
        "Chaque situation telle qu'elle a été arrêtée, ligne par ligne ; l'empreinte sur son total dit si une "
        "cellule a changé depuis.",
    ),
    columns=(
        Column("number", Kind.INT, "Situation n°", en="Report no.", written=True, width=9),
        Column("period", Kind.INT, "Période", written=True, width=9),
        Column("issued_on", Kind.DATE, "Arrêtée le", written=True, width=12),
        Column("currency", Kind.TEXT, "Devise", written=True, width=8),
        Column("lines", Kind.TEXT, "Lignes", en="Lines", written=True, width=8),
        *COST_REPORT.columns,
        Column("comment", Kind.TEXT, "Commentaire", written=True, width=40),
        Column("hash", Kind.TEXT, "Empreinte", written=True, width=38),
    ),
)
