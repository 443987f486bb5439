"""Long work in the database: asked once, done by one worker, stopped when told, done again by another after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from tests.store.store_frames import cost_lines, run_of
from tests.store.test_killed_imports import ROOT

from highneeds.core.errors import Refusal
from highneeds.operations import work_hands, worker
from highneeds.operations.doctor import examine
from highneeds.operations.reading_ahead import is_worth_it
from highneeds.operations.work import KINDS, ask_for
from highneeds.operations.worker import run_worker
from highneeds.store import keeping
from highneeds.store.kept_frames import FEWEST_ROWS
from highneeds.store.models import WorkRow
from highneeds.store.work_queue import (
    MOST_TIMES_GIVEN_BACK,
    LeaseLostError,
    State,
    ask_to_stop,
    end,
    keep_alive,
    put,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
HASH, OTHER = "a" * 64, "b" * 64


def asked(inputs: str = HASH) -> WorkRow:
    return put("month", {"draws": 50}, inputs, by="kim")[0]


def taken(name: str = "first") -> WorkRow:
    piece = take(name)
    assert piece is not None
    return piece


def now(piece: WorkRow) -> WorkRow:
    piece.refresh_from_db()
    return piece


def dies(piece: WorkRow) -> None:
    """Its worker says nothing for longer than its lease."""
    WorkRow.objects.filter(pk=piece.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_same_inputs_are_one_piece_while_it_is_on_its_way_and_once_it_was_done_last() -> None:
    first = asked()
    assert put("month", {}, HASH, by="jo") == (first, False)
    end(taken(), State.DONE, "made")
    assert put("month", {}, HASH, by="jo") == (first, False)
    assert put("programme", {}, HASH, by="jo")[1]
    other = asked(OTHER)
    taken()
    end(taken(), State.DONE, "another was made since")
    assert now(other).state == State.DONE
    again, is_new = put("month", {}, HASH, by="jo")
    assert is_new
    assert again != first


def test_what_failed_or_was_stopped_may_be_asked_for_again() -> None:
    asked()
    end(taken(), State.FAILED, "no files")
    second = asked()
    ask_to_stop(second.pk)
    assert put("month", {}, HASH, by="jo")[1]


def test_pieces_are_taken_in_the_order_in_which_they_were_asked_each_by_one_worker() -> None:
    first, second = asked(), asked(OTHER)
    assert [taken("one").pk, taken("two").pk] == [first.pk, second.pk]
    assert take("three") is None


def test_a_worker_that_is_alive_keeps_its_piece_and_one_that_is_not_loses_it_to_the_next() -> None:
    asked()
    mine = taken("first")
    assert keep_alive(mine, step="simulating") is False
    assert (now(mine).step, take("second")) == ("simulating", None)
    dies(mine)
    yours = taken("second")
    assert (yours.pk, yours.given_back, yours.step) == (mine.pk, 1, "")
    mine.worker = "first"
    for too_late in (lambda: keep_alive(mine), lambda: end(mine, State.DONE, "made")):
        with pytest.raises(LeaseLostError):
            too_late()
    end(yours, State.DONE, "made")
    assert now(yours).says == "made"


def test_a_piece_that_kills_its_workers_fails_in_words_and_is_not_tried_for_ever() -> None:
    piece = asked()
    for _ in range(MOST_TIMES_GIVEN_BACK):
        dies(taken())
    assert take("last") is None
    assert now(piece).state == State.FAILED
    assert "memory" in piece.says


def test_who_stops_what_waits_has_it_stopped_and_what_is_at_work_is_told_to_its_worker() -> None:
    waits = asked()
    stopped = ask_to_stop(waits.pk)
    assert stopped is not None
    assert stopped.state == State.STOPPED
    at_work = asked()
    mine = taken()
    ask_to_stop(at_work.pk)
    assert keep_alive(mine) is True
    dies(mine)
    assert take("second") is None  # it is not begun anew
    assert now(at_work).state == State.STOPPED
    assert ask_to_stop(987_654) is None


TAKE_ALL = """
import sys
from highneeds.store.setup import open_store
open_store()
from highneeds.store import keeping
from highneeds.store.kept_frames import FEWEST_ROWS
from highneeds.store.models import WorkRow
from highneeds.store.work_queue import put, take
print("ready", flush=True)
sys.stdin.readline()
while (piece := take(sys.argv[1])) is not None:
    print(piece.inputs_sha256, flush=True)
"""
PUT_EIGHT = """
from highneeds.store.setup import open_store
open_store()
from highneeds.store import keeping
from highneeds.store.kept_frames import FEWEST_ROWS
from highneeds.store.models import WorkRow
from highneeds.store.work_queue import put
WorkRow.objects.all().delete()
print([put("month", {}, f"{number:064x}", by="kim")[1] for number in range(8)])
"""


def test_workers_that_look_at_the_same_moment_never_get_the_same_piece() -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    made = subprocess.run(
        [sys.executable, "-c", PUT_EIGHT], env=environment, capture_output=True, text=True, check=True
    )
    assert made.stdout == f"{[True] * 8}\n"
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_ALL, f"worker {number}"], env=environment, stdin=pipe, stdout=pipe, text=True
        )
        for number in range(3)
    ]
    for one in workers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    found = [one.communicate("go\n")[0].split() for one in workers]
    assert sorted(sum(found, [])) == [f"{number:064x}" for number in range(8)]  # noqa: RUF017 - three short lists
    subprocess.run([sys.executable, "-c", PUT_EIGHT.replace("range(8)", "range(0)")], env=environment, check=True)


def program(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker runs in place of the real process."""
    monkeypatch.setattr(work_hands, "COMMAND", [sys.executable, "-c", code])
    monkeypatch.setattr(worker, "_SECONDS_BETWEEN_HEARTBEATS", 0.1)


def works_until_idle() -> list[str]:
    said: list[str] = []
    run_worker(is_wanted=lambda: True, told=said.append, ends_when_idle=True)
    return said


@pytest.mark.parametrize(
    ("code", "state", "says"),
    [
        ("print('reading'); print('it was made')", State.DONE, "it was made"),
        ("print('no files'); raise SystemExit(3)", State.FAILED, "no files"),
        ("raise SystemExit(1)", State.FAILED, "nobody foresaw"),
        ("import os; os.kill(os.getpid(), 9)", State.FAILED, "killed 3 times"),
    ],
)
def test_a_worker_says_how_each_piece_ended(
    code: str, state: WorkRow.State, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(code, monkeypatch)
    piece = asked()
    said = works_until_idle()
    assert now(piece).state == state
    assert says in piece.says
    assert says in said[-1]
    assert (piece.worker, piece.lease_until) == ("", None)


def test_a_piece_at_work_is_stopped_within_a_moment_and_the_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    program("import time; time.sleep(600)", monkeypatch)
    piece = asked()
    WorkRow.objects.filter(pk=piece.pk).update(wants_stop=True)
    works_until_idle()
    assert now(piece).state == State.STOPPED


def test_a_worker_that_ends_gives_back_what_it_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    program("import time; time.sleep(600)", monkeypatch)
    piece, looks = asked(), iter([True, True, False, False])
    run_worker(is_wanted=lambda: next(looks, False), told=lambda _: None)
    assert (now(piece).state, piece.given_back) == (State.WAITING, 1)


def reads_ahead(monkeypatch: pytest.MonkeyPatch, note: Path) -> None:
    """A worker of six looks at the queue; what it has read ahead writes a line into ``note``."""
    code = f"open({str(note)!r}, 'a').write('read\\n')"
    monkeypatch.setattr(worker, "_READ_AHEAD", [sys.executable, "-c", code])
    monkeypatch.setattr(worker, "_SECONDS_BETWEEN_LOOKS", 0.05)
    looks: list[str] = []

    def nothing_waits(name: str, **_: object) -> None:
        looks.append(name)
        if len(looks) == 3:
            keeping.save_result(run_of("placement-costs", "b"), cost_lines(date(2026, 11, 30)))

    monkeypatch.setattr(worker, "take", nothing_waits)
    run_worker(is_wanted=lambda: len(looks) < 6, told=lambda _: None)


def test_an_idle_worker_has_large_tables_read_once_for_each_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines())
    monkeypatch.setattr("highneeds.operations.worker.is_worth_it", lambda: True)
    reads_ahead(monkeypatch, tmp_path / "note")
    assert (tmp_path / "note").read_text(encoding="ascii") == "read\nread\n"  # at first, and after the newer file


def test_nothing_is_read_ahead_of_a_small_council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines())
    reads_ahead(monkeypatch, tmp_path / "note")
    assert not (tmp_path / "note").exists()


def test_only_what_is_slow_to_read_is_read_ahead() -> None:
    run = run_of("placement-costs")
    run.finished_at = timezone.now()
    for run.rows_kept in (0, FEWEST_ROWS - 1, FEWEST_ROWS):
        run.save()
        assert is_worth_it() is (run.rows_kept == FEWEST_ROWS)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    program("print('it was made')", monkeypatch)
    piece, real, calls = asked(), worker.take, iter([True, False, False])

    def away_at_first(name: str, **_: object) -> WorkRow | None:
        if next(calls):
            raise OperationalError
        return real(name)

    monkeypatch.setattr(worker, "take", away_at_first)
    monkeypatch.setattr(worker, "_SECONDS_BETWEEN_LOOKS", 0.0)
    run_worker(is_wanted=lambda: now(piece).state != State.DONE, told=lambda _: None)
    assert piece.says == "it was made"


def test_the_process_of_a_piece_ends_with_its_worker(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    code = "import os; from highneeds.operations.work_process import _end_with_the_worker as ends; ends()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=read_end, cwd=tmp_path)
    os.close(read_end)
    os.close(write_end)
    assert process.wait(timeout=120) == 4


def test_other_files_or_other_data_are_another_question(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text("a = 1")
    what = {"file": str(file), "years": 5, "draws": 50, "seed": 1, "out": ""}
    first, is_new = ask_for("programme", what, by="kim")
    assert is_new
    assert ask_for("programme", what, by="jo") == (first, False)
    assert ask_for("programme", what | {"seed": 2}, by="kim")[1]
    file.write_text("a = 2")
    assert ask_for("programme", what, by="kim")[1]


def test_work_that_there_is_not_and_files_that_are_gone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is month, programme, risk money"):
        ask_for("miracle", {}, by="kim")
    with pytest.raises(Refusal, match="cannot be read"):
        ask_for("programme", {"file": str(tmp_path / "none.toml")}, by="kim")
    with pytest.raises(Refusal, match="whole number"):
        KINDS["programme"].does({"file": "x", "years": "five"}, worker_progress())


class worker_progress:  # noqa: N801 - stands where a progress stands
    def __call__(self, stage: str, /) -> None:
        """Nobody waits."""

    def detail(self, text: str, /) -> None:
        """Nobody waits."""


def test_the_doctor_tells_work_that_waits_where_no_worker_is() -> None:
    asked()
    (found,) = (one for one in examine() if one.what == "work")
    assert "no worker" in found.said
    assert "highneeds worker" in found.mend
