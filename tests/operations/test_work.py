"""Long work by the commands a person types, and what each kind of it hands to its use case."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.operations.command_council import CommandCouncil
from tests.reports.sample_month import sample_month

from highneeds.operations.work import KINDS


class NobodyWaits:
    def __call__(self, stage: str, /) -> None:
        """Nobody waits."""

    def detail(self, text: str, /) -> None:
        """Nobody waits."""


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the use cases were given."""
    found: dict[str, Any] = {}

    def answers(answer: object) -> Any:  # noqa: ANN401 - stands for any use case
        def use_case(*args: object, **named: object) -> object:
            found.update(named, args=args)
            return answer

        return use_case

    money = SimpleNamespace(risks=(1, 2), block=SimpleNamespace(draws=50))
    monkeypatch.setattr("highneeds.operations.month.run_month", answers(sample_month()))
    monkeypatch.setattr("highneeds.operations.papers.write_papers", answers(None))
    monkeypatch.setattr("highneeds.operations.kept_runs.run_programme", answers(SimpleNamespace()))
    monkeypatch.setattr("highneeds.operations.kept_runs.run_risk_money", answers(money))
    for name in ("target_lines", "chance_lines"):
        monkeypatch.setattr(f"highneeds.operations.programme_words.{name}", lambda _: ["It is likely."])
    return found


def test_a_month_is_made_as_it_was_asked_for_and_says_what_it_found(given: dict[str, Any], tmp_path: Path) -> None:
    asked = {"council": "Ashmere", "is_invented": True, "draws": 60, "seed": 7, "out": str(tmp_path)}
    says = KINDS["month"].does(asked, NobodyWaits())
    assert (given["council"], given["is_invented"], given["draws"], given["seed"]) == ("Ashmere", True, 60, 7)
    assert given["args"][1] == tmp_path
    assert "£" in says


def test_a_programme_and_the_money_of_risks_are_run_as_asked(given: dict[str, Any]) -> None:
    asked = {"file": "/a/programme.toml", "scenario": "", "years": 5, "draws": 60, "seed": 7, "out": ""}
    assert KINDS["programme"].does(asked, NobodyWaits()) == "It is likely. It is likely."
    assert (given["args"], given["years"], given["out"]) == ((Path("/a/programme.toml"),), 5, None)
    assert "2 risks, on 50 draws" in KINDS["risk money"].does(asked, NobodyWaits())
    assert (given["block"], given["scenario"]) == (Path("/a/programme.toml"), None)


def test_work_asked_for_at_the_terminal_is_done_by_the_worker_and_its_refusal_is_told(tmp_path: Path) -> None:
    council = CommandCouncil(tmp_path, tmp_path)
    assert "month: waits" in council.said("work", "month", "--draws", "50")
    assert "nothing was added" in council.said("work", "month", "--draws", "50")
    assert "month: waits" in council.said("work", "month", "--draws", "60")
    assert "stopped" in council.said("work", "stop", "2")
    assert "There is no work 9" in council.refused("work", "stop", "9")
    done = council.alone("worker", "--until-idle")
    assert done.returncode == 0, done.stderr
    assert "month 1: failed" in done.stdout
    assert "Import" in done.stdout  # in the words of the use case itself
    assert "month: failed" in council.said("work", "list")
    council.end()


def test_a_worker_that_is_told_to_end_ends_and_one_inside_a_server_ends_with_it(tmp_path: Path) -> None:
    environment = CommandCouncil(tmp_path, tmp_path).environment
    command = [str(Path(sys.executable).parent / "highneeds"), "worker"]
    with subprocess.Popen(command, env=environment) as alone:
        _is_here(tmp_path)
        alone.send_signal(signal.SIGTERM)
        assert alone.wait(timeout=60) == 0
    (tmp_path / "home/worker.mark").unlink()
    read_end, write_end = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "highneeds.operations.worker"], env=environment, stdin=read_end
    ) as one:
        os.close(read_end)
        _is_here(tmp_path)
        os.close(write_end)
        assert one.wait(timeout=60) == 0


def _is_here(folder: Path) -> None:
    while not (folder / "home/worker.mark").exists():
        time.sleep(0.1)
