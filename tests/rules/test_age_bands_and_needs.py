"""Ages and needs fold into the bands and areas that the returns ask for."""

from __future__ import annotations

import pytest

from highneeds.core import NcYear
from highneeds.rules import (
    AGE_BANDS,
    AREAS_OF_NEED,
    PHASES,
    Need,
    area_of_need,
    comparable_need,
    dsg_age_band,
    lsrp_age_band,
    needs_in_census,
    phase,
)

every_year = [NcYear(number) for number in range(NcYear.FIRST, NcYear.LAST + 1)]


@pytest.mark.parametrize(
    ("first", "last", "band"),
    [
        (-5, 0, "Under 5"),
        (1, 6, "Age 5 to 10"),
        (7, 11, "Age 11 to 15"),
        (12, 15, "Age 16 to 19"),
        (16, 20, "Age 20 to 25"),
    ],
)
def test_the_management_plan_counts_age_at_the_start_of_the_school_year(first: int, last: int, band: str) -> None:
    assert {dsg_age_band(NcYear(number)) for number in range(first, last + 1)} == {band}


@pytest.mark.parametrize(
    ("first", "last", "band"),
    [
        (-5, -1, "Under 5"),
        (0, 5, "Age 5 to 10"),
        (6, 10, "Age 11 to 15"),
        (11, 14, "Age 16 to 19"),
        (15, 20, "Age 20 to 25"),
    ],
)
def test_the_reform_plan_counts_the_age_turned_in_the_school_year(first: int, last: int, band: str) -> None:
    assert {lsrp_age_band(NcYear(number)) for number in range(first, last + 1)} == {band}


def test_bands_and_phases_run_upwards_and_cover_every_school_year() -> None:
    assert tuple(dict.fromkeys(map(dsg_age_band, every_year))) == AGE_BANDS
    assert tuple(dict.fromkeys(map(lsrp_age_band, every_year))) == AGE_BANDS
    assert tuple(dict.fromkeys(map(phase, every_year))) == PHASES


@pytest.mark.parametrize(
    ("number", "name"),
    [(-1, "early childhood"), (0, "primary"), (6, "primary"), (7, "secondary"), (12, "16 to 19"), (15, "19 to 25")],
)
def test_a_school_year_has_its_phase(number: int, name: str) -> None:
    assert phase(NcYear(number)) == name


@pytest.mark.parametrize("need", list(Need))
def test_every_need_has_a_label_and_a_broad_area(need: Need) -> None:
    assert need.label.strip()
    assert area_of_need(need) in AREAS_OF_NEED


def test_down_syndrome_joins_the_return_in_2025() -> None:
    assert Need.DS not in needs_in_census(2024)
    assert Need.DS in needs_in_census(2025)
    assert Need.NOT_RECORDED not in needs_in_census(2026)


def test_across_2025_down_syndrome_counts_as_other_and_nothing_else_changes() -> None:
    assert comparable_need(Need.DS) is Need.OTH
    assert all(comparable_need(need) is need for need in Need if need is not Need.DS)
    assert {comparable_need(need) for need in needs_in_census(2026)} == needs_in_census(2024)
