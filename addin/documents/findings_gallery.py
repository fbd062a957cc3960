"""The findings' page of the documentation, made from the cases of the tests.

``python -m addin.documents.findings_gallery`` prints the page; with ``--agree`` it first
writes the words that each case gets today beside it, for a person to read as a diff.
"""

import argparse
from pathlib import Path

from addin.documents.gallery_runs import run_case
from addin.rules.findings_gallery import (
    Case,
    Shown,
    all_kinds,
    describe_findings,
    parse_case,
    words_of,
)
from workbook_templates.text import Lang

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "findings"
LANGS: tuple[Lang, ...] = ("en", "fr")


def read_cases(folder: Path = FOLDER) -> dict[str, Case]:
    """Code -> its case."""
    return {
        path.parent.name: parse_case(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/case.txt"))
    }


def agreed_words(code: str, lang: Lang, folder: Path = FOLDER) -> list[str]:
    """The words that were agreed for a case, line by line."""
    path = folder / code / f"{lang}.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def agree_words(folder: Path = FOLDER) -> None:
    """Write the words that each case gets today."""
    for code, case in read_cases(folder).items():
        findings = run_case(case)
        for lang in LANGS:
            said = "".join(f"{line}\n" for line in words_of(findings, code, lang))
            (folder / code / f"{lang}.txt").write_text(said, encoding="utf-8")


def findings_page(folder: Path = FOLDER) -> str:
    """The page, from the cases and the words agreed for them."""
    kinds = all_kinds()
    shown = {
        code: Shown(kinds[code], case, agreed_words(code, "en", folder), agreed_words(code, "fr", folder))
        for code, case in read_cases(folder).items()
        if code in kinds
    }
    return describe_findings(shown)


def main() -> None:
    parser = argparse.ArgumentParser(description="The page of the findings, in Markdown.")
    parser.add_argument("--agree", action="store_true", help="write the words the cases get today")
    if parser.parse_args().agree:
        agree_words()
    print(findings_page(), end="")


if __name__ == "__main__":
    main()
