"""A disk that fills up at any step of an import: told in words, all or nothing, and all works once there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.test_killed_imports import ROOT, SAID_TWICE, SEEN, steps


@pytest.mark.parametrize(("first", "then"), SAID_TWICE[:3])
def test_a_disk_full_from_any_step_on_leaves_all_or_nothing_and_the_import_works_once_there_is_room(
    first: str, then: str, tmp_path: Path
) -> None:
    """Needs the right to mount a small disk; without it the files' own disk is one that is never full."""
    disk, work = tmp_path / "disk", tmp_path / "work"
    disk.mkdir()
    work.mkdir()
    options = ["-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)]
    is_mounted = subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    try:
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
