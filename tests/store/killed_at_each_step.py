"""Imports killed at their first step, their second, and so on until none is left; what was there after each, as JSON.

Run as a program, in a home of its own. Each import runs in a fork of this process, which itself reads no table, since
the threads that read tables do not survive a fork. The forks share one reading process, idle at each of the steps.

What a person says of the file, a second one for its months, is given twice: at first, and when it is tried again.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connections

from highneeds.ingest.bounded import BoundedReader
from highneeds.operations import file_reader, import_path
from highneeds.operations.importing import import_paths
from highneeds.operations.second_file import Second
from highneeds.store.home import home
from highneeds.store.setup import open_store
from highneeds.store.steps import on_reaching

LEDGER = "Financial year,Period,Cost centre,Description,Amount\n"
_READER_ENDED = 3
TABLES = "store_ledger", "store_importrun", "store_heldrow", "store_faultrow", "store_kept_periods"


def main() -> None:
    folder, first, then = Path(sys.argv[1]), Second(sys.argv[2]), Second(sys.argv[3])
    files = ledgers(folder)
    open_store()
    connections.close_all()
    in_a_fork(lambda: import_paths([files["a"]]))
    here, base = home(), folder / "base"
    shutil.copytree(here, base)
    tell({"before": state()})
    number = 0
    while True:
        number += 1
        ended = in_a_fork(lambda number=number: _import_and_die(files["b"], first, number, folder / "steps"))
        reached = (folder / "steps").read_text().split("\n")[:-1]
        between = state()
        in_a_fork(lambda: retry(files["b"], then, folder / "retried"))
        retried = json.loads((folder / "retried").read_text())
        found = {"steps": reached, "killed": ended != 0, "between": between, "after": state(), **retried}
        tell(found)
        if ended == 0:
            return
        shutil.rmtree(here)
        shutil.copytree(base, here)


def ledgers(folder: Path) -> dict[str, Path]:
    """Two files of one year, which come in by parts of three rows."""
    files = {name: folder / f"ledger-2026-27-{name}.csv" for name in "ab"}
    for name, centre, amount in (("a", "HN10", 5), ("b", "HN11", 7)):
        rows = "".join(f"2026-27,{month},{centre},Top-ups,{amount}\n" for month in range(1, 8))
        files[name].write_text(f"{LEDGER}{rows}2026-27,8,HN10,Top-ups,none yet\n")
    import_path.ROWS_AT_A_TIME = 3
    return files


def tell(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def in_a_fork(work: Callable[[], object]) -> int:
    (reader,) = file_reader._idle or [BoundedReader()]
    if reader._process.poll() is not None:  # a reading that failed ended it
        reader.end()
        reader = BoundedReader()
    file_reader._idle[:] = [reader]
    gc.freeze()  # what is loaded is not looked through for garbage in each fork again
    process = reader._process
    child = os.fork()
    if child == 0:
        process.poll = lambda: process.returncode  # type: ignore[method-assign]  # to a fork it is no child, and seems ended
        work()
        os._exit(0 if process.returncode is None else _READER_ENDED)
    ended = os.waitpid(child, 0)[1]
    code = os.waitstatus_to_exitcode(ended)
    assert code in {0, -signal.SIGKILL, _READER_ENDED}, f"The import failed in a way nobody foresaw: {code}."
    if code == _READER_ENDED:
        process.wait()  # told to end, which takes it a moment
    return ended


def _import_and_die(path: Path, said: Second, number: int, told: Path) -> None:
    steps: list[str] = []

    def die_at_the_last(step: str) -> None:
        steps.append(step)
        told.write_text("".join(f"{each}\n" for each in steps))
        if len(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)

    on_reaching(die_at_the_last)
    import_paths([path], second=lambda _: said)


def retry(path: Path, said: Second, told: Path) -> None:
    report = import_paths([path], second=lambda _: said)
    told.write_text(json.dumps({"left": report.left_behind, "outcome": [unit.outcome for unit in report.units]}))


def state() -> dict[str, object]:
    """What anybody sees, and what is left lying about."""
    with sqlite3.connect(home() / "highneeds.sqlite3") as database:
        seen = database.execute(
            "SELECT t.month, t.amount_pence FROM store_ledger t JOIN store_kept_periods k "
            "ON k.import_run_id = t.import_run_id AND k.is_in_use ORDER BY t.month, t.cost_centre"
        ).fetchall()
        states = database.execute("SELECT state FROM store_importrun ORDER BY id").fetchall()
        rows = {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608 - our own names
        tasks = database.execute("SELECT count(*) FROM store_import_tasks WHERE state <> 'done'").fetchone()[0]
        whole = database.execute("PRAGMA integrity_check").fetchone()[0]
    folders = home() / "imports"
    return {
        "seen": seen,
        "states": [state for (state,) in states],
        "rows": rows,
        "tasks": tasks,
        "whole": whole,
        "folders": len(list(folders.iterdir())) if folders.exists() else 0,
        "originals": len(list((home() / "originals").iterdir())),
    }


if __name__ == "__main__":
    main()
