"""The way of a unit into use: kept originals, stopping, going on, full disks, undoing by command."""

from __future__ import annotations

import errno
import getpass
from datetime import date
from pathlib import Path

import pytest
from django.db import OperationalError
from tests.store.store_frames import as_replacing
from tests.store.test_importing import ledger_file, outcomes
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli.import_command import import_files
from highneeds.cli.imports_command import imports, original, undo
from highneeds.core.errors import Refusal
from highneeds.operations import import_path, import_room
from highneeds.operations.import_path import StoppedError, tasks_left_behind
from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.imports_list import recent_imports
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.undoing import give_back_originals
from highneeds.store import keeping
from highneeds.store.models import HeldRow, ImportRun, ImportTask, LedgerRow, OriginalFile
from highneeds.store.sealing import KEY_FILE_SETTING
from highneeds.store.tables import load_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

RUNNER = CliRunner()


def command(function: object, *words: str, text: str | None = None) -> str:
    app = Typer()
    app.command()(function)  # type: ignore[type-var] # any command of ours
    seen = RUNNER.invoke(app, list(words), input=text)
    assert seen.exception is None or isinstance(seen.exception, SystemExit | Refusal), seen.output
    return seen.output + str(seen.exception or "")


def nothing_left(own_home: Path) -> bool:
    folders = own_home / "imports"
    is_loading = ImportRun.objects.filter(state=ImportRun.State.LOADING).exists()
    return not is_loading and not ImportTask.objects.exists() and not list(folders.iterdir())


def test_an_original_file_is_kept_sealed_and_given_back_as_it_was(tmp_path: Path, own_home: Path) -> None:
    path = ledger_file(tmp_path)
    import_paths([path])
    (kept,) = (own_home / "originals").iterdir()
    assert b"HN10" not in kept.read_bytes()
    assert kept.name == f"{OriginalFile.objects.get().sha256}.sealed"
    (line,) = recent_imports()
    assert "Wrote" in command(original, str(line.import_id), "--out", str(tmp_path / "back"))
    assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()
    assert "there already" in command(original, str(line.import_id), "--out", str(tmp_path / "back"))
    assert nothing_left(own_home)


def test_without_a_key_the_original_is_kept_as_it_is_and_the_list_says_so(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_paths([ledger_file(tmp_path)])
    assert "sealed with this installation's key" in command(imports)
    monkeypatch.setenv(KEY_FILE_SETTING, "none")
    path = ledger_file(tmp_path, amount="3.00")
    import_paths([path], second=as_replacing)
    (plain,) = [kept for kept in (own_home / "originals").iterdir() if not kept.suffix]
    assert plain.read_bytes() == path.read_bytes()
    assert "not sealed" in command(imports)
    first = recent_imports()[-1]
    with pytest.raises(Refusal, match="seals nothing"):
        give_back_originals(first.import_id, tmp_path / "back")


def test_an_original_that_was_changed_on_disk_is_not_given_back(tmp_path: Path, own_home: Path) -> None:
    import_paths([ledger_file(tmp_path)], second=as_replacing)
    (kept,) = (own_home / "originals").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(Refusal, match="cut short"):
        give_back_originals(recent_imports()[0].import_id, tmp_path / "back")
    assert list((tmp_path / "back").iterdir()) == []


def test_a_refused_file_leaves_no_original_and_the_same_file_twice_keeps_one(tmp_path: Path, own_home: Path) -> None:
    (tmp_path / "letter.csv").write_text("Dear all,\n")
    import_paths([tmp_path / "letter.csv"])
    assert not (own_home / "originals").exists()
    for _ in range(2):
        import_paths([ledger_file(tmp_path)])
    assert len(list((own_home / "originals").iterdir())) == 1
    assert nothing_left(own_home)


def test_undo_by_command_puts_back_what_was_there_with_its_faults(tmp_path: Path) -> None:
    import_paths([ledger_file(tmp_path, months=(1, 3))])
    before = load_table("ledger").rows(), [(line.kind, line.faults) for line in recent_imports()]
    import_paths([ledger_file(tmp_path, amount="9.00")], second=as_replacing)
    newest = recent_imports()[0]
    assert f"Import {newest.import_id} (ledger-2026-27.csv) is undone" in command(undo, str(newest.import_id))
    assert load_table("ledger").rows() == before[0]
    assert [(line.kind, line.faults) for line in recent_imports() if line.is_in_use] == before[1]
    assert "It is not in use: undone" in command(undo, str(newest.import_id))
    assert "undone" in command(imports)
    undone = recent_imports()[0]
    assert undone.given == person_at_the_terminal()
    assert undone.undone.startswith(f"by {person_at_the_terminal()}, ")
    assert f"{getpass.getuser()} (command line)" == person_at_the_terminal()
    assert outcomes(import_paths([tmp_path], second=as_replacing)) == [Outcome.IMPORTED]


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ledger_file(tmp_path)

    def change_it(step: str) -> None:
        if step == "original":
            ledger_file(tmp_path, amount="8.00")

    monkeypatch.setattr(import_path, "reached", change_it)
    with pytest.raises(Refusal, match="was changed while it was being read"):
        import_paths([path], second=as_replacing)
    assert nothing_left(own_home)
    assert load_table("ledger").is_empty()


@pytest.mark.parametrize("step", ["was read", "rows"])
def test_an_import_stops_when_another_process_asks_it_to_and_leaves_nothing(
    step: str, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_paths([ledger_file(tmp_path)])
    monkeypatch.setattr(import_path, "ROWS_AT_A_TIME", 2)
    asked: list[str] = []

    def ask_once(reached: str) -> None:
        if reached == step and not asked:
            (task,) = ImportTask.objects.all()
            asked.append(command(imports, "--stop", str(task.pk)))

    monkeypatch.setattr(import_path, "reached", ask_once)
    with pytest.raises(StoppedError, match="Nothing of it was kept"):
        import_paths([ledger_file(tmp_path, amount="8.00", months=(1, 2, 3, 4, 5))], second=as_replacing)
    assert "asked to stop" in asked[0]
    assert nothing_left(own_home)
    assert load_table("ledger").height == 3
    assert len(list((own_home / "originals").iterdir())) == 1


def test_an_import_whose_process_died_goes_on_where_it_was(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is played: it ends without clearing anything away."""
    monkeypatch.setattr(import_path, "ROWS_AT_A_TIME", 2)
    monkeypatch.setattr("highneeds.operations.importing.end_task", lambda *_: None)
    monkeypatch.setattr(ImportTask, "delete", lambda _self: None)
    seen: list[str] = []

    def die(step: str) -> None:
        seen.append(step)
        if seen.count("rows") == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(import_path, "reached", die)
    path = ledger_file(tmp_path, months=(1, 2, 3, 4, 5))
    with pytest.raises(ZeroDivisionError):
        import_paths([path], second=as_replacing)
    monkeypatch.undo()
    monkeypatch.setenv("HIGHNEEDS_HOME", str(own_home))
    monkeypatch.setattr(import_path, "ROWS_AT_A_TIME", 2)
    assert LedgerRow.objects.count() == 2
    assert load_table("ledger").is_empty()
    parts: list[int] = []
    insert = keeping._insert
    monkeypatch.setattr(keeping, "_insert", lambda *args: (parts.append(args[1].height), insert(*args)))
    report = import_paths([path], second=as_replacing)
    assert report.left_behind == (
        "The import of ledger-2026-27.csv did not finish; nothing was changed. Import it again.",
    )
    assert parts == [2, 1]
    assert load_table("ledger")["month"].to_list() == [1, 2, 3, 4, 5]
    assert HeldRow.objects.count() == 1
    assert nothing_left(own_home)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")]
)
def test_a_disk_that_fills_up_is_told_in_plain_words_and_leaves_nothing(
    error: Exception, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_paths([ledger_file(tmp_path)])

    def fill_up(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(import_path, "load_rows", fill_up)
    with pytest.raises(Refusal, match=r"ledger-2026-27\.csv: the disk is full, so nothing of it was kept"):
        import_paths([ledger_file(tmp_path, amount="8.00")], second=as_replacing)
    assert not (own_home / "reserve").exists()
    assert nothing_left(own_home)
    assert load_table("ledger")["amount_pence"].to_list() == [123_456] * 3


def test_too_little_room_is_told_before_anything_is_written(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_room, "bytes_missing", lambda needed: needed and 3_200_000)
    with pytest.raises(Refusal, match="3 MB more are needed"):
        import_paths([ledger_file(tmp_path)], second=as_replacing)
    assert nothing_left(own_home)
    assert not (own_home / "originals").exists()


def test_at_a_terminal_a_person_is_asked_before_rows_in_use_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("highneeds.cli.import_command._is_at_a_terminal", lambda: True)
    head = "Owner,Academic year,Term,First day,Last day\n"
    terms = tmp_path / "term-dates.csv"
    terms.write_text(f"{head}Council,2026-27,1,01/09/2026,18/12/2026\n", encoding="utf-8")
    assert "[y/N]" not in command(import_files, str(terms))
    terms.write_text(f"{head}Council,2026-27,1,02/09/2026,18/12/2026\n", encoding="utf-8")
    said = command(import_files, str(terms), text="n\n")
    assert "0 new, 1 changed (first_day in 1), 0 ended" in said
    assert "Import 1 rows of term-dates.csv and hold 0? [y/N]" in said
    assert "left out" in said
    assert load_table("term_dates")["first_day"].to_list() == [date(2026, 9, 1)]
    assert "imported" in command(import_files, str(terms), "--yes")
    assert load_table("term_dates")["first_day"].to_list() == [date(2026, 9, 2)]


def test_at_a_terminal_a_person_is_asked_what_a_second_file_for_a_month_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("highneeds.cli.import_command._is_at_a_terminal", lambda: True)
    assert "Does it replace" not in command(import_files, str(ledger_file(tmp_path)))
    path = ledger_file(tmp_path, amount="8.00")
    said = command(import_files, str(path), text="leave\n")
    assert "of its rows 0 are the same here, 3 differ and 0 are not in this file" in said
    assert "It cannot add to what is there: 3 rows stand in both with other values." in said
    assert "Does it replace what is there, or add to it? (replaces, leave)" in said
    assert "left out" in said
    assert load_table("ledger")["amount_pence"].to_list() == [123_456] * 3
    assert "--replaces" in " ".join(command(import_files, str(path), "--yes").split())
    assert load_table("ledger")["amount_pence"].to_list() == [123_456] * 3
    assert "imported" in command(import_files, str(path), text="replaces\n")
    assert load_table("ledger")["amount_pence"].to_list() == [800] * 3


def test_a_task_of_a_process_that_lives_is_left_alone(tmp_path: Path) -> None:
    with import_path.new_task("ledger.csv", "somebody") as (task, _):
        assert tasks_left_behind() == []
        with pytest.raises(Refusal, match="Another process works on"), import_path.at_work(task):
            pass
    assert tasks_left_behind() == [task]
    assert "did not finish; nothing was changed" in command(imports)
    assert "is forgotten" in command(imports, "--stop", str(task.pk))
    assert "no import" in command(imports, "--stop", str(task.pk))
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]
