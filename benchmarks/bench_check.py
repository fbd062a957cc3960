"""Checks: 10,000 crew rows with every rule in under 2 seconds beyond reading; duplicates found in linear time.

The plain book is a production without a mistake; the hard one has a finding or two on most rows, names
that differ by their accents, and positions and addresses that are all different and all unknown. Seconds
are the processor's: the checks wait for nothing, and other work on the machine is not theirs.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from addin.rules.crew_checks import check_crew
from addin.rules.crew_lines import Staff, words
from addin.rules.crew_people import find_same_numbers, find_same_person, find_shared_contacts
from workbook_templates.book import Place, Reading, Row, TableRead
from workbook_templates.catalog import TABLE
from workbook_templates.checks import check_tables
from workbook_templates.declare import Kind

TODAY = date(2026, 5, 20)
FIRST = date(2026, 5, 4)
CREW, DAYS, ROLES = 10_000, 10, 200
SIZES = (2_000, 10_000, 50_000)
MOST = 2.0
GROWTH = 2.0  # times the rows' own growth that the search may take, before it is no longer linear


def table(key: str, lines: list[dict[str, str]]) -> TableRead:
    declared = TABLE[key]
    place = Place(key, 1, len(lines) + 1, {column.key: at for at, column in enumerate(declared.columns, 1)})
    cells = (tuple(line.get(column.key, "") for column in declared.columns) for line in lines)
    return TableRead(declared, place, tuple(Row(f"id{at}", at, row) for at, row in enumerate(cells, 2)))


def person(number: int, is_hard: bool) -> dict[str, str]:
    name = ("Lefèvre", "Gagné", "Côté", "Pépin")[number % 4] + f" {number // 4}"
    line = {
        "person": f"P{number:05}", "last_name": name, "first_name": f"Noé {number % 97}", "department": "camera",
        "position": "Camera operator", "agreement": "idcc3097", "job": "Scripte cinéma", "rate": "1500.00",
        "email": f"p{number}@example.com", "phone": f"+331990{number:05}", "start": "2026-05-04",
        "end": "2026-06-12", "rate_unit": "week", "contract_status": "signed", "contract_signed_on": "2026-04-20",
        "work_permit_required": "false", "birth_date": "1980-02-09", "emergency_contact": "Zoé",
        "emergency_phone": "+33199000001", "allergies": "none",
    }  # fmt: skip
    if is_hard:
        twin = ("Lefèvre", "Gagné", "LEFEVRE", "Pépin")[number % 4] + f" {number // 4}"
        line |= {"last_name": twin, "first_name": "Noé", "birth_date": "2012-02-09"}
        line |= {"position": f"Camera operater {number}x", "job": f"Title {number}", "phone": "+33199000001"}
        line |= {"email": f"p{number}@hotmial{number}.com", "contract_status": "sent", "allergies": ""}
        line |= {"work_permit_required": "true", "end": "2026-05-08", "emergency_contact": ""}
    return line


def book(crew: int, is_hard: bool) -> Reading:
    dates = [(FIRST + timedelta(days=number)).isoformat() for number in range(DAYS)]
    sheets = [
        {"person": f"P{number:05}", "date": day, "kind": "shoot", "call": "08:00", "wrap": "18:00"}
        for number in range(crew)
        for day in dates[:2]
    ]
    days = [{"day": str(at), "date": day, "kind": "shoot"} for at, day in enumerate(dates, 1)]
    roles = [
        {"role": str(at), "character": f"C{at}", "last_name": f"L{at}", "first_name": "A", "status": "signed"}
        for at in range(1, ROLES + 1)
    ]
    scenes = [
        {
            "scene": str(at),
            "pages": "1",
            "roles": f"{at % ROLES + 1},{at * 7 % ROLES + 1}",
            "day": str(at % DAYS + 1),
        }
        for at in range(500)
    ]
    away = [
        {
            "who": f"P{number:05}",
            "from": dates[1],
            "to": dates[3],
            "status": "unavailable" if is_hard else "hold",
        }
        for number in range(0, crew, 10)
    ]
    tables = {
        "crew": table("crew", [person(number, is_hard) for number in range(crew)]),
        "cast": table("cast", roles),
        "availability": table("availability", away),
        "days": table("days", days),
        "scenes": table("scenes", scenes),
        "timesheets": table("timesheets", sheets),
    }
    return Reading(tables, "en", "FR", "")


def seconds(run: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return statistics.median(took)


def twins(reading: Reading) -> int:
    words.cache_clear()
    staff = Staff(reading, TODAY.isoformat())
    return sum(1 for rule in (find_same_person, find_shared_contacts, find_same_numbers) for _ in rule(staff))


def plain_checks(reading: Reading) -> int:
    """The checks of the crew's columns alone, as the declaration tells them."""
    crew = {"crew": reading.tables["crew"]}
    return len(check_tables(Reading(crew, reading.lang, reading.country, "")))


def beside_pandera(reading: Reading) -> None:
    """The same columns by pandera: required, closed lists, dates, amounts, addresses, numbers, unique keys.

    It says which cells fail; it makes no message. E-mails and phones are held to a pattern there,
    to their whole rules here.
    """
    try:
        import pandas as pd
        import pandera.pandas as pa
    except ImportError:
        print("pandera is not installed: nothing to compare with")
        return
    declared = TABLE["crew"]
    patterns = {
        Kind.DATE: r"\d{4}-\d\d-\d\d", Kind.MONEY: r"-?\d+\.\d\d", Kind.EMAIL: r"[^@\s]+@[^@\s]+\.\w+",
        Kind.PHONE: r"\+\d{7,15}", Kind.BOOL: "true|false",
    }  # fmt: skip
    columns = {}
    for column in declared.columns:
        checks = []
        if column.kind is Kind.CHOICE:
            checks.append(pa.Check.isin([choice.key for choice in column.choices]))
        if column.kind in patterns:
            checks.append(pa.Check.str_matches(f"^(?:{patterns[column.kind]})$"))
        unique = (column.key,) == declared.keys
        columns[column.key] = pa.Column(str, checks, nullable=not column.required, unique=unique)
    schema = pa.DataFrameSchema(columns)
    keys = [column.key for column in declared.columns]
    rows = [[cell or None for cell in row.cells] for row in reading.tables["crew"].rows]
    frame = pd.DataFrame(rows, columns=keys, dtype=object)

    def validate() -> None:
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as problem:
            len(problem.failure_cases)

    ours, theirs = seconds(lambda: plain_checks(reading)), seconds(validate)
    print(
        f"plain column checks of {len(rows):,} crew: {ours:.3f} s here with messages' parts, "
        f"{theirs:.3f} s by pandera without: {ours / theirs:.1f} times"
    )


def main() -> None:
    slowest = 0.0
    for is_hard in (False, True):
        reading = book(CREW, is_hard)
        start = time.process_time()
        found = check_tables(reading) + check_crew(reading, TODAY)
        first = time.process_time() - start
        crew = seconds(lambda reading=reading: check_crew(reading, TODAY))  # type: ignore[misc]
        slowest = max(slowest, first)
        name = "hard" if is_hard else "plain"
        print(
            f"check, {name}: {CREW:,} crew and {2 * CREW:,} timesheets, every rule in {first:.2f} s the first time"
        )
        print(f"  of which crew and cast {crew:.2f} s, {len(found):,} findings")
        beside_pandera(reading)
    times = {}
    for size in SIZES:
        reading = book(size, True)
        times[size] = seconds(lambda reading=reading: twins(reading))  # type: ignore[misc]
        print(f"duplicates: {size:,} crew in {times[size]:.3f} s, {twins(reading):,} findings")
    if slowest > MOST:
        raise SystemExit(f"the checks take more than {MOST} seconds")
    if times[SIZES[2]] > times[SIZES[1]] * SIZES[2] / SIZES[1] * GROWTH:
        raise SystemExit("the search for duplicates grows faster than the rows")


if __name__ == "__main__":
    main()
