"""One cell and one row in a 50,000 x 20 workbook: our splice beside openpyxl, each in a process of its own."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

ROWS, COLUMNS = 50_000, 20


def build(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    for row in range(ROWS):
        for column in range(COLUMNS):
            if column % 2:
                sheet.write_number(row, column, row * column / 7)
            else:
                sheet.write_string(row, column, f"text {row} {column}")
    book.close()


def splice(path: Path) -> None:
    from sync.books.xlsx_cells import splice_cells
    from sync.books.xlsx_package import Package

    package = Package(path.read_bytes())
    part = package.sheets()[0].part
    cells = {777: {3: "changed"}, ROWS + 1: {1: "added", 2: 7}}
    package.write(part, splice_cells(package.read(part), cells, lambda style, value: style))
    path.with_suffix(".out.xlsx").write_bytes(package.to_bytes())


def peer(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Data"]
    sheet["C777"] = "changed"
    sheet.append(["added", 7])
    book.save(path.with_suffix(".out.xlsx"))


def main() -> None:
    if len(sys.argv) == 3:
        start = time.perf_counter()
        {"splice": splice, "openpyxl": peer}[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{time.perf_counter() - start:.3f} {peak:.0f}")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        build(path)
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
