"""An import given on a page is done by the worker: once for the same files, stopped when told, whole after a kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.store.test_killed_imports import ROOT
from tests.store.test_work_queue import now, program, works_until_idle
from tests.web.work_here import NobodyWaits, do_next

from highneeds.core.errors import Refusal
from highneeds.operations import import_path, import_upload, import_work, work, work_hands, worker
from highneeds.operations.doctor import examine
from highneeds.operations.import_path import at_work, task_folder, tasks_left_behind
from highneeds.operations.import_task_page import task_lines, task_page
from highneeds.operations.import_upload import again, confirm, take_in, wait_a_moment
from highneeds.operations.import_work import clear_up_ended, work_on
from highneeds.operations.undoing import begin_undo, is_undone, stop_import
from highneeds.operations.waiting_imports import WAITS_DAYS, clear_long_waiting
from highneeds.operations.worker import run_worker
from highneeds.store import keeping
from highneeds.store.home import home
from highneeds.store.keeping import undo_run
from highneeds.store.models import ImportRun, ImportTask, LedgerRow, WorkRow
from highneeds.store.tables import load_table
from highneeds.store.work_queue import State, ask_to_stop, before, give_back, put, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
Task = ImportTask.State
LEDGER = "Financial year,Period,Cost centre,Description,Amount\n" + "".join(
    f"2026-27,{month},HN10,Top-ups,{amount}\n" for month, amount in ((1, "{0}"), (2, "{0}"), (3, "none yet"))
)


def given(pounds: int = 5, name: str = "Zyx Canary.csv", by: str = "sam", kind: str | None = None) -> ImportTask:
    return take_in([(name, [LEDGER.format(pounds).encode()])], kind=kind, asked_by=by)


def checked() -> ImportTask:
    task = given()
    do_next()
    task.refresh_from_db()
    assert task.state == Task.CHECKED
    return task


def page_of(task: ImportTask) -> tuple[str, str]:
    """How its page says that it stands, and what of it."""
    page = task_page(task.pk)
    assert page is not None
    return page.state, page.says


def test_a_file_is_read_and_kept_by_the_worker_and_the_queue_names_no_file() -> None:
    task = given()
    assert page_of(task)[0] == "working"
    read = do_next()
    assert now(read).says == "It was read, for somebody to look at and confirm."
    task.refresh_from_db()
    confirm(task, by="kim")
    assert load_table("ledger").is_empty()
    kept = do_next()
    assert kept.says == f"It came into use as import {ImportRun.objects.get().pk}."
    assert load_table("ledger")["amount_pence"].to_list() == [500, 500]
    assert (read.asked_by, kept.asked_by) == ("sam", "kim")
    told = json.dumps(list(WorkRow.objects.values()), default=str)
    assert "Zyx" not in told
    assert "Top-ups" not in told


def test_the_same_files_given_twice_by_a_double_click_or_another_person_are_one_import() -> None:
    first = given()
    assert given().pk == given(by="kim").pk == first.pk
    assert WorkRow.objects.count() == 1
    assert len(list((home() / "imports").iterdir())) == 1
    do_next()
    assert given().pk == first.pk  # it waits for somebody to confirm it
    others = (given(pounds=7), given(name="ledger 2026-27.csv"), given(kind="ledger"))
    assert len({task.pk for task in (first, *others)}) == 4


def test_files_that_were_stopped_or_refused_may_be_given_again() -> None:
    first = given()
    stop_import(first.pk)
    clear_up_ended()
    second = given()
    assert second.pk != first.pk
    again(first, by="sam")  # its files are gone
    assert (now_of(first), second.state) == (Task.STOPPED, Task.READING)


def now_of(task: ImportTask) -> str:
    task.refresh_from_db()
    return task.state


def test_what_is_confirmed_begun_again_or_undone_twice_is_one_piece_of_work() -> None:
    task = checked()
    for _ in range(3):
        confirm(task, by="sam")
        again(task, by="sam")
    assert WorkRow.objects.filter(state=State.WAITING).count() == 1
    do_next()
    run = ImportRun.objects.get()
    assert begin_undo(run.pk, by="sam") == begin_undo(run.pk, by="sam")
    assert not is_undone(WorkRow.objects.order_by("-pk")[0])
    assert is_undone(do_next())
    assert load_table("ledger").is_empty()


def test_an_undo_that_was_cut_off_is_finished_by_the_next_try() -> None:
    confirm(checked(), by="sam")
    do_next()
    run = ImportRun.objects.get()
    piece = begin_undo(run.pk, by="sam")
    undo_run(run.pk, by="sam")  # and its process was killed
    assert LedgerRow.objects.count() == 2
    assert do_next().pk == piece.pk
    assert LedgerRow.objects.count() == 0
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (ImportRun.State.UNDONE, "sam")


def test_an_import_that_waits_is_left_to_the_queue_by_every_other_command() -> None:
    given()
    assert tasks_left_behind() == []
    assert [line.state for line in task_lines()] == ["being read or kept now"]
    (found,) = (one for one in examine() if one.what == "work")
    assert "cut off" not in found.said


def test_an_import_that_is_stopped_before_a_worker_came_leaves_nothing() -> None:
    task = given()
    assert "was asked to stop" in stop_import(task.pk)
    assert page_of(task) == ("stopped", "Nothing of it was kept.")
    clear_up_ended()
    assert now_of(task) == Task.STOPPED
    assert take("late") is None
    assert list((home() / "imports").iterdir()) == []


@pytest.mark.parametrize(("step", "kind"), [("was read", work.READ), ("rows", work.KEEP)])
def test_an_import_stopped_at_work_leaves_nothing_and_its_piece_says_so(
    step: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = given() if kind == work.READ else checked()
    if kind == work.KEEP:
        confirm(task, by="sam")
    monkeypatch.setattr(import_path, "ROWS_AT_A_TIME", 1)
    monkeypatch.setattr(import_path, "reached", lambda at: at == step and stop_import(task.pk))
    piece = take("one")
    assert piece is not None
    with pytest.raises(Refusal, match=r"The import of the file was stopped. Nothing of it was kept"):
        work.KINDS[kind].does(piece.asked, NobodyWaits())
    assert now(piece).wants_stop
    assert (now_of(task), ImportRun.objects.count()) == (Task.STOPPED, 0)


def test_a_piece_that_looks_for_itself_whether_to_stop_is_not_killed_and_counts_as_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program("import time; time.sleep(0.5); print('it was stopped'); raise SystemExit(3)", monkeypatch)
    piece, _ = put(work.KEEP, {"task": 0, "after": 0}, "a" * 64, by="sam")
    WorkRow.objects.update(wants_stop=True)
    works_until_idle()
    assert (now(piece).state, piece.says) == (State.STOPPED, "it was stopped")


def test_an_import_that_kills_its_workers_is_told_cleared_away_and_may_be_tried_again() -> None:
    confirm(checked(), by="sam")
    task = ImportTask.objects.get()
    keeping.begin_run(run := ImportRun(kind="ledger", unit_sha256="b" * 64, started_at=task.started_at), {})
    ImportTask.objects.update(import_run=run)
    for _ in range(3):
        piece = take("one")
        assert piece is not None
        give_back(piece)
    state, says = page_of(task)
    assert (state, "Its process was killed 3 times" in says) == ("died", True)
    clear_up_ended()
    assert not ImportRun.objects.exists()
    task.refresh_from_db()
    again(task, by="kim")
    assert page_of(task)[0] == "working"
    do_next()
    assert now_of(task) == Task.CHECKED


def test_what_came_into_use_before_its_worker_died_for_good_is_in_use() -> None:
    confirm(checked(), by="sam")
    do_next()
    task = ImportTask.objects.get()
    task_folder(task).mkdir()
    ImportTask.objects.update(state=Task.KEEPING)
    WorkRow.objects.filter(kind=work.KEEP).update(state=State.STOPPED)
    clear_up_ended()
    assert now_of(task) == Task.DONE
    assert load_table("ledger").height == 2


def test_a_task_that_somebody_holds_or_whose_folder_is_gone_is_not_cleared_away() -> None:
    held, gone = given(), given(pounds=7)
    for task in (held, gone):
        ask_to_stop(int(task.work_id or 0))
    task_folder(gone).rename(home() / "elsewhere")
    with at_work(held):
        clear_up_ended()
    assert (now_of(held), now_of(gone)) == (Task.READING, Task.READING)


def test_work_on_files_that_are_gone_says_so_and_one_held_for_too_long_too(monkeypatch: pytest.MonkeyPatch) -> None:
    task = given()
    with pytest.raises(Refusal, match="Give them again"):
        work_on(999, "check", NobodyWaits())
    monkeypatch.setattr(import_work, "_SECONDS_FOR_THE_LOCK", 0.0)
    with at_work(task), pytest.raises(Refusal, match="Another process works on the import"):
        work_on(task.pk, "check", NobodyWaits())
    (task_folder(task) / "lock").unlink()
    task_folder(task).rename(home() / "elsewhere")
    with pytest.raises(Refusal, match="Give them again"):
        work_on(task.pk, "check", NobodyWaits())


def test_an_import_that_no_worker_came_to_for_a_week_is_cleared_away_with_its_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = given()
    monkeypatch.setattr("highneeds.operations.waiting_imports.WAITS_DAYS", -WAITS_DAYS)
    clear_long_waiting()
    assert (now_of(task), WorkRow.objects.get().state) == (Task.STOPPED, State.STOPPED)


def test_small_files_wait_for_nothing_that_takes_minutes_and_large_ones_for_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    month, _ = put("month", {}, "a" * 64, by="root")
    small = given()
    monkeypatch.setattr(import_upload, "SHORT_BYTES", 10)
    large = given(pounds=7)
    pieces = [ImportTask.objects.get(pk=task.pk).work for task in (small, large)]
    assert [piece and (piece.is_short, before(piece)) for piece in pieces] == [(True, 0), (False, 1)]
    assert take("quick", is_short=True) == pieces[0]
    assert take("quick", is_short=True) is None
    assert [take("slow", is_short=False) for _ in range(3)] == [month, pieces[1], None]


def test_a_page_waits_a_moment_for_what_is_done_by_then_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    task, asked = given(), []
    monkeypatch.setattr(work, "SECONDS_A_PAGE_WAITS", 0.2)
    wait_a_moment(task)
    assert task_lines()[0].state == "being read or kept now"

    def done_soon() -> bool:
        asked.append(1)
        return len(asked) == 3

    assert work.is_settled(done_soon)
    assert not work.is_settled(lambda: False)


KEPT = """
import sys
import threading
told = sys.argv[1:] or sys.stdin.readline().split()
kept = len(sys.argv) == 1
while told:
    if {dies}:
        raise SystemExit({dies})
    print("0 made by one that was kept" if kept else "made by its own", flush=True)
    told = sys.stdin.readline().split() if kept else []
"""


@pytest.mark.parametrize(
    ("dies", "states"),
    [
        (0, [(State.DONE, "made by one that was kept")] * 2),
        (1, [(State.FAILED, "It failed in a way nobody foresaw; the log says how. Nothing of it was kept.")] * 2),
    ],
)
def test_short_pieces_are_done_by_one_process_as_long_as_it_lives(
    dies: int, states: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:

    program(KEPT.format(dies=dies), monkeypatch)
    pieces = [put("month", {}, inputs * 64, by="sam", is_short=True)[0] for inputs in "ab"]
    run_worker(is_wanted=lambda: True, told=lambda _: None, ends_when_idle=True, is_short=True)
    assert [(now(piece).state, piece.says) for piece in pieces] == states


def test_a_process_killed_before_or_after_its_rows_came_into_use_is_made_good_by_the_next(
    tmp_path: Path, own_home: Path
) -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    program = [sys.executable, "-m", "tests.store.killed_in_the_queue"]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert json.loads(done.stdout) == {
        "task": ["done", "done", 2, ""],
        "rows": [500, 700],
        "runs": ["imported"],
        "originals": 1,
        "folders": 0,
    }
    assert own_home.is_dir()
    assert list(tmp_path.iterdir()) == [own_home]


def test_a_kept_process_that_has_just_died_is_replaced_by_one_for_the_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_dead(*_: object) -> None:
        raise BrokenPipeError

    program(KEPT.format(dies=0), monkeypatch)
    monkeypatch.setattr(work_hands.Hand, "begin", is_dead)
    piece, _ = put("month", {}, "a" * 64, by="sam", is_short=True)
    run_worker(is_wanted=lambda: True, told=lambda _: None, ends_when_idle=True, is_short=True)
    assert now(piece).says == "made by its own"


def test_the_worker_of_short_pieces_goes_on_after_what_nobody_foresaw(monkeypatch: pytest.MonkeyPatch) -> None:
    ends, tries = threading.Event(), []

    def fails_at_first(**_: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        ends.set()

    monkeypatch.setattr(worker, "run_worker", fails_at_first)
    monkeypatch.setattr(worker, "_SECONDS_BEFORE_ANOTHER_TRY", 0.0)
    worker._work_on_what_is_short(ends, lambda _: None)
    assert len(tries) == 2
