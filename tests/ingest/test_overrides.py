"""What the council says of a place goes before the register, on the days for which it says it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.ingest.invented_pupils import Row
from tests.ingest.other_files import SCHOOL, SPECIAL
from tests.ingest.small_council import SmallCouncil, import_folder

from highneeds.ingest import FileKind
from highneeds.ingest.places import add_settings

_DAY = date(2026, 1, 15)
_BLANK: Row = {"urn": None, "ukprn": None, "sen_setting": None, "is_unit": None, "is_resourced": None,
               "valid_from": None, "valid_to": None}  # fmt: skip
_SCHEMA = {"urn": pl.String, "ukprn": pl.String, "sen_setting": pl.String, "is_unit": pl.Boolean,
           "is_resourced": pl.Boolean, "valid_from": pl.Date, "valid_to": pl.Date, "setting": pl.String}  # fmt: skip


def _setting(*overrides: Row, urn: str | None = SCHOOL, code: str | None = None, is_unit: bool = False) -> str:
    place = pl.DataFrame(
        {"urn": [urn], "ukprn": [None], "sensetting": [code], "is_unit": [is_unit], "is_resourced": [False]},
        schema={"urn": pl.String, "ukprn": pl.String, "sensetting": pl.String, "is_unit": pl.Boolean,
                "is_resourced": pl.Boolean},
    )  # fmt: skip
    register = pl.DataFrame({"urn": [SCHOOL], "ukprn": [None], "setting": ["mainstream"]})
    said = pl.DataFrame([_BLANK | each for each in overrides], schema=_SCHEMA, orient="row")
    return str(add_settings(place, register, _DAY, overrides=said)["setting"].item())


def test_a_school_on_the_councils_hospital_list_is_a_hospital_school() -> None:
    assert _setting() == "mainstream"
    assert _setting({"urn": SCHOOL, "setting": "hospital_school"}) == "hospital_school"


def test_an_override_for_the_unit_leaves_the_school_as_it_is() -> None:
    row: Row = {"urn": SCHOOL, "is_unit": True, "setting": "special"}
    assert _setting(row, is_unit=True) == "special"
    assert _setting(row) == "mainstream"


def test_the_override_that_says_more_goes_before_one_that_says_less() -> None:
    rows: tuple[Row, Row] = (
        {"urn": SCHOOL, "setting": "other"},
        {"urn": SCHOOL, "is_unit": True, "setting": "special"},
    )
    assert _setting(*rows, is_unit=True) == "special"
    assert _setting(*rows) == "other"


@pytest.mark.parametrize(
    ("first", "last", "setting"),
    [
        (None, None, "other"),
        (_DAY, _DAY, "other"),
        (None, date(2026, 1, 14), "mainstream"),
        (date(2026, 1, 16), None, "mainstream"),
    ],
)
def test_an_override_holds_on_its_days_both_ends_included(first: date | None, last: date | None, setting: str) -> None:
    assert _setting({"urn": SCHOOL, "setting": "other", "valid_from": first, "valid_to": last}) == setting


def test_a_code_of_the_return_can_be_overridden() -> None:
    row: Row = {"sen_setting": "OTH", "setting": "education_otherwise"}
    assert _setting(row, urn=None, code="OTH") == "education_otherwise"


def test_a_welsh_number_is_another_setting_and_no_fault_of_the_register(tmp_path: Path) -> None:
    assert _setting(urn="401999") == "other"
    council = SmallCouncil(tmp_path)
    council.sen2["placementdetail"][0]["urn"] = "401234"
    council.sen2["placementdetail"][1]["urn"] = "401999"
    council.write()
    imported = import_folder(tmp_path)
    assert imported.of("L04") == []
    returned = imported.tables["placements"].filter(pl.col("return_year") == 2026).sort("child_key")
    assert set(returned["setting"].cast(pl.String)) == {"independent_special", "other", "further_education"}


def test_a_number_that_the_links_lead_on_from_is_no_fault_and_its_costs_find_the_place(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.costs[1]["URN"] = 900009  # the number of Birch School before it became an academy
    council.sen2["placementdetail"][0]["urn"] = "900009"
    council.write()
    imported = import_folder(tmp_path)
    assert imported.of("L04") == []
    line = imported.tables["cost_lines"].filter(line_ref="L2")
    assert (line["urn"].item(), line["setting"].cast(pl.String).item()) == (SCHOOL, "sen_unit")


def test_a_register_of_another_day_keeps_section_41_as_it_was(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.others = {}
    for row in council.register:
        row["Section41Approved (name)"] = "Approved" if row["URN"] == SPECIAL else "Not applicable"
        row["LastChangedDate"] = "01-10-2026"
    council.write()
    versions = import_folder(tmp_path).tables["provider_versions"]
    assert versions["as_at"].unique().to_list() == [date(2026, 10, 1)]
    assert versions.filter("is_section_41")["urn"].to_list() == [SPECIAL]
    assert FileKind.PROVIDER_REGISTER in {result.kind for result in import_folder(tmp_path).results}
