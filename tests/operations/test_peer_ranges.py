"""The ranges that ``highneeds forecast`` writes: as modelled without a record, stretched about the median with one."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from tests.operations.test_backtest_command import peer_files

from highneeds.forecast.conformal import Adjustment
from highneeds.operations.peer_forecast import forecast_from_transitions
from highneeds.operations.peer_ranges import NO_CHANGE, RangesAsked, with_ranges

TOTAL = pl.DataFrame(
    {
        "year": [2026, 2026, 2027, 2027, 2028, 2028],
        "measure": ["children", "cost_gbp"] * 3,
        "mean": [100.0] * 6,
        "sd": [10.0] * 6,
        "p10": [100.0, 100.0, 90.0, 80.0, 40.0, 80.0],
        "p50": [100.0] * 6,
        "p90": [100.0, 100.0, 120.0, 130.0, 120.0, 130.0],
    }
)


def adjustment(years_ahead: int, factor: float) -> Adjustment:
    return Adjustment(years_ahead, 0.8, 3, 2, factor, factor)


def test_percentiles_move_about_the_median_and_mean_and_spread_stay() -> None:
    asked = RangesAsked({"children": (adjustment(1, 1.5), adjustment(2, 2.0))}, ("why",))
    shown = with_ranges(TOTAL, asked)
    assert shown["range_factor"].to_list() == [1.0, 1.0, 1.5, 1.0, 2.0, 1.0]
    assert shown["p10"].to_list() == [100.0, 100.0, 85.0, 80.0, 0.0, 80.0]
    assert shown["p90"].to_list() == [100.0, 100.0, 130.0, 130.0, 140.0, 130.0]
    for name in ("mean", "sd", "p50"):
        assert shown[name].to_list() == TOTAL[name].to_list()


def test_without_a_record_the_table_is_as_it_was_and_says_a_factor_of_one() -> None:
    shown = with_ranges(TOTAL, NO_CHANGE)
    assert shown.drop("range_factor").equals(TOTAL)
    assert set(shown["range_factor"]) == {1.0}


@pytest.mark.parametrize(
    ("intervals", "said"), [(4, "too few earlier forecasts (2 at one"), (6, "earlier forecasts fell")]
)
def test_a_forecast_says_whether_its_own_past_set_the_ranges(tmp_path: Path, intervals: int, said: str) -> None:
    files = peer_files(tmp_path, intervals=intervals)
    result = forecast_from_transitions(**files, out=tmp_path / "out", draws=20, seed=1, years=1)
    assert any(said in reason for reason in result.ranges)
    with (tmp_path / "out/total.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert all(float(row["range_factor"]) > 0.0 for row in rows)
    assert all(float(row["p10"]) <= float(row["p50"]) <= float(row["p90"]) for row in rows)


def test_constant_rates_are_not_judged_by_forecasts_with_drawn_ones(tmp_path: Path) -> None:
    files = peer_files(tmp_path, intervals=6)
    result = forecast_from_transitions(**files, out=tmp_path / "out", draws=20, seed=1, years=1, rates="constant")
    assert result.ranges == ()
