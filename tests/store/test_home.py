"""The secrets of an installation: made once, for its owner's eyes only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from highneeds.store.home import child_key_secret, home, secret_key


def test_the_home_is_where_the_environment_says_and_closed_to_others(own_home: Path) -> None:
    assert home() == own_home
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o700


def test_the_home_is_var_of_the_working_directory_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HIGHNEEDS_HOME")
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path / "var"


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(own_home: Path) -> None:
    assert secret_key() == secret_key()
    assert child_key_secret() == child_key_secret()
    assert secret_key().encode() != child_key_secret()
    assert {stat.S_IMODE(path.stat().st_mode) for path in own_home.iterdir()} == {0o600}


def test_those_who_start_together_get_one_secret_and_leave_no_draft(own_home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: secret_key(), range(32)))
    assert len(secrets) == 1
    assert [path.name for path in own_home.iterdir()] == ["secret.key"]
