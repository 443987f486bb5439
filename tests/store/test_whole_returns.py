"""A return kept in the store is given back as it was; who the children are is sealed, erasable, or not kept at all."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from tests.ingest.sen2_histories import histories, history
from tests.ingest.sen2_returns import Frames, as_blade, as_xml, returns
from tests.store.store_frames import run_of

from highneeds.core.errors import Refusal
from highneeds.ingest import ImportUnit, find_units
from highneeds.ingest.headers import ROW
from highneeds.ingest.sen2_raw import Sen2Return
from highneeds.ingest.sen2_shapes import plain, read_shape
from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.sen2_out import forget_names, write_return_as_xml, write_stored_return
from highneeds.store.models import ImportRun, Sen2ModuleRow, Sen2NamesRow
from highneeds.store.sealing import KEY_FILE_SETTING, NO_KEY
from highneeds.store.sen2_returns import keep_return, stored_return

pytestmark = pytest.mark.django_db


def read(unit: ImportUnit) -> Sen2Return:
    found = read_shape(unit)
    assert isinstance(found, Sen2Return), found
    return plain(found)


def imported(folder: Path, year: int, frames: Frames) -> Path:
    """The return imported from its nine files, whose folder this is."""
    nine = folder / "nine"
    nine.mkdir()
    as_blade(nine, year, frames)
    (outcome,) = import_paths([nine]).units
    assert outcome.outcome is Outcome.IMPORTED, outcome.faults
    return nine


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(returns())
def test_what_any_return_says_comes_back_from_the_store(given_return: tuple[int, Frames]) -> None:
    year, frames = given_return
    with TemporaryDirectory() as folder, transaction.atomic():
        first = read(as_xml(Path(folder), year, frames))
        run = run_of("sen2-xml")
        run.period = str(year)
        run.finished_at = run.started_at
        run.save()
        keep_return(run, first.frames, first.unread)
        kept = stored_return(year)
        transaction.set_rollback(True)
    assert all(kept.frames[module].select(frame.columns).equals(frame) for module, frame in first.frames.items())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(most=12))
def test_in_store_out_and_in_again_is_the_identity(given_history: tuple[int, Frames]) -> None:
    year, frames = given_history
    with TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        imported(folder, year, frames)
        written = write_stored_return(year, folder / "out.xml")
        again = frames_at(folder / "out.xml")
        transaction.set_rollback(True)
    assert (written.unknown, written.out_of_year, written.out_of_place) == ((), (), {})
    assert all(again[module].equals(frame) for module, frame in frames.items())


def frames_at(path: Path) -> Frames:
    (unit,) = find_units([path])
    return {module: frame.drop(ROW) for module, frame in read(unit).frames.items()}


@pytest.fixture
def council(tmp_path: Path, own_home: Path) -> Path:  # noqa: ARG001 - a home, and so a key, of its own
    return imported(tmp_path, 2026, history(2026, 5, random.Random(1)))  # noqa: S311 - an example, not a secret


def _everything_stored() -> bytes:
    found = b""
    with connection.cursor() as cursor:
        for model in (Sen2ModuleRow, Sen2NamesRow):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - our own table
            found += repr(
                [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor]
            ).encode()
    return found


def test_names_and_numbers_are_kept_sealed_only(council: Path) -> None:
    person = frames_at(council)["person"]
    secret = [value for name in ("surname", "upn", "postcode") for value in person[name].drop_nulls()]
    stored = _everything_stored()
    assert secret
    assert [value for value in secret if value.encode() in stored] == []
    open_columns = pl.read_parquet(bytes(Sen2ModuleRow.objects.get(module="person").content)).columns
    assert {"surname", "forename", "upn", "uniquelearnernumber", "postcode"}.isdisjoint(open_columns)


def test_erased_names_come_from_the_file_that_was_imported_and_no_other(council: Path, tmp_path: Path) -> None:
    write_stored_return(2026, tmp_path / "before.xml")
    assert forget_names(2026) == 5
    assert forget_names(2026) == 0
    with pytest.raises(Refusal, match="they were erased"):
        write_stored_return(2026, tmp_path / "after.xml")
    with pytest.raises(Refusal, match="is not the return of 2026 that was imported"):
        write_stored_return(2026, tmp_path / "after.xml", original=tmp_path / "before.xml")
    assert not (tmp_path / "after.xml").exists()
    write_stored_return(2026, tmp_path / "after.xml", original=council)
    assert (tmp_path / "after.xml").read_bytes() == (tmp_path / "before.xml").read_bytes()


def test_without_a_key_no_name_is_kept(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_FILE_SETTING, NO_KEY)
    nine = imported(tmp_path, 2026, history(2026, 5, random.Random(1)))  # noqa: S311 - an example, not a secret
    assert not Sen2NamesRow.objects.exists()
    with pytest.raises(Refusal, match=r"no key is set.*--original"):
        write_stored_return(2026, tmp_path / "out.xml")
    write_stored_return(2026, tmp_path / "out.xml", original=nine)
    write_return_as_xml(nine, tmp_path / "direct.xml")
    assert (tmp_path / "out.xml").read_bytes() == (tmp_path / "direct.xml").read_bytes()
    assert own_home.is_dir()


def test_names_sealed_with_another_key_are_said_to_be_so(council: Path, own_home: Path, tmp_path: Path) -> None:
    assert council.is_dir()
    (own_home / "sealing.key").unlink()
    with pytest.raises(Refusal, match=r"names of the return of 2026 cannot be opened.*another key"):
        write_stored_return(2026, tmp_path / "out.xml")


def test_fields_that_have_no_place_are_kept_told_and_given_back(tmp_path: Path, own_home: Path) -> None:
    frames = history(2024, 3, random.Random(2))  # noqa: S311 - an example, not a secret
    nine = tmp_path / "nine"
    nine.mkdir()
    files = {file.name: file.path for file in as_blade(nine, 2024, frames).files}
    person = next(path for name, path in files.items() if name.endswith("_person.csv"))
    lines = person.read_text(encoding="utf-8").splitlines()
    person.write_text(
        "\n".join([lines[0] + ",Nickname", lines[1] + ",Bee", *(line + "," for line in lines[2:])]), encoding="utf-8"
    )
    (unit,) = import_paths([nine]).units
    assert "Nickname" in next(fault.advice for fault in unit.faults if fault.rule == "F07")
    written = write_stored_return(2024, tmp_path / "out.xml", unread=tmp_path / "unread.csv")
    assert written.unknown == ("Nickname",)
    assert (tmp_path / "unread.csv").read_text(encoding="utf-8").splitlines()[1:] == ["person,2,Nickname,Bee"]
    assert b"Bee" not in _everything_stored()
    assert own_home.is_dir()


def test_a_return_replaced_by_a_later_file_gives_back_the_later(council: Path, tmp_path: Path) -> None:
    write_stored_return(2026, tmp_path / "first.xml")
    text = (tmp_path / "first.xml").read_text(encoding="utf-8").replace("<Surname>Ash0<", "<Surname>Elm<")
    (tmp_path / "second.xml").write_text(text, encoding="utf-8")
    import_paths([tmp_path / "second.xml"])
    assert ImportRun.objects.filter(state=ImportRun.State.IMPORTED).count() == 1
    write_stored_return(2026, tmp_path / "out.xml")
    assert (tmp_path / "out.xml").read_bytes() == (tmp_path / "second.xml").read_bytes()
    assert council.is_dir()


def test_a_year_that_is_not_kept_is_refused_with_those_that_are(council: Path, tmp_path: Path) -> None:
    assert council.is_dir()
    with pytest.raises(Refusal, match=r"No return of 2021 is kept. Kept are: 2026."):
        write_stored_return(2021, tmp_path / "out.xml")
