"""From the council's tables to the engine's arrays."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from highneeds.forecast.space import council_space
from highneeds.forecast.types import FIRST_NC_YEAR, NOT_KNOWN
from highneeds.operations.forecast_inputs import (
    event_months_of,
    history_of,
    pipeline_of,
    request_outcomes_of,
    stock_of,
)

DAY = date(2026, 1, 15)


def test_events_are_counted_by_nc_position_and_month_and_none_at_all_is_said_to_be_none() -> None:
    schema = {"census_year_from": pl.Int32, "event": pl.String, "nc_year": pl.Int32, "month": pl.Int32}
    rows = [(2025, "joining", 0, 3), (2025, "joining", 0, 3), (2025, "moving", 7, 7), (2025, "leaving", 40, 0)]
    counted = event_months_of(pl.DataFrame(rows, schema=schema, orient="row"))
    assert counted is not None
    assert counted.joining[-FIRST_NC_YEAR, 3] == 2.0
    assert counted.moving[7 - FIRST_NC_YEAR, 7] == 1.0
    assert counted.leaving.sum() == 0.0
    assert event_months_of(pl.DataFrame(schema=schema)) is None


def test_years_in_plan_reach_the_history_and_the_stock() -> None:
    space = council_space()
    need, setting = space.needs[0], space.settings[0]
    transitions = pl.DataFrame(
        {
            "census_year_from": [2025, 2025],
            "nc_year_from": [3, 4],
            "need_from": [need, None],
            "setting_from": [setting, None],
            "need_to": [need, need],
            "setting_to": [setting, setting],
            "years_in_plan_from": [2, None],
        }
    )
    history = history_of(transitions, space)
    assert history.years_in_plan_from is not None
    assert history.years_in_plan_from.tolist() == [2, NOT_KNOWN]
    undated = transitions.with_columns(years_in_plan_from=pl.lit(None, pl.Int32))
    assert history_of(undated, space).years_in_plan_from is None
    census = pl.DataFrame(
        {
            "child_key": ["0" * 31 + "1"],
            "nc_year": [4],
            "need": [need],
            "setting": [setting],
            "plan_start": [date(2023, 1, 1)],
        }
    )
    prices = pl.DataFrame({"child_key": ["0" * 31 + "1"], "price_pence_per_year": [100_00]})
    stock = stock_of(census, prices, space, census_year=2026)
    assert stock.years_in_plan is not None
    assert stock.years_in_plan.tolist() == [3]


def test_the_pipeline_counts_who_waits_by_age_and_how_long_a_plan_took() -> None:
    schema = {
        "return_year": pl.Int16,
        "child_key": pl.String,
        "received_date": pl.Date,
        "request_outcome": pl.String,
        "assessment_outcome": pl.String,
        "assessment_outcome_date": pl.Date,
    }
    long_ago = DAY - timedelta(days=200)
    rows = [
        (2026, "a", long_ago, "Y", "A", None),
        (2026, "b", DAY - timedelta(days=20), "A", None, None),
        (2026, "c", long_ago, "Y", "Y", long_ago + timedelta(days=152)),
        (2026, "d", long_ago, "N", None, None),
    ]
    requests = pl.DataFrame(rows, schema=schema, orient="row")
    children = pl.DataFrame(
        {"return_year": [2026] * 4, "child_key": list("abcd"), "birth_date": [date(2015, 5, 1)] * 4},
        schema_overrides={"return_year": pl.Int16},
    )
    pipeline = pipeline_of(requests, children, DAY, return_year=2026)
    assert pipeline.open_by_nc.sum() == pipeline.open_by_nc[6 - FIRST_NC_YEAR] == 2.0
    assert pipeline.overdue_by_nc.sum() == 1.0
    assert pipeline.mean_months == pytest.approx(5.0, abs=0.01)
    assert pipeline.prob_open_becomes_plan == pytest.approx(2 / 3)
    outcomes = request_outcomes_of(requests)
    assert outcomes is not None
    assert (outcomes.decided, outcomes.became_plan) == (2, 1)
    assert request_outcomes_of(requests.head(0)) is None
