"""All tables, in the order of the binder's sheets."""

from workbook_templates.declare import Table
from workbook_templates.tables.budget import BUDGET_LINES, BUDGETS
from workbook_templates.tables.cash import DEPOSITS, FLOATS, RATES
from workbook_templates.tables.hours import TIMESHEETS
from workbook_templates.tables.issued import ISSUED
from workbook_templates.tables.money import ACCOUNTS, CHANGES, COSTS, ESTIMATES, ORDERS
from workbook_templates.tables.people import AVAILABILITY, CAST, CREW
from workbook_templates.tables.results import (
    BUDGET_COMPARISON,
    CASH,
    CHECKS,
    CONFLICTS,
    COST_REPORT,
    DOOD,
)
from workbook_templates.tables.schedule import DAYS, LOCATIONS, SCENES
from workbook_templates.tables.settings import PRODUCTION
from workbook_templates.text import Text

INPUT_TABLES: tuple[Table, ...] = (
    PRODUCTION,
    CREW,
    CAST,
    AVAILABILITY,
    LOCATIONS,
    DAYS,
    SCENES,
    RATES,
    BUDGET_LINES,
    ACCOUNTS,
    BUDGETS,
    CHANGES,
    ORDERS,
    COSTS,
    ESTIMATES,
    FLOATS,
    DEPOSITS,
    TIMESHEETS,
)

WRITTEN_TABLES: tuple[Table, ...] = (CHECKS, COST_REPORT, ISSUED, BUDGET_COMPARISON, CASH, DOOD, CONFLICTS)

TABLES: tuple[Table, ...] = INPUT_TABLES + WRITTEN_TABLES

TABLE: dict[str, Table] = {table.key: table for table in TABLES}

SUBJECTS: dict[str, Text] = {
    "settings": Text("Settings", "Réglages"),
    "people": Text("People", "Personnes"),
    "schedule": Text("Schedule", "Plan de travail"),
    "money": Text("Money", "Argent"),
    "hours": Text("Hours", "Heures"),
    "reports": Text("Reports", "Rapports"),
}
