"""The command ``highneeds demonstration``: what ``make run`` shows, whole, on the smallest council that can be."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from tests.cli.test_command_line import highneeds

from highneeds.cli.demonstration_command import steps_of
from highneeds.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
BLOCK = ROOT / "docs/examples/block.toml"


def test_a_months_whole_cycle_is_run_from_files_to_the_committee_paper(tmp_path: Path) -> None:
    seen = highneeds(
        tmp_path / "home", "demonstration", str(tmp_path / "demo"), "--block", str(BLOCK), "--plans", "200"
    )
    assert seen.returncode == 0, seen.stderr
    steps = steps_of(tmp_path / "demo", BLOCK, seed=2026, plans=200)
    told = [line for line in seen.stdout.splitlines() if f" of {len(steps)}: " in line or line.startswith("$ ")]
    assert told == [
        line
        for number, (what, words) in enumerate(steps, start=1)
        for line in (f"{number} of {len(steps)}: {what}", f"$ {shlex.join(('highneeds', *words))}")
    ]
    papers = {path.suffix for path in (tmp_path / "demo/papers").iterdir()}
    assert papers == {".pdf", ".docx"}
    assert (tmp_path / "demo/month-end").is_dir()
    teams = highneeds(tmp_path / "home", "teams", "list").stdout
    assert "Abiola Fenwick: Early years (leads it)" in teams
    assert "See the children of their own teams alone: case officer." in teams
    assert "abiola.fenwick: case officer" in highneeds(tmp_path / "home", "accounts").stdout


def test_every_step_is_a_command_that_there_is() -> None:
    steps = steps_of(Path("demo"), BLOCK, seed=1, plans=300)
    assert {words[0] for _, words in steps} <= set(COMMANDS)


@pytest.mark.parametrize("has_block", [True, False])
def test_the_first_step_that_is_refused_ends_it_and_a_file_that_is_missing_is_told_before_any(
    has_block: bool,  # noqa: FBT001 - the name of the case
    tmp_path: Path,
) -> None:
    files = tmp_path / "demo/files"
    files.mkdir(parents=True)
    (files / "mine.txt").write_text("mine")
    block = BLOCK if has_block else tmp_path / "none.toml"
    seen = highneeds(tmp_path / "home", "demonstration", str(tmp_path / "demo"), "--block", str(block))
    assert seen.returncode == (1 if has_block else 2)
    assert ("not empty" if has_block else "none.toml") in seen.stderr
    assert "2 of 13" not in seen.stdout
    assert [path.name for path in files.iterdir()] == ["mine.txt"]
