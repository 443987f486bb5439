"""The doctor: what is well, what is not and how to mend it, on both databases; it changes nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from tests.store.store_frames import run_of

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations import doctor, safe_settings
from highneeds.operations.checked import Checked, Verdict
from highneeds.operations.doctor import examine
from highneeds.store import audit as audit_store
from highneeds.store.home import home
from highneeds.store.models import AuditWordsRow, ImportTask, OriginalFile, User
from highneeds.store.originals import keep_original
from highneeds.store.setup import open_store, steps_unknown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_installation(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home()
    monkeypatch.setattr(safe_settings, "_MOUNTS", own_home / "no mounts are known here")


def of(what: str, *, is_deep: bool = False) -> list[Checked]:
    return [one for one in examine(is_deep=is_deep) if one.what == what]


def verdict_on(what: str, *, is_deep: bool = False) -> Verdict:
    (found,) = of(what, is_deep=is_deep)
    assert (found.mend == "") == (found.verdict is Verdict.WELL)
    return found.verdict


def test_an_installation_in_order_has_nothing_to_mend() -> None:
    User.objects.create_user("kim")
    audit_store.note("kim", Did.SIGNED_IN)
    found = list(examine(is_deep=True))
    assert [one for one in found if one.verdict is Verdict.MEND] == []
    well = {one.what for one in found if one.verdict is Verdict.WELL}
    assert well >= {"version", "papers", "database", "clock", "accounts", "work", "originals", "audit"}


def test_an_empty_installation_is_told_how_to_make_the_first_account() -> None:
    (found,) = of("accounts")
    assert (found.verdict, "highneeds sign-in-link" in found.mend) == (Verdict.LOOK, True)


def test_an_original_that_is_gone_or_was_changed_is_told_with_its_import(own_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    path.write_text("a,b\n1,2\n")
    kept, run = keep_original(path), run_of("payments")
    run.finished_at = run.started_at
    run.save()
    OriginalFile.objects.create(import_run=run, name=path.name, sha256=kept.sha256, size_bytes=kept.size_bytes)
    assert verdict_on("originals", is_deep=True) is Verdict.WELL
    (file,) = (own_home / "originals").iterdir()
    spoilt = bytearray(file.read_bytes())
    spoilt[-1] ^= 1
    file.write_bytes(spoilt)
    assert verdict_on("originals") is Verdict.WELL  # only the deep look opens them
    (found,) = of("originals", is_deep=True)
    assert found.verdict is Verdict.MEND
    assert f"imports {run.pk}" in found.said
    file.unlink()
    assert verdict_on("originals") is Verdict.MEND


def test_an_import_whose_process_is_no_more_is_told_by_its_number() -> None:
    task = ImportTask.objects.create(name="x.csv", folder="gone", asked_by="kim", started_at=timezone.now())
    (found,) = of("work")
    assert found.verdict is Verdict.LOOK
    assert str(task.pk) in found.said
    assert "x.csv" not in found.said


def test_a_clock_that_is_behind_what_was_done_last_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    audit_store.note("kim", Did.SIGNED_IN)
    assert verdict_on("clock") is Verdict.WELL
    yesterday = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(doctor.timezone, "now", lambda: yesterday)
    assert verdict_on("clock") is Verdict.MEND


def test_an_audit_that_was_changed_is_told() -> None:
    audit_store.note("kim", Did.CHANGED, words="because")
    assert verdict_on("audit") is Verdict.WELL
    AuditWordsRow.objects.update(words="for another reason")
    assert verdict_on("audit") is Verdict.MEND


def test_tables_of_a_newer_version_are_told_and_not_opened() -> None:
    MigrationRecorder(connection).record_applied("store", "9999_of_a_later_year")
    assert steps_unknown() == ("9999_of_a_later_year",)
    found = list(examine())
    assert found[-1].what == "database"  # nothing more is asked of it
    assert found[-1].verdict is Verdict.MEND
    assert "9999_of_a_later_year" in found[-1].said


def test_a_newer_version_s_tables_are_never_brought_up_to_date() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("store", "9999_of_a_later_year")
    last = sorted(name for app, name in recorder.applied_migrations() if app == "store")[-2]
    recorder.record_unapplied("store", last)
    with pytest.raises(Refusal, match="newer version"):
        open_store()


def test_tables_that_are_behind_are_told_and_left_as_they_are() -> None:
    recorder = MigrationRecorder(connection)
    last = max(name for app, name in recorder.applied_migrations() if app == "store")
    recorder.record_unapplied("store", last)
    (found,) = of("database")
    assert (found.verdict, "behind" in found.said) == (Verdict.MEND, True)
    assert ("store", last) not in recorder.applied_migrations()


def test_a_database_that_does_not_answer_is_a_finding_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> tuple[str, ...]:
        raise OperationalError

    monkeypatch.setattr(doctor, "steps_unknown", refuse)
    found = list(examine())
    assert found[-1].what == "database"
    assert "could not be looked at" in found[-1].said


def test_a_backup_that_was_never_made_or_long_ago_is_told(own_home: Path) -> None:
    assert verdict_on("backup") is Verdict.LOOK
    for days, verdict in ((0, Verdict.WELL), (2, Verdict.WELL), (3, Verdict.MEND)):
        when = (timezone.now() - timedelta(days=days)).isoformat()
        (own_home / "last-backup.json").write_text(json.dumps({"at": when}))
        assert verdict_on("backup") is verdict
    (own_home / "last-backup.json").write_text("spoilt")
    assert verdict_on("backup") is Verdict.LOOK


def test_little_room_on_the_disk_is_told_before_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    free = {"of": 10**12}
    monkeypatch.setattr(
        "highneeds.operations.disk_room.shutil.disk_usage", lambda _: type("Usage", (), {"free": free["of"]})
    )
    for room, verdict in ((10**12, Verdict.WELL), (5 * 10**8, Verdict.LOOK), (10**6, Verdict.MEND)):
        free["of"] = room
        assert verdict_on("disk") is verdict


def test_a_pdf_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise doctor.typst.TypstError

    monkeypatch.setattr(doctor.typst, "compile", fail)
    (found,) = of("papers")
    assert found.verdict is Verdict.MEND


def test_an_engine_that_was_not_compiled_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert verdict_on("engine") is Verdict.LOOK
    (tmp_path / "compiled").touch()
    assert verdict_on("engine") is Verdict.WELL
