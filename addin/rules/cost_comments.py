"""The comment that a report owes for each account whose variance moved much."""

from collections.abc import Mapping

from addin.rules.cost_issued import IssuedReport
from addin.rules.cost_lines import Columns, hundredths, read_columns
from workbook_templates.book import Reading
from workbook_templates.catalog import TABLE
from workbook_templates.findings import Finding, FindingKind, Severity
from workbook_templates.money import show
from workbook_templates.text import Text

SETTING = "comment_threshold"

NO_COMMENT = FindingKind(
    "comment-missing",
    Severity.WARNING,
    Text(
        "the variance of account {account} moved by {moved} (comment threshold: {threshold}). Say why in its "
        "Note.",
        "l'écart du compte {account} a bougé de {moved} (seuil de commentaire : {threshold}). Dites pourquoi dans "
        "sa Note.",
    ),
)
OLD_COMMENT = FindingKind(
    "comment-of-last-report",
    Severity.WARNING,
    Text(
        "the variance of account {account} moved by {moved}, but its comment is still the one issued in report "
        "no. {number}. Say what moved it this period.",
        "l'écart du compte {account} a bougé de {moved}, mais son commentaire est encore celui de la situation "
        "n° {number}. Dites ce qui l'a fait bouger cette période.",
    ),
)
BAD_THRESHOLD = FindingKind(
    "bad-threshold",
    Severity.ERROR,
    Text(
        '"{value}" is not an amount above zero, so no comment is asked for. Write the threshold like 1000.00.',
        "« {value} » n'est pas un montant supérieur à zéro : aucun commentaire n'est donc demandé. Écrivez le seuil "
        "ainsi : 1000,00.",
    ),
)


def read_comments(accounts: Columns) -> dict[str, str]:
    """Account -> its note, the first that says something."""
    comments: dict[str, str] = {}
    for code, note in zip(accounts.codes, accounts["note"], strict=True):
        comments[code] = comments.get(code, "") or note.strip()
    return comments


def check_comments(
    reading: Reading,
    settings: Mapping[str, str],
    accounts: Columns,
    changes: Mapping[str, int],
    last: IssuedReport | None,
) -> list[Finding]:
    """Accounts whose variance moved by the threshold or more, without a comment of this report.

    Args:
        changes: Account -> variance change in cents.
        last: The report issued for the period before, whose comments say nothing of this one.
    """
    said = settings.get(SETTING, "").strip()
    if not said:
        return []
    threshold = hundredths(said)
    if threshold is None or threshold <= 0:
        table = read_columns(reading, "production")
        last_row = max(i for i, name in enumerate(table["setting"]) if name == SETTING)
        return [table.finding(BAD_THRESHOLD, last_row, "value")]
    comments = read_comments(accounts)
    rows = {code: i for i, code in reversed(list(enumerate(accounts.codes)))}
    findings = []
    for code, moved in changes.items():
        if abs(moved) < threshold:
            continue
        details: dict[str, str | Text] = {"account": code, "moved": show(moved), "threshold": said}
        comment = comments.get(code, "")
        if not comment:
            kind = NO_COMMENT
        elif last is not None and last.comments.get(code) == comment:
            kind, details = OLD_COMMENT, details | {"number": str(last.number)}
        else:
            continue
        if code in rows:
            findings.append(accounts.finding(kind, rows[code], "note", details))
        else:
            findings.append(Finding(kind, TABLE["accounts"], column="note", details=details))
    return findings
