"""What several commands say in the same words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from workbook_templates.findings import Finding
from workbook_templates.text import Lang, Text

LISTED = 10


def shortened(findings: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """The findings in words, the first of each sort only when there are many; --json has them all."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= LISTED:
            yield finding.message(lang)
    for code, count in seen.items():
        if count > LISTED:
            more = count - LISTED
            yield Text(f"... and {more} more [{code}]", f"... et {more} autres [{code}]").say(lang)
