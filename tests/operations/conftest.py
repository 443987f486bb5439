"""One demonstration council for all tests that type commands: made and imported once, then copied."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.operations.command_council import CommandCouncil

PLANS = 600


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> CommandCouncil:
    """The demonstration files of a small council, imported. To be copied, never used."""
    base = tmp_path_factory.getbasetemp()
    council = CommandCouncil(shared := _shared(base) / "demonstration", shared / "files")
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:  # another worker may be making it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            import_demonstration(council, PLANS)
            (shared / "made").touch()
    return council


def import_demonstration(council: CommandCouncil, plans: int) -> None:
    """Write the demonstration files of so many plans, and import them."""
    council.said("demo-files", str(council.files), "--plans", str(plans))
    council.said("import", str(council.files))
    council.end()


def _shared(base: Path) -> Path:
    """The folder of the whole run: each worker's own stands in it."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="module")
def imported(demonstration: CommandCouncil, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandCouncil]:
    """A council of the module's own, with the demonstration files imported."""
    council = copied(demonstration, tmp_path_factory.mktemp("council"))
    yield council
    council.end()


@pytest.fixture
def own(demonstration: CommandCouncil, tmp_path: Path) -> Iterator[CommandCouncil]:
    """A council of the test's own, with the demonstration files imported and a copy of them to change."""
    shutil.copytree(demonstration.files, tmp_path / "files")
    council = replace(copied(demonstration, tmp_path), files=tmp_path / "files")
    yield council
    council.end()


@pytest.fixture
def bare(demonstration: CommandCouncil, tmp_path: Path) -> Iterator[CommandCouncil]:
    """A council that has imported nothing."""
    council = CommandCouncil(tmp_path / "nothing imported", demonstration.files)
    yield council
    council.end()


def copied(council: CommandCouncil, folder: Path) -> CommandCouncil:
    shutil.copytree(council.home, folder / "home")
    return CommandCouncil(folder, council.files)
