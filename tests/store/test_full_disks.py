"""A disk that fills up at any step of an import: told in words, all or nothing, and all works once there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.once import set_down
from tests.store.test_importing import ledger_file
from tests.store.test_killed_imports import ROOT, SAID_TWICE, SEEN, steps

from highneeds.store import reserve

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("first", "then"), SAID_TWICE[:3])
def test_a_disk_full_from_any_step_on_leaves_all_or_nothing_and_the_import_works_once_there_is_room(
    first: str, then: str, tmp_path: Path, empty_database: Path
) -> None:
    """Needs the right to mount a small disk; without it the files' own disk is one that is never full."""
    disk, work = tmp_path / "disk", tmp_path / "work"
    disk.mkdir()
    work.mkdir()
    options = ["-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)]
    is_mounted = subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    try:
        set_down(empty_database, disk / "home")
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "HIGHNEEDS_HOME": str(disk / "home")}
        words = [str(work), first, then, *["never"][is_mounted:]]
        program = [sys.executable, "-m", "tests.store.full_at_each_step", *words]
        done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
    finally:
        if is_mounted:
            subprocess.run(["umount", disk], check=True)
    before, *runs = map(json.loads, done.stdout.splitlines())
    last, filled_first = runs[-1], runs[0]
    assert last["after"]["seen"] == SEEN[first]
    assert not is_mounted or filled_first["after"]["seen"] == SEEN[then]
    assert [run["step"] for run in runs] == ([*steps(first), ""] if is_mounted else [""])
    assert last["after"]["states"] == ["superseded", "imported"]
    for run in runs:
        step, is_in = run["step"], run["between"]["seen"] == last["after"]["seen"]
        assert run["between"] == (last["after"] if is_in else before["before"]), step
        assert is_in == (step in {"", "old rows", "between"}), step
        assert is_in or "nothing of it was kept" in run["said"] or "not enough room" in run["said"], step
        assert not is_in or run["said"] == "", step
        assert run["left"] == [], step
        assert run["outcome"] == (["unchanged"] if is_in else ["imported"]), step
        assert run["after"] == (last if is_in else filled_first)["after"], step
    assert first != then or filled_first["after"] == last["after"]


def test_on_a_small_disk_an_import_too_large_is_refused_and_all_works_again_once_there_is_room(
    tmp_path: Path, empty_database: Path
) -> None:
    """Without the right to mount a disk, no file of the process may grow further instead."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)]
    is_mounted = subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    try:
        set_down(empty_database, disk / "home")
        small, large = ledger_file(tmp_path), large_ledger(tmp_path)
        assert highneeds(disk, "import", str(small)).returncode == 0
        largest = (disk / "home/highneeds.sqlite3").stat().st_size + 500_000
        filler = disk / "filler"
        if is_mounted:
            fill(filler, leaving=reserve.RESERVE_BYTES + 1_500_000)
        refused = highneeds(disk, "import", str(large), "--replaces", largest_file=None if is_mounted else largest)
        assert refused.returncode == 1, refused.stdout
        assert "Traceback" not in refused.stderr
        assert "room on the disk" in refused.stderr or "the disk is full" in refused.stderr
        seen = json.loads(highneeds(disk, "import", str(small), "--json").stdout)
        assert [unit["outcome"] for unit in seen["units"]] == ["unchanged"]
        filler.unlink(missing_ok=True)
        done = highneeds(disk, "import", str(large), "--replaces")
        assert done.returncode == 0, done.stderr
        assert "1 imported" in done.stdout
    finally:
        if is_mounted:
            subprocess.run(["umount", disk], check=True)


def large_ledger(folder: Path) -> Path:
    path = folder / "ledger-2025-26.csv"
    lines = [f"2025-26,{number % 12 + 1},HN{number},Top-ups,5" for number in range(40_000)]
    path.write_text("\n".join(["Financial year,Period,Cost centre,Description,Amount", *lines, ""]))
    return path


def fill(filler: Path, *, leaving: int) -> None:
    with filler.open("wb") as file:
        room = os.statvfs(filler.parent)
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leaving)


def highneeds(disk: Path, *words: str, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"HIGHNEEDS_HOME": str(disk / "home")}
    limits = [] if largest_file is None else ["prlimit", f"--fsize={largest_file}"]
    program = [*limits, sys.executable, "-m", "highneeds.cli.main", *words]
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
