"""Merges by doltlite, in a process of their own: cases on standard input, what came of them on standard output."""

import json
import sys
import tempfile
from pathlib import Path

import doltlite  # noqa: F401  (gives sqlite3 its functions)

import sqlite3  # isort: skip

Rows = dict[str, list[str]]


def merge(base: Rows, ours: Rows, theirs: Rows, path: Path) -> dict[str, object]:
    """The merged rows, and the keys of the rows in conflict."""
    run = sqlite3.connect(path, isolation_level=None).execute
    run("CREATE TABLE t(id TEXT PRIMARY KEY, a TEXT, b TEXT, c TEXT)")
    write(run, {}, base)
    run("SELECT dolt_commit('-A', '-m', 'base', '--allow-empty')")
    run("SELECT dolt_branch('theirs')")
    write(run, base, ours)
    run("SELECT dolt_commit('-A', '-m', 'ours', '--allow-empty')")
    run("SELECT dolt_checkout('theirs')")
    write(run, base, theirs)
    run("SELECT dolt_commit('-A', '-m', 'theirs', '--allow-empty')")
    run("SELECT dolt_checkout('main')")
    run("BEGIN")
    conflicts: list[str] = []
    try:
        run("SELECT dolt_merge('theirs')")
    except sqlite3.OperationalError as problem:
        if "conflict" not in str(problem):
            raise
        found = run("SELECT coalesce(base_id, our_id, their_id) FROM dolt_conflicts_t")
        conflicts = [str(row[0]) for row in found.fetchall()]
    rows = {str(row[0]): list(row[1:]) for row in run("SELECT * FROM t").fetchall()}
    return {"rows": rows, "conflicts": sorted(conflicts)}


def write(run, before: Rows, after: Rows) -> None:  # type: ignore[no-untyped-def]
    for key in before.keys() - after.keys():
        run("DELETE FROM t WHERE id = ?", (key,))
    for key, cells in after.items():
        if key not in before:
            run("INSERT INTO t VALUES (?, ?, ?, ?)", (key, *cells))
        elif before[key] != cells:
            run("UPDATE t SET a = ?, b = ?, c = ? WHERE id = ?", (*cells, key))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        cases = json.load(sys.stdin)
        print(json.dumps([merge(*case, Path(folder) / f"{n}.db") for n, case in enumerate(cases)]))
