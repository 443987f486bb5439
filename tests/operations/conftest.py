"""One demonstration council for all tests that type commands: made and imported once, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.once import made_once, set_down
from tests.operations.command_council import CommandCouncil

PLANS = 600


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> CommandCouncil:
    """The demonstration files of a small council, imported. To be copied, never used."""

    def make(folder: Path) -> None:
        council = CommandCouncil(folder, folder / "files")
        set_down(empty_database, council.home)
        council.said("demo-files", str(council.files), "--plans", str(PLANS))
        council.said("import", str(council.files))
        council.end()

    folder = made_once(tmp_path_factory.getbasetemp(), "demonstration", make)
    return CommandCouncil(folder, folder / "files")


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
def bare(demonstration: CommandCouncil, empty_database: Path, tmp_path: Path) -> Iterator[CommandCouncil]:
    """A council that has imported nothing."""
    council = CommandCouncil(tmp_path / "nothing imported", demonstration.files)
    set_down(empty_database, council.home)
    yield council
    council.end()


def copied(council: CommandCouncil, folder: Path) -> CommandCouncil:
    shutil.copytree(council.home, folder / "home")
    return CommandCouncil(folder, council.files)
