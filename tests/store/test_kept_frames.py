"""Tables read once are read from the home's cache: the same rows, sealed, and never of what was stored before."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import polars as pl
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from polars.testing import assert_frame_equal
from tests.store.store_frames import cost_lines, run_of, sen2_tables

from highneeds.store import keeping, kept_frames
from highneeds.store.in_use import State
from highneeds.store.kept_frames import FEWEST_ROWS, forget_frames, found_frame, kept_frame
from highneeds.store.sealing import KEY_FILE_SETTING, NO_KEY
from highneeds.store.tables import load_as_given, load_table

pytestmark = pytest.mark.django_db
ROWS = pl.DataFrame({"child_key": ["0" * 32, "1" * 32], "day": [date(2026, 2, 28), None], "pence": [1, -(2**40)]})


@pytest.fixture(autouse=True)
def _settled(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the home comes first
    """As though the test were not within a transaction itself."""
    monkeypatch.setattr(kept_frames, "_is_in_transaction", lambda: False)


def _state() -> State:
    return ("as it is",)


def _never() -> pl.DataFrame:
    pytest.fail("it was kept, and made again all the same")


def _folder(home: Path) -> list[Path]:
    return sorted(path for path in (home / "cache/frames").glob("*") if path.suffix != ".lock")


def _keep(rows: pl.DataFrame = ROWS) -> pl.DataFrame:
    return kept_frame("rows", _state, lambda: rows, fewest_rows=1)


def test_a_large_table_is_read_from_the_database_once(own_home: Path) -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines(lines=FEWEST_ROWS))
    first = load_as_given("cost_lines")
    with CaptureQueriesContext(connection) as asked:
        again, two = load_as_given("cost_lines"), load_as_given("cost_lines", ["end_date", "child_key"])
    assert not [one for one in asked.captured_queries if "store_cost_lines" in one["sql"]]
    assert_frame_equal(again, first)
    assert_frame_equal(two, first.select("end_date", "child_key"))
    assert len(_folder(own_home)) == 1


def test_a_newer_file_is_what_is_read_then_and_the_older_frame_goes(own_home: Path) -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines(lines=FEWEST_ROWS))
    load_as_given("cost_lines")
    keeping.save_result(run_of("placement-costs", "b"), cost_lines(date(2026, 11, 30), lines=FEWEST_ROWS + 1))
    assert set(load_as_given("cost_lines")["as_at"]) == {date(2026, 11, 30)}
    assert load_as_given("cost_lines").height == FEWEST_ROWS + 1
    assert len(_folder(own_home)) == 1


def test_a_small_table_is_not_kept(own_home: Path) -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines(lines=2))
    assert load_as_given("cost_lines").height == 2
    assert _folder(own_home) == []


def test_what_is_kept_is_sealed_and_for_its_owner_alone(own_home: Path) -> None:
    _keep()
    (file,) = _folder(own_home)
    assert file.stat().st_mode & 0o077 == 0
    assert b"0" * 32 not in file.read_bytes()
    assert_frame_equal(kept_frame("rows", _state, _never, fewest_rows=1), ROWS)


def test_without_a_key_for_sealing_nothing_is_kept(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep()
    monkeypatch.setenv(KEY_FILE_SETTING, NO_KEY)
    assert found_frame("rows", _state()) is None
    assert _keep(ROWS.head(1)).height == 1
    forget_frames()
    _keep()
    assert _folder(own_home) == []


@pytest.mark.parametrize("harm", ["changed", "cut short", "of another key"])
def test_what_cannot_be_opened_is_made_again(harm: str, own_home: Path) -> None:
    _keep()
    (file,) = _folder(own_home)
    sealed = file.read_bytes()
    if harm == "changed":
        file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    elif harm == "cut short":
        file.write_bytes(sealed[: len(sealed) // 2])
    else:
        (own_home / "sealing.key").write_text("another key of forty characters or some more", encoding="ascii")
    assert_frame_equal(_keep(ROWS.head(1)), ROWS.head(1))
    assert_frame_equal(kept_frame("rows", _state, _never, fewest_rows=1), ROWS.head(1))


def test_what_is_read_within_a_transaction_is_not_kept(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("HIGHNEEDS_HOME", str(own_home))
    with transaction.atomic():
        _keep()
    assert _folder(own_home) == []


def test_what_changed_while_it_was_made_is_not_kept(own_home: Path) -> None:
    states = iter([("before",), ("before",), ("after",)])
    kept_frame("rows", lambda: next(states), lambda: ROWS, fewest_rows=1)
    assert _folder(own_home) == []


def test_where_nothing_can_be_written_it_is_made_each_time(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "cache").write_text("a file where the folder would be", encoding="ascii")
    assert_frame_equal(_keep(), ROWS)
    assert_frame_equal(_keep(ROWS.head(1)), ROWS.head(1))


def test_of_several_processes_that_ask_at_once_one_makes_it() -> None:
    made: list[int] = []
    all_here = Barrier(4)

    def make() -> pl.DataFrame:
        made.append(1)
        time.sleep(0.2)  # long enough for the others to come to the lock
        return ROWS

    def ask(_: int) -> pl.DataFrame:
        all_here.wait()
        return kept_frame("rows", _state, make, fewest_rows=1)

    with ThreadPoolExecutor(4) as threads:  # a lock of a file is between open files, of one process or of several
        found = list(threads.map(ask, range(4)))
    assert made == [1]
    assert all(one.equals(ROWS) for one in found)


def test_frames_that_are_let_go_are_made_again(own_home: Path) -> None:
    _keep()
    forget_frames()
    assert _folder(own_home) == []
    assert_frame_equal(_keep(ROWS.head(1)), ROWS.head(1))


def test_links_are_worked_out_once_for_all_processes(own_home: Path) -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables())
    before = load_table("plans")
    names = {file.name.rpartition("-")[0] for file in _folder(own_home)}
    assert names == {"linked-keys", "linked-records"}
    assert_frame_equal(load_table("plans"), before)
