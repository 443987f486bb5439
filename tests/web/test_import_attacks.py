"""Importing through pages as a careless and as a malicious council would: told in words, and nothing is half done."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.web.test_import_pages import HEADINGS, give, ledger
from tests.web.work_here import work_here

from highneeds.operations import import_upload, import_work, work
from highneeds.operations.import_path import at_work, task_folder
from highneeds.operations.importing import import_paths
from highneeds.operations.second_file import Second
from highneeds.operations.undoing import tasks_on_their_way
from highneeds.operations.waiting_imports import WAITS_DAYS, clear_long_waiting
from highneeds.store.keeping import undo_run
from highneeds.store.models import ImportRun, ImportTask, OriginalFile
from highneeds.store.tables import load_table

__all__ = ["work_here"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "work_here")]
State = ImportTask.State
Age = Callable[[int], None]


@pytest.fixture
def aged() -> Age:
    """Plays that nobody touched an import for so many days."""
    return lambda days: ImportTask.objects.update(changed_at=timezone.now() - timedelta(days=days)) and None


def nothing_on_its_way(home: Path) -> bool:
    return not ImportTask.objects.exclude(state=State.DONE).exists() and not list((home / "imports").iterdir())


def test_two_files_of_one_name_are_told_and_neither_is_taken_in(signed_in: Client, own_home: Path) -> None:
    files = [SimpleUploadedFile(name, b"x\n") for name in ("plans?.csv", "plans*.csv")]
    answer = signed_in.post("/imports/new", {"files": files})
    assert answer.status_code == 400
    assert "Two of the files have the same name" in answer.content.decode()
    assert not (own_home / "imports").exists()


def test_two_files_of_one_month_given_one_after_the_other_show_the_second_as_changes(signed_in: Client) -> None:
    first, second = give(signed_in, ledger()), give(signed_in, ledger(700))
    signed_in.post(first, {"do": "confirm"})
    signed_in.post(second, {"do": "confirm"})
    page = signed_in.get(second).content.decode()
    assert "Check this file before you import it" in page
    assert "amount pence in 3" in page
    assert load_table("ledger")["amount_pence"].to_list() == [500] * 3


def test_a_disk_that_fills_up_while_a_file_comes_in_is_told_on_the_form(
    signed_in: Client, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(import_upload, "_lay_down", fill_up)
    answer = signed_in.post("/imports/new", {"files": [ledger()]})
    assert answer.status_code == 400
    assert "the disk is full, so nothing of it was kept" in answer.content.decode()
    assert nothing_on_its_way(own_home)


def test_a_confirmation_sent_twice_or_too_late_does_nothing_twice(signed_in: Client, own_home: Path) -> None:
    address = give(signed_in, ledger())
    stale = ImportTask.objects.get()
    for _ in range(2):
        signed_in.post(address, {"do": "confirm"})
        import_upload.confirm(stale, by="sam")
        import_upload.again(stale, by="sam")
        stale.state = State.CHECKED
    assert [run.state for run in ImportRun.objects.all()] == [ImportRun.State.IMPORTED]
    assert nothing_on_its_way(own_home)


def test_what_is_being_kept_by_another_process_is_neither_taken_apart_nor_stopped_in_disorder(
    signed_in: Client,
) -> None:
    address = give(signed_in, ledger())
    task = ImportTask.objects.get()
    with at_work(task):
        for wanted in ("confirm", "stop", "again"):
            assert signed_in.post(address, {"do": wanted}).status_code == 302
    assert (task_folder(task) / "result.json").exists()
    assert ImportTask.objects.get().state == State.CHECKED


def test_going_on_with_an_import_that_was_stopped_for_good_changes_nothing(signed_in: Client) -> None:
    two_kinds = give(signed_in, ledger(), SimpleUploadedFile("other.csv", b"just words\n"))
    assert signed_in.post(two_kinds, {"do": "again"}).status_code == 302
    assert ImportTask.objects.get().state == State.STOPPED


def test_an_import_gone_on_with_after_another_came_into_use_is_looked_at_anew(
    signed_in: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = give(signed_in, ledger(700))
    with monkeypatch.context() as dying:
        dying.setattr("highneeds.operations.import_path.bring_into_use", lambda _run: 1 / 0)
        dying.setattr(import_work, "end_task", lambda *_: None)
        with pytest.raises(ZeroDivisionError):
            signed_in.post(address, {"do": "confirm"})
    ImportTask.objects.update(state=State.KEEPING)
    path = tmp_path / "ledger of another name.csv"
    path.write_bytes(ledger(900).read())
    import_paths([path])
    signed_in.post(address, {"do": "again"})
    assert "amount pence in 3" in signed_in.get(address).content.decode()
    assert load_table("ledger")["amount_pence"].to_list() == [900] * 3
    assert [run.state for run in ImportRun.objects.all()] == [ImportRun.State.IMPORTED]


def test_undo_by_another_person_while_a_later_import_stands_on_it_says_what_comes_first(signed_in: Client) -> None:
    for pence in (500, 700):
        signed_in.post(give(signed_in, ledger(pence)), {"do": "confirm", "second": "replaces"})
    first, second = ImportRun.objects.order_by("pk")
    answer = signed_in.post(f"/imports/{first.pk}/undo").content.decode()
    assert f"First undo import {second.pk}." in answer
    for _ in range(2):
        signed_in.post(f"/imports/{second.pk}/undo")
    assert load_table("ledger")["amount_pence"].to_list() == [500] * 3


def test_an_import_compared_before_an_undo_is_compared_again(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    address = give(signed_in, ledger(700))
    undo_run(ImportRun.objects.get().pk, by="sam")
    signed_in.post(address, {"do": "confirm", "second": "replaces"})
    assert "Check this file before you import it" in signed_in.get(address).content.decode()


def test_what_waits_longer_than_a_week_is_cleared_away_said_so_and_a_week_later_taken_off_the_list(
    signed_in: Client, own_home: Path, aged: Age
) -> None:
    address = give(signed_in, ledger())
    aged(WAITS_DAYS - 1)
    clear_long_waiting()
    assert "Check this file before you import it" in signed_in.get(address).content.decode()
    aged(WAITS_DAYS + 1)
    with at_work(ImportTask.objects.get()):
        clear_long_waiting()
    assert ImportTask.objects.get().state == State.CHECKED  # a process works on it
    other = give(signed_in, ledger(700))
    assert "waited 7 days and was cleared away. Nothing was changed." in signed_in.get(address).content.decode()
    assert len(list((own_home / "imports").iterdir())) == 1
    aged(WAITS_DAYS + 1)
    assert [task.name for task in tasks_on_their_way()] == ["ledger-2026-27.csv"]
    assert signed_in.get(address).status_code == 404
    assert "was cleared away" in signed_in.get(other).content.decode()


def test_two_hundred_uploads_stop_at_the_twentieth_and_those_cleared_away_count_no_more(
    signed_in: Client, aged: Age, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_upload, "start", lambda *_, by: by)
    monkeypatch.setattr(work, "SECONDS_A_PAGE_WAITS", 0)
    answers = [signed_in.post("/imports/new", {"files": [ledger(pence)]}) for pence in range(200)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [400] * 180
    assert "What waits longer than 7 days is cleared away by itself" in answers[-1].content.decode()
    aged(WAITS_DAYS + 1)
    assert signed_in.post("/imports/new", {"files": [ledger()]}).status_code == 302


@pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(days=3653)])
def test_imports_follow_their_order_whatever_the_clock_says(
    signed_in: Client, moved: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    with monkeypatch.context() as clock:
        clock.setattr("highneeds.operations.import_path.timezone.now", lambda: now() + moved)
        import_upload.take_in([("ledger-2026-27.csv", [ledger(700).read()])], kind=None, asked_by="sam")
        import_upload.confirm(ImportTask.objects.exclude(state=State.DONE).get(), by="sam", second=Second.REPLACES)
    signed_in.post(give(signed_in, ledger(900)), {"do": "confirm", "second": "replaces"})
    assert load_table("ledger")["amount_pence"].to_list() == [900] * 3
    for left in ([700] * 3, [500] * 3, []):
        signed_in.post(f"/imports/{ImportRun.objects.filter(state=ImportRun.State.IMPORTED).get().pk}/undo")
        assert load_table("ledger")["amount_pence"].to_list() == left


def test_when_the_key_is_lost_only_the_originals_are_and_the_page_says_so(signed_in: Client, own_home: Path) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    run = ImportRun.objects.get()
    address = f"/imports/{run.pk}/original/{run.originals.get().pk}"
    (own_home / "sealing.key").unlink()
    answer = signed_in.post(address, {"purpose": "to mend it"})
    assert answer.status_code == 409
    assert "sealed with another key; put that key back" in answer.content.decode()
    assert signed_in.get(f"/imports/{run.pk}").status_code == 200
    signed_in.post(f"/imports/{run.pk}/undo")
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})  # the same bytes, now under the new key
    assert not ImportTask.objects.exclude(state=State.DONE).exists()
    assert len(list((own_home / "originals").iterdir())) == 1


def test_an_original_of_a_name_made_to_do_harm_is_given_under_a_plain_one(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    OriginalFile.objects.update(name='../../a\r\nSet-Cookie: x="1".csv')
    file = OriginalFile.objects.get()
    answer = signed_in.post(f"/imports/{file.import_run_id}/original/{file.pk}", {"purpose": "to mend it"})
    answer.close()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a__Set-Cookie_ x__1_.csv"'


def test_what_a_file_says_of_a_child_reaches_no_log(signed_in: Client, capfd: pytest.CaptureFixture[str]) -> None:
    canary = "Canary Q. Zzyx,X123456789012,2011-02-30"
    rows = f"{HEADINGS}2026-27,1,HN10,{canary}\n2026-27,{canary}\n"
    for content in (rows, canary, f'"{canary}'):
        signed_in.get(give(signed_in, SimpleUploadedFile("ledger-2026-27.csv", content.encode()), kind="ledger"))
    told = "".join(capfd.readouterr())
    assert not any(part in told for part in ("Zzyx", "X1234567", "2011-02-30"))
