"""Files of places and pupils go into the store and come out as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.other_files import FILE_OF_KIND, clean_others
from tests.ingest.small_council import KEY, SmallCouncil, write_csv
from tests.store.store_frames import run_of

from highneeds.ingest import FileKind, ReadContext, find_units, read_unit
from highneeds.store.keeping import save_result
from highneeds.store.models import ImportRun
from highneeds.store.tables import load_table


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FILE_OF_KIND, ids=str)
def test_a_file_comes_out_of_the_store_as_it_was_read(tmp_path: Path, kind: FileKind) -> None:
    council = SmallCouncil(tmp_path)
    write_csv(council.other_file(kind), council.others[kind])
    (unit,) = find_units([council.other_file(kind)])
    result = read_unit(unit, ReadContext(KEY))
    assert unit.kind is kind
    assert result.faults == ()
    save_result(run_of(kind.value), result.tables)
    for name, frame in result.tables.items():
        assert load_table(name).rows() == frame.rows()
        assert frame.height > 0


@pytest.mark.django_db
def test_an_older_version_of_the_band_scheme_stays_when_a_newer_one_is_imported(tmp_path: Path) -> None:
    rows = clean_others()[FileKind.BANDS]
    for number, row in enumerate(rows):
        (unit,) = find_units([write_csv(tmp_path / f"bands-{number}.csv", [row])])
        save_result(run_of("bands", str(number)), read_unit(unit, ReadContext(KEY)).tables)
    assert load_table("band_rates")["version"].to_list() == ["2025", "2026"]
    assert ImportRun.objects.filter(state=ImportRun.State.IMPORTED).count() == 2
