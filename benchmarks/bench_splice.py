"""One cell and one row in a 50,000 x 20 table: our splice beside openpyxl, each in a process of its own."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, COLUMNS = 50_000, 20


def build(path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    headers = [{"header": f"column {column}"} for column in range(COLUMNS)]
    sheet.add_table(0, 0, ROWS, COLUMNS - 1, {"columns": headers, "name": "Lines"})
    for row in range(1, ROWS + 1):
        for column in range(COLUMNS):
            if column % 2:
                sheet.write_number(row, column, row * column / 7)
            else:
                sheet.write_string(row, column, f"text {row} {column}")
    book.close()


def splice(path: Path) -> None:
    from sync.books.xlsx_package import Package
    from sync.books.xlsx_rows import SheetEdit, splice_sheet

    package = Package(path.read_bytes())
    part = package.sheets()[0].part
    table = package.related(part, "/table")
    splice_sheet(
        package, part, SheetEdit(cells={(777, 3): "changed"}, appended=[{1: "added", 2: 7}], table_part=table)
    )
    path.with_suffix(".out.xlsx").write_bytes(package.to_bytes())


def peer(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Data"]
    sheet["C777"] = "changed"
    sheet.append(["added", 7])
    sheet.tables["Lines"].ref = f"A1:T{ROWS + 2}"
    book.save(path.with_suffix(".out.xlsx"))


def main() -> None:
    if len(sys.argv) == 3:
        start = time.perf_counter()
        {"build": build, "splice": splice, "openpyxl": peer}[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{time.perf_counter() - start:.3f} {peak:.0f}")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        # A process starts with the peak of the one that started it: the building has its own as well.
        subprocess.run([sys.executable, __file__, "build", str(path)], check=True, capture_output=True)
        figures = {}
        for name in ("splice", "openpyxl"):
            out = subprocess.run(
                [sys.executable, __file__, name, str(path)], capture_output=True, text=True, check=True
            )
            seconds, peak = map(float, out.stdout.split())
            figures[name] = (seconds, peak)
            print(f"{name}: {seconds:.2f} s, {peak:.0f} MB")
    ours, theirs = figures["splice"], figures["openpyxl"]
    print(f"time 1/{theirs[0] / ours[0]:.1f}, memory {ours[1] / theirs[1]:.2f} of openpyxl")


if __name__ == "__main__":
    main()
