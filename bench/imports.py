"""A finance extract of a million placement lines imported, while another connection goes on writing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.finding import Finding
from bench.meanwhile import Meanwhile
from bench.whole import run_command

LINES, LINES_A_CHILD = 1_000_000, 5
LIMIT_SECONDS, LIMIT_MEGABYTES, LIMIT_WAIT_SECONDS = 120.0, 500.0, 1.0
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_EVERY_SECONDS = 0.02
_HEADINGS = "Line ref,UPN,Provider,URN,Cost type,Rate,Per,Start,End,Cost centre\n"


def million_rows(draws: int) -> list[Finding]:  # noqa: ARG001  an import has none
    with TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "placement-costs-2026-10-31.csv"
        write_lines(path, LINES)
        run_command(home, "imports")
        with _Writer(home / "home/highneeds.sqlite3") as writer:
            used = run_command(home, "import", str(path))
        size = path.stat().st_size / 1_000_000
        with sqlite3.connect(home / "home/highneeds.sqlite3") as store:
            kept = store.execute("SELECT count(*) FROM store_cost_lines").fetchone()[0]
    waits = sorted(writer.waits)
    p95 = waits[int(0.95 * len(waits))]
    is_met = kept == LINES and used.seconds <= LIMIT_SECONDS and used.megabytes <= LIMIT_MEGABYTES
    return [
        Finding(
            "import-rows",
            f"`highneeds import` of {kept:,} placement lines, {size:.0f} MB of CSV",
            f"{used.seconds:.0f} s, {used.cpu_seconds:.0f} s of CPU, {used.megabytes:.0f} MB",
            f"at most {LIMIT_SECONDS:.0f} s, {LIMIT_MEGABYTES:.0f} MB",
            is_met,
        ),
        Finding(
            "import-rows",
            f"{len(waits):,} writes of another connection meanwhile (SQLite): the wait of 95 in 100, and the longest",
            f"{p95 * 1000:.0f} ms, {waits[-1] * 1000:.0f} ms",
            f"95 in 100 within {LIMIT_WAIT_SECONDS:.0f} s",
            p95 <= LIMIT_WAIT_SECONDS,
        ),
    ]


def write_lines(path: Path, lines: int, *, pounds_more: int = 0) -> None:
    """A finance extract of so many invented cost lines; with ``pounds_more`` on each it is another extract."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADINGS)
        for line in range(lines):
            digits = f"8{line // LINES_A_CHILD:011d}"
            upn = _UPN_LETTERS[sum(int(one) * weight for weight, one in enumerate(digits, start=2)) % 23] + digits
            school, rate = 100_000 + line % 997, 1_000 + line % 9_000 + pounds_more
            file.write(f"L{line},{upn},School {school},{school},top-up,{rate}.50,year,2026-04-01,,HN{10 + line % 5}\n")


class _Writer(Meanwhile):
    """Writes a row every so often, as a person at a page does, and notes how long each took."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._path = path

    def go_on(self) -> None:
        store = sqlite3.connect(self._path, timeout=20)
        store.execute("PRAGMA synchronous=FULL")
        store.execute("CREATE TABLE bench_notes (id INTEGER PRIMARY KEY, note TEXT)")
        while not self.ends.wait(_EVERY_SECONDS):
            started = time.perf_counter()
            store.execute("INSERT INTO bench_notes (note) VALUES ('seen')")
            store.commit()
            self.waits.append(time.perf_counter() - started)
        store.close()
