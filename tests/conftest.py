"""What every test shares: a home of its own, so that no test reads or writes a real installation."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, settings
from tests.once import made_once

import highneeds.operations  # noqa: F401 - names the folder of compiled kernels before a test loads the engine

os.environ["POLARS_MAX_THREADS"] = "1"  # read at the first table: two workers have two cores, and two threads each wait
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes load the same files: they are compiled once
sys.dont_write_bytecode = False

TESTS = Path(__file__).resolve().parent
MEMORY, _ROOM_BYTES = Path("/dev/shm"), 4 << 30  # noqa: S108 - a folder of one's own is made in it
_PREFIX, _SECONDS_TO_LOCK = "highneeds-tests-", 60
_MADE, _IN_USE = pytest.StashKey[Path](), pytest.StashKey[IO[str]]()
_FIRST = (
    "test_on_postgresql",
    "browser.py",
    "test_journeys",
    "tests/operations",
    "tests/store",
    "tests/web",
    "tests/ingest",
)
"""What takes longest, so that no worker is left with it alone at the end."""

# a test is held to what it says, never to a clock: a machine may do other things besides
settings.register_profile("highneeds", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("highneeds")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """All that a run writes stands in one folder: in memory where there is room, since each commit waits for the disk.
    A worker writes into the folder of the run that began it.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _clear_up()
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_memory_with_room()))
        made.chmod(0o711)  # a server that another account runs may pass through
        config.stash[_MADE], config.stash[_IN_USE] = made, (made / "in-use").open("w")
        fcntl.flock(config.stash[_IN_USE], fcntl.LOCK_EX)
        os.environ["TMPDIR"] = str(made)
        tempfile.tempdir = None  # as TMPDIR says from now on
    os.environ["HIGHNEEDS_HOME"] = tempfile.mkdtemp(prefix="home-")


def _clear_up() -> None:
    """Give back the memory of runs that were killed."""
    for left in MEMORY.glob(f"{_PREFIX}*/in-use"):
        with suppress(OSError), left.open() as file:  # another run's, another account's, or gone meanwhile
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - left.stat().st_mtime > _SECONDS_TO_LOCK:
                shutil.rmtree(left.parent, ignore_errors=True)


def _memory_with_room() -> Path | None:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM_BYTES else None


def pytest_unconfigure(config: pytest.Config) -> None:
    if _MADE in config.stash:
        config.stash[_IN_USE].close()
        shutil.rmtree(config.stash[_MADE], ignore_errors=True)


def pytest_collection(session: pytest.Session) -> None:
    """The second worker reads the files of tests from the last to the first, so that each compiles half of them.
    What is read stays, so that nobody looks for garbage in it, now or in any test.
    """
    gc.disable()
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" and session.config.args == [TESTS.name]:
        session.config.args = [str(path) for path in sorted(TESTS.rglob("test_*.py"), reverse=True)]


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest are begun first; within a file the order stays."""
    items.sort(key=lambda item: (_place(item.path), item.path))


def _place(path: Path) -> int:
    return next((at for at, name in enumerate(_FIRST) if name in str(path)), len(_FIRST))


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for one test alone."""
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied where the making of tables is not what is tested."""

    def make(folder: Path) -> None:
        settled = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        program = [sys.executable, "-c", "from highneeds.store.setup import open_store; open_store()"]
        subprocess.run(program, env=settled | {"HIGHNEEDS_HOME": str(folder / "home")}, check=True)

    return made_once(tmp_path_factory.getbasetemp(), "empty", make) / "home/highneeds.sqlite3"
