"""The tables' page of the documentation, made from their declaration."""

from workbook_templates.catalog import SUBJECTS, TABLES
from workbook_templates.declare import Column, Kind, Table


def describe_tables() -> str:
    """Say every table and column in Markdown."""
    lines = [
        "# Tables",
        "",
        "Made from `workbook_templates/tables/` by `make docs`. Bold columns are required; tiers: public,",
        "office, restricted. Every synced table also has a hidden `_id` column.",
    ]
    for subject, title in SUBJECTS.items():
        lines += ["", f"## {title.en} · {title.fr}"]
        for table in TABLES:
            if table.subject == subject:
                lines += _table(table)
    return "\n".join(lines) + "\n"


def _table(table: Table) -> list[str]:
    keys = ", ".join(f"`{key}`" for key in table.keys)
    named = f" Key: {keys}." if keys else " Written by the program."
    return [
        "",
        f"### {table.key}: {table.label.en} · {table.label.fr}",
        "",
        f"{table.about.en}{named}",
        "",
        "| column | English | French | kind | tier |",
        "|---|---|---|---|---|",
        *(_column(column) for column in table.columns),
    ]


def _column(column: Column) -> str:
    key = f"**{column.key}**" if column.required else column.key
    kind = column.kind.value
    if column.kind is Kind.CHOICE:
        kind += ": " + ", ".join(choice.key for choice in column.choices)
    elif column.refers:
        kind += ": " + " or ".join(f"{table}.{name}" for table, name in column.refers)
    if column.default:
        kind += f" (blank means {column.default})"
    return f"| {key} | {column.label.en} | {column.label.fr} | {kind} | {column.tier.value} |"


if __name__ == "__main__":
    print(describe_tables(), end="")
