"""What every test shares: a home of its own, so that no test reads or writes a real installation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.once import made_once

import highneeds.operations  # noqa: F401 - names the folder of compiled kernels before a test loads the engine

_HOME = pytest.StashKey[Path]()
_FIRST = ("test_on_postgresql", "browser.py", "tests/operations", "tests/store", "tests/web")
"""What takes longest, so that no worker is left with it alone at the end."""

# a test is held to what it says, never to a clock: a machine may do other things besides
settings.register_profile("highneeds", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("highneeds")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_HOME] = Path(tempfile.mkdtemp(prefix="highneeds-tests-"))
    os.environ["HIGHNEEDS_HOME"] = str(config.stash[_HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest are begun first."""
    items.sort(key=lambda item: next((at for at, name in enumerate(_FIRST) if name in str(item.path)), len(_FIRST)))


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
