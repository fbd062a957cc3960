"""Issue numbers, counted per document and never used twice, kept beside the store.

One small file a number, ``.classeur/issued/DOCUMENT/000003.json``, made at once or not at all, so that two
people who issue at the same moment get two numbers.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbook_templates.text import OfficeError

FOLDER = Path(".classeur") / "issued"


@dataclass(frozen=True, slots=True)
class Issue:
    """One number, taken; ``record`` says what was issued under it."""

    number: int
    register: Path

    def record(self, day: date, file: Path) -> None:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        said = {"issue": self.number, "date": day.isoformat(), "file": file.name, "sha256": digest}
        self.register.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def next_issue(folder: Path, document: str) -> Iterator[Issue]:
    """Take the document's next number; it is given back when the block fails.

    Args:
        folder: The production's, where its store is.
        document: The kind of document; each has numbers of its own, from 1.

    Raises:
        OfficeError: The register cannot be written.
    """
    issue = _taken(folder / FOLDER / document)
    try:
        yield issue
    except BaseException:
        issue.register.unlink(missing_ok=True)
        raise


def _taken(place: Path) -> Issue:
    try:
        place.mkdir(parents=True, exist_ok=True)
        number = max((int(file.stem) for file in place.glob("*.json") if file.stem.isdigit()), default=0) + 1
        while True:
            register = place / f"{number:06}.json"
            try:
                register.touch(exist_ok=False)
            except FileExistsError:
                number += 1
            else:
                return Issue(number, register)
    except OSError as problem:
        raise OfficeError(
            f"The register of issue numbers, {place}, cannot be written: {problem.strerror}.",
            f"Le registre des éditions, {place}, ne peut être écrit : {problem.strerror}.",
        ) from problem
