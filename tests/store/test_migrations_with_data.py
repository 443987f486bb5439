"""A database that holds something is copied before a newer version changes its tables, or stays as it is."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.store.installations import Installation

from highneeds.store.migration_copy import COPIES_KEPT


def folder_of(here: Installation) -> Path:
    return here.home / "before-migration"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_an_older_database_is_copied_whole_before_its_tables_change(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, there = installations
    here.does("fill", folder=tmp_path, letter="a")
    assert not folder_of(here).exists(), "a new database has nothing to be copied"
    older = here.does("to older tables")
    assert here.does("start", without_copy=True)["to come"] != [], "the tables are behind"
    before = here.does("counted")
    found = here.does("start")
    assert found["to come"] == []
    (copy,) = map(Path, found["copies"])
    assert copy.parent == folder_of(here)
    assert older["before"] in copy.name
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert there.does("copied rows", file=copy) == {"rows": before, "last": older["before"]}
    assert here.does("counted") == before
    assert here.does("start")["copies"] == found["copies"], "what is up to date is not copied again"


def test_nothing_is_brought_up_to_date_where_no_copy_can_be_made(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, _ = installations
    here.does("fill", folder=tmp_path, letter="a")
    here.does("to older tables")
    folder_of(here).write_text("in the way", encoding="ascii")
    refused = here.does("start")["refused"]
    assert "No copy could be made" in refused
    assert "Nothing was changed" in refused
    assert here.does("start", without_copy=True)["to come"] != []
    folder_of(here).unlink()
    assert "MB more room are needed" in here.does("start", little_room=True)["refused"]
    assert here.does("start")["to come"] == []


def test_a_start_that_is_killed_is_done_again_and_the_newest_copies_are_kept(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, _ = installations
    here.does("fill", folder=tmp_path, letter="a")
    here.does("to older tables")
    here.dies("start", dies_at="the copy is made")
    (draft,) = names_in(folder_of(here))
    assert draft.endswith(".part")
    for _ in range(COPIES_KEPT):
        here.dies("start", dies_at="the tables change")
    killed = names_in(folder_of(here))
    assert len(killed) == COPIES_KEPT
    assert not [name for name in killed if name.endswith(".part")]
    assert here.does("start")["to come"] == []
    kept = names_in(folder_of(here))
    assert len(kept) == COPIES_KEPT
    assert kept[0] == killed[-1]
