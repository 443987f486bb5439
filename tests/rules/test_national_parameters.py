"""No national number without a unit, a day from which it holds and a source."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from highneeds.core import CensusDay, FinancialYear, Parameter
from highneeds.rules import census_day, load_parameters, parameter
from highneeds.rules.census_days import census_days_of, load_census_days
from highneeds.rules.parameters import parameters_of
from highneeds.rules.rollups import load_rollup

GOOD: dict[str, Any] = {
    "rate": {
        "label": "A rate",
        "unit": "pence",
        "values": [{"effective": date(2020, 4, 1), "value": "5", "source": {"title": "A guide", "paragraph": "1"}}],
    }
}


def planted(**changes: object) -> dict[str, Any]:
    """The good file with the entry of one value changed; None takes the key out."""
    tables = deepcopy(GOOD)
    entry = tables["rate"]["values"][0]
    for key, value in changes.items():
        if value is None:
            del entry[key]
        else:
            entry[key] = value
    return tables


@pytest.mark.parametrize("key", list(load_parameters()))
def test_every_parameter_has_a_unit_and_a_source(key: str) -> None:
    national = parameter(key)
    assert national.key == key
    assert national.unit.strip()
    assert all(value.source.title.strip() and value.source.paragraph.strip() for value in national.values)


# The court's reading of the regulations dates from March 2022, the rate of interest from 2025;
# the grant covers no deficit after 2025-26.
NOT_IN_EVERY_YEAR = {
    "review_amended_plan_limit_weeks",
    "deficit_borrowing_rate_share_per_year",
    "stability_grant_share",
}


@pytest.mark.parametrize("key", sorted(load_parameters().keys() - NOT_IN_EVERY_YEAR))
def test_every_parameter_holds_in_every_year_of_the_demonstration(key: str) -> None:
    held = [parameter(key).on(FinancialYear(starts).first_day) for starts in range(2021, 2027)]
    assert all(value > 0 or key == "order_cease_days" for value in held)  # that plan ceases at once


@pytest.mark.parametrize("key", list(load_parameters()))
def test_the_name_of_a_parameter_ends_in_its_unit(key: str) -> None:
    unit = parameter(key).unit
    first_word = unit.split()[0]
    assert first_word in key.split("_")


def test_a_good_file_loads() -> None:
    rate = parameters_of(GOOD, file="good.toml")["rate"]
    assert isinstance(rate, Parameter)
    assert rate.on(date(2026, 4, 1)) == Decimal(5)


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        (planted(source=None), "missing source"),
        (planted(source={"title": "A guide"}), "missing paragraph"),
        (planted(source={"title": " ", "paragraph": "1"}), "needs a title"),
        (planted(source={"title": "A guide", "paragraph": "1", "page": "2"}), "unknown page"),
        (planted(effective=None), "missing effective"),
        (planted(effective=datetime(2020, 4, 1)), "must be a day"),  # noqa: DTZ001 - TOML's own local date-time
        (planted(effective="2020-04-01"), "must be a day"),
        (planted(value="five"), "not a number"),
        (planted(value="NaN"), "not a finite number"),
        (planted(value=5.1), "in quotes"),
        (planted(note="x"), "unknown note"),
        ({"rate": GOOD["rate"] | {"unit": ""}}, "needs a label and a unit"),
        ({"rate": {k: v for k, v in GOOD["rate"].items() if k != "unit"}}, "missing unit"),
        ({"rate": GOOD["rate"] | {"colour": "red"}}, "unknown colour"),
        ({"rate": GOOD["rate"] | {"values": []}}, "values must be present"),
        ({"rate": 5}, "expected a table"),
    ],
)
def test_a_planted_fault_does_not_load_and_names_file_and_key(tables: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"planted\.toml, rate.*{complaint}"):
        parameters_of(tables, file="planted.toml")


def test_an_unknown_key_is_an_error_not_a_guess() -> None:
    with pytest.raises(LookupError, match="no parameter 'place_moon'"):
        parameter("place_moon")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("place_special_pence_per_year", 1_000_000),
        ("place_unit_filled_pence_per_year", 600_000),
        ("place_unit_vacant_pence_per_year", 1_000_000),
        ("place_alternative_provision_pence_per_year", 1_000_000),
        ("place_further_education_pence_per_year", 600_000),
        ("place_non_maintained_special_pence_per_year", 1_000_000),
        ("element_2_threshold_pence_per_year", 600_000),
        ("final_plan_limit_weeks", 20),
        ("assessment_decision_limit_weeks", 6),
        ("no_plan_decision_limit_weeks", 16),
        ("annual_review_interval_months", 12),
        ("review_decision_limit_weeks", 4),
        ("school_days_per_year", 190),
        ("school_weeks_per_year", 38),
        ("residential_weeks_per_year", 52),
        ("terms_per_year", 3),
        ("months_per_year", 12),
    ],
)
def test_the_rates_and_limits_of_2026_are_those_of_their_sources(key: str, value: int) -> None:
    assert parameter(key).on(date(2026, 10, 31)) == value


def test_the_decision_and_the_amendment_together_take_the_twelve_weeks_of_the_court() -> None:
    day = date(2026, 10, 31)
    together = parameter("review_decision_limit_weeks").on(day) + parameter("review_amendment_limit_weeks").on(day)
    assert parameter("review_amended_plan_limit_weeks").on(day) == together


@pytest.mark.parametrize("year", range(2021, 2028))
def test_census_days_are_the_third_thursday_of_january(year: int) -> None:
    day = census_day(CensusDay(year))
    assert (day.year, day.month, day.isoweekday()) == (year, 1, 4)
    assert 15 <= day.day <= 21


def test_the_census_day_of_a_far_year_is_not_guessed() -> None:
    with pytest.raises(LookupError, match=r"January 2040 is not known; there are January 2021 to January 2027"):
        census_day(CensusDay(2040))


def test_every_census_day_and_every_roll_up_has_a_source() -> None:
    assert all(source.title and source.paragraph for _, source in load_census_days().values())
    assert all(load_rollup(name).source.title for name in ("dsg_plan", "benchmark", "scap", "lsrp"))


@pytest.mark.parametrize("day", [date(2025, 1, 16), date(2026, 2, 19), "2026-01-15"])
def test_a_census_day_outside_its_january_does_not_load(day: object) -> None:
    tables = {"2026": {"day": day, "source": {"title": "A guide", "paragraph": "1"}}}
    with pytest.raises(ValueError, match=r"planted\.toml, 2026: expected a day in January 2026"):
        census_days_of(tables, file="planted.toml")


def test_a_census_day_without_source_does_not_load() -> None:
    with pytest.raises(ValueError, match=r"planted\.toml, 2026: missing source"):
        census_days_of({"2026": {"day": date(2026, 1, 15)}}, file="planted.toml")
