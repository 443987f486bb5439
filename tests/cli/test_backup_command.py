"""Backup and restore as a person or a timer types them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.cli.test_command_line import highneeds


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    path.touch(mode=0o600)
    path.write_text("a key that is long enough to be one, for a test")
    return path


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


def test_a_backup_into_a_folder_is_named_by_the_time_and_restored_into_a_new_home(tmp_path: Path, key: Path) -> None:
    to = tmp_path / "backups"
    to.mkdir()
    assert highneeds(tmp_path / "home", "sign-in-link").returncode == 0
    made = highneeds(tmp_path / "home", "backup", str(to), "--key-file", str(key))
    assert made.returncode == 0, made.stderr
    (file,) = to.glob("highneeds-*.backup")
    assert f"{file}.keys: its keys" in told(made)
    checked = highneeds(tmp_path / "new", "restore", str(file), "--key-file", str(key), "--check")
    assert "is whole" in told(checked)
    assert not (tmp_path / "new/highneeds.sqlite3").exists()
    assert "is in its place" in told(highneeds(tmp_path / "new", "restore", str(file), "--key-file", str(key)))
    assert "administrator" in told(highneeds(tmp_path / "new", "accounts"))
    again = highneeds(tmp_path / "new", "restore", str(file), "--key-file", str(key))
    assert (again.returncode, "--replace" in again.stderr) == (1, True)


def test_where_nobody_can_be_asked_for_a_passphrase_a_key_file_is_asked_for(tmp_path: Path) -> None:
    done = highneeds(tmp_path / "home", "backup", str(tmp_path))
    assert done.returncode == 1
    assert "HIGHNEEDS_BACKUP_KEY_FILE" in told(done)


def test_a_key_file_that_others_may_read_seals_nothing(tmp_path: Path, key: Path) -> None:
    key.chmod(0o644)
    done = highneeds(tmp_path / "home", "backup", str(tmp_path), "--key-file", str(key))
    assert done.returncode == 1
    assert "chmod 600" in told(done)
    assert list(tmp_path.glob("*.backup")) == []


def test_a_file_that_is_no_backup_is_told(tmp_path: Path, key: Path) -> None:
    (tmp_path / "letter.backup").write_text("dear council")
    done = highneeds(tmp_path / "home", "restore", str(tmp_path / "letter.backup"), "--key-file", str(key))
    assert done.returncode == 1
    assert "no backup made by highneeds" in told(done)
