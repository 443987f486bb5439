"""What every test shares: a home of its own, so that no test reads or writes a real installation."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import highneeds.operations  # noqa: F401 - names the folder of compiled kernels before a test loads the engine

_HOME = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_HOME] = Path(tempfile.mkdtemp(prefix="highneeds-tests-"))
    os.environ["HIGHNEEDS_HOME"] = str(config.stash[_HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for one test alone."""
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
