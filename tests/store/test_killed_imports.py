"""An import killed at any of its named steps leaves all or nothing, says so at the next start, and works then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.once import set_down

ROOT = Path(__file__).resolve().parents[2]
HELD, READ = ([[month, 100 * amount] for month in range(1, 8)] for amount in (5, 7))
SEEN = {"replaces": READ, "adds": sorted([*HELD, *READ])}
SAID_TWICE = [("replaces", "replaces"), ("adds", "adds"), ("adds", "replaces"), ("replaces", "adds")]


def steps(said: str) -> list[str]:
    """Of an import by parts of three rows."""
    parts = -(-len(SEEN[said]) // 3)
    return ["read", "was read", "original", "begin", *["rows"] * parts, "findings", "use", "old rows", "between"]


@pytest.mark.one_database
@pytest.mark.parametrize(("first", "then"), SAID_TWICE)
def test_an_import_killed_at_any_step_leaves_all_or_nothing_and_is_made_good_by_trying_again(
    first: str, then: str, tmp_path: Path, own_home: Path, empty_database: Path
) -> None:
    set_down(empty_database, own_home)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    program = [sys.executable, "-m", "tests.store.killed_at_each_step", str(tmp_path), first, then]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    before, *runs = map(json.loads, done.stdout.splitlines())
    before = before["before"]
    assert [run["steps"] for run in runs[:-1]] == [steps(first)[:number] for number in range(1, len(steps(first)) + 1)]
    last, killed_first = runs[-1], runs[0]
    assert not last["killed"]
    assert before["seen"] == HELD
    assert last["after"]["seen"] == SEEN[first]
    assert killed_first["after"]["seen"] == SEEN[then]
    for run in runs:
        step = run["steps"][-1] if run["killed"] else ""
        is_in = run["between"]["seen"] != before["seen"]
        assert run["between"]["seen"] in (before["seen"], last["after"]["seen"]), step
        assert is_in == (step in {"", "old rows", "between"}), step
        assert run["between"]["whole"] == "ok", step
        assert [said.endswith("nothing was changed. Import it again.") for said in run["left"]] == (
            [] if is_in else [True]
        ), step
        assert run["outcome"] == (["unchanged"] if is_in else ["imported"]), step
        assert run["after"] == (last if is_in else killed_first)["after"], step
    assert first != then or killed_first["after"] == last["after"]
    for run in (last, killed_first):
        assert run["after"]["states"] == ["superseded", "imported"]
        assert (run["after"]["tasks"], run["after"]["folders"]) == (0, 0)
