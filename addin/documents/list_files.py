"""A list written to a file: drawn aside, searched, and only then handed over."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from addin.documents.crew_lists import CrewList
from addin.documents.leak_search import refuse_leaks
from addin.documents.list_secrets import disclosures, secrets_of, shown_texts
from addin.documents.list_texts import list_csv, list_vcards
from addin.documents.list_workbook import draw_list
from addin.documents.pdf_parts import can_read_pdf
from addin.documents.watch import Shown, Watch
from workbook_templates.book import Reading
from workbook_templates.declare import Kind
from workbook_templates.text import OfficeError

SUFFIXES = (".xlsx", ".pdf", ".vcf", ".csv")
CONVERTED_WITHIN = 120  # seconds
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>999.0</value></prop></item>
</oor:items>
"""


def check_target(target: Path) -> None:
    """Refuse a name that no list can have. Raises OfficeError."""
    if target.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise OfficeError(
            f"{target.name}: a list is written as {known}. End its name so.",
            f"{target.name} : une liste s'écrit en {known}. Terminez son nom ainsi.",
        )
    if target.exists():
        raise OfficeError(
            f"{target} exists already. Choose another name; nothing was written.",
            f"{target} existe déjà. Choisissez un autre nom ; rien n'a été écrit.",
        )
    if not target.parent.is_dir():
        raise OfficeError(f"{target.parent} is not a folder.", f"{target.parent} n'est pas un dossier.")


def write_list(made: CrewList, reading: Reading, target: Path) -> None:
    """Write the list, search it for all that its readers may not see, and put it in its place.

    Raises:
        OfficeError: It would show what it may not, or it cannot be made; nothing is left behind.
    """
    check_target(target)
    for finding in disclosures(reading, made):
        raise OfficeError(finding.message("en"), finding.message("fr"))
    clock = datetime.now(UTC)
    stamps = {made.day, clock.date(), date.today()}  # the days that a file's own properties may show
    shown = [*shown_texts(made), *(Shown(day.isoformat(), Kind.DATE) for day in stamps)]
    watch = Watch.of(secrets_of(reading, made), shown)
    try:
        with tempfile.TemporaryDirectory(prefix=".classeur-", dir=target.parent) as aside:
            finished = _MAKERS[target.suffix.lower()](made, Path(aside), watch, target.name)
            refuse_leaks(finished, watch, target.name)
            os.replace(finished, target)
    except OSError as problem:
        raise OfficeError(
            f"{target.name} could not be written: {problem.strerror or problem}.",
            f"{target.name} n'a pu être écrit : {problem.strerror or problem}.",
        ) from problem


def _workbook(made: CrewList, aside: Path, watch: Watch, name: str) -> Path:
    path = aside / "list.xlsx"
    draw_list(made, path)
    return path


def _pdf(made: CrewList, aside: Path, watch: Watch, name: str) -> Path:
    """Convert the very workbook that would be handed over, itself searched first."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not can_read_pdf():
        raise OfficeError(
            "A PDF needs LibreOffice, which makes it, and pdftotext (poppler), which searches it; "
            "install both, or end the name in .xlsx.",
            "Un PDF demande LibreOffice, qui le fait, et pdftotext (poppler), qui le fouille ; "
            "installez les deux, ou terminez le nom par .xlsx.",
        )
    workbook = _workbook(made, aside, watch, name)
    refuse_leaks(workbook, watch, name)
    command = [
        program,
        f"-env:UserInstallation={new_profile(aside / 'profile')}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
    ]
    try:
        subprocess.run(
            [*command, "--outdir", str(aside), str(workbook)],
            capture_output=True,
            timeout=CONVERTED_WITHIN,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise _not_converted() from problem
    if not (aside / "list.pdf").is_file():
        raise _not_converted()
    return aside / "list.pdf"


def new_profile(folder: Path) -> str:
    """Make a LibreOffice profile, which nobody else uses; its address.

    It has seen every version: in a profile that has not, LibreOffice tries out its graphics first, half a second.
    """
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    return folder.resolve().as_uri()


def _not_converted() -> OfficeError:
    return OfficeError(
        "LibreOffice did not make the PDF. Close it if it is open, and try again.",
        "LibreOffice n'a pas fait le PDF. Fermez-le s'il est ouvert, et réessayez.",
    )


def _csv(made: CrewList, aside: Path, watch: Watch, name: str) -> Path:
    path = aside / "list.csv"
    path.write_bytes(list_csv(made))
    return path


def _vcards(made: CrewList, aside: Path, watch: Watch, name: str) -> Path:
    path = aside / "list.vcf"
    path.write_bytes(list_vcards(made))
    return path


_MAKERS: dict[str, Callable[[CrewList, Path, Watch, str], Path]] = {
    ".xlsx": _workbook,
    ".pdf": _pdf,
    ".csv": _csv,
    ".vcf": _vcards,
}
