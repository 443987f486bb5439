"""Processes: one killed in an import leaves all as it was; those that start together do not collide."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.once import set_down

SRC = Path(__file__).resolve().parents[2] / "src"
HERE = Path(__file__).resolve().parent

SAVE_AND_WAIT = """
import sys, time
from highneeds.store.setup import open_store
open_store()
from highneeds.store import keeping, tables
from tests.store.store_frames import run_of, sen2_tables
keeping.save_result(run_of("sen2-blade", "a"), sen2_tables(children=3))
step, insert, done = int(sys.argv[1]), keeping._insert, []

def insert_and_wait(*args):
    if len(done) == step:
        print("waiting", flush=True)
        time.sleep(60)
    insert(*args)
    done.append(args)

def wait(*args):
    print("waiting", flush=True)
    time.sleep(60)

keeping._insert = insert_and_wait
keeping.add_faults = wait
keeping.save_result(run_of("sen2-blade", "b"), sen2_tables(children=9))
"""
COUNT = """
from highneeds.store.setup import open_store
open_store()
from highneeds.store.models import ImportRun
from highneeds.store.tables import load_table
print([load_table(name).height for name in ("children", "requests", "plans", "placements")],
      [(run.unit_sha256[0], run.state) for run in ImportRun.objects.exclude(state="loading")])
ImportRun.objects.all().delete()
"""


def _python(code: str, *args: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": f"{SRC}{os.pathsep}{HERE}"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *args], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("step", [0, 2, 4], ids=["before the first table", "in the middle", "before the end"])
def test_a_killed_import_leaves_the_rows_of_the_one_before(step: int, own_home: Path, empty_database: Path) -> None:
    set_down(empty_database, own_home)
    with _python(SAVE_AND_WAIT, str(step)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        _, stderr = process.communicate()
    assert line == "waiting\n", stderr
    with _python(COUNT) as process:
        stdout, stderr = process.communicate()
    assert stdout == "[3, 3, 3, 3] [('a', 'imported')]\n", stderr


@pytest.mark.usefixtures("own_home")
def test_processes_that_start_together_make_the_tables_once() -> None:
    processes = [_python("from highneeds.store.setup import open_store; open_store()") for _ in range(3)]
    errors = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], errors


FIRST_CONNECTION = """
import fcntl
from highneeds.store.home import home
from highneeds.store.setup import connection, open_store

was_held, connect = [], connection.ensure_connection


def noting():
    with (home() / "migrate.lock").open("w") as another:
        try:
            fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            was_held.append(True)
        else:
            was_held.append(False)
    connect()


connection.ensure_connection = noting
open_store()
connection.close()
connection.ensure_connection()
open_store()
print(was_held[0], was_held[-1])
"""


@pytest.mark.one_database
@pytest.mark.usefixtures("own_home")
def test_a_file_is_first_opened_by_one_process_at_a_time_and_then_by_all_its_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = subprocess.run([sys.executable, "-c", FIRST_CONNECTION], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]


TWO_THREADS = """
import sqlite3, subprocess, sys, threading
from highneeds.store.home import home
from highneeds.store.setup import connection, open_store

open_store()
connection.cursor().execute("CREATE TABLE words (word TEXT)")


def opens_too():
    open_store()
    connection.cursor().execute("SELECT count(*) FROM words")
    connection.close()


other = threading.Thread(target=opens_too)
other.start()
other.join()
database = home() / "highneeds.sqlite3"
looks = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM words').fetchone()"
subprocess.run([sys.executable, "-c", looks, str(database)], check=True)
print((home() / "highneeds.sqlite3-wal").exists())
"""


@pytest.mark.one_database
@pytest.mark.usefixtures("own_home")
def test_a_thread_that_opens_the_store_lets_go_of_no_other_thread_s_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the next process to leave would take itself for the last, and the journal away from under the first."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = subprocess.run([sys.executable, "-c", TWO_THREADS], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True"


@pytest.mark.one_database
@pytest.mark.parametrize("module", ["accounts", "keeping", "months", "tables"])
@pytest.mark.usefixtures("own_home")
def test_each_way_into_the_store_configures_django_by_itself(module: str) -> None:
    with _python(
        f"import os; os.environ.pop('DJANGO_SETTINGS_MODULE', None); import highneeds.store.{module}"
    ) as process:
        _, stderr = process.communicate()
    assert process.returncode == 0, stderr
