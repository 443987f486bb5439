"""Ranges as shown: as many times as wide as past forecasts ask, about the median; the mean and what is known stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.governance.ranges import adjusted_series, range_assumptions
from highneeds.governance.record import PastForecast, PastForecasts, RangeFactor, RangeSeries, YearRange


def years(*, first: int, count: int) -> tuple[YearRange, ...]:
    """One year known, then ``count`` whose ranges run from 10 below the median of 100 to 20 above; mean 101."""
    behind = YearRange(str(first - 1), 90.0, 90.0, 90.0, 90.0, is_actual=True)
    return (behind, *(YearRange(str(first + i), 101.0, 90.0, 100.0, 120.0) for i in range(count)))


def series(unit: str, key: str = "block_cost", group: str = "All") -> RangeSeries:
    return RangeSeries(key, f"{unit} {key}", group, unit, "basis", years(first=2027, count=5))


def past(children: tuple[float, ...] = (), cost: tuple[float, ...] = ()) -> PastForecasts:
    def ranges(factors: tuple[float, ...]) -> tuple[RangeFactor, ...]:
        return tuple(RangeFactor(ahead, 3, 2, factor) for ahead, factor in enumerate(factors, start=1))

    made = (PastForecast(2024, 2025, 1.0, 1.0, 1.0, 1.0), PastForecast(2025, 2026, 1.0, 1.0, 1.0, 1.0))
    return PastForecasts(200, (), made, (), ranges(children), "why children", ranges(cost), "why cost")


def factors_shown(shown: RangeSeries) -> list[float]:
    return [round((year.p90 - year.p50) / 20.0, 6) for year in shown.years if not year.is_actual]


def test_children_take_the_factor_of_the_years_ahead_and_the_last_one_holds_beyond_the_record() -> None:
    (shown,) = adjusted_series([series("children")], past(children=(1.0, 1.2, 1.5), cost=(9.0,)))
    assert factors_shown(shown) == [1.0, 1.2, 1.5, 1.5, 1.5]


def test_this_financial_year_stays_and_the_next_takes_the_factor_of_two_years() -> None:
    (shown,) = adjusted_series([series("pence")], past(children=(9.0,), cost=(1.1, 1.2, 1.5)))
    assert factors_shown(shown) == [1.0, 1.2, 1.5, 1.5, 1.5]


@given(st.lists(st.floats(0.2, 4.0), min_size=1, max_size=5).map(tuple))
def test_mean_median_and_what_was_counted_never_change(factors: tuple[float, ...]) -> None:
    (shown,) = adjusted_series([series("children")], past(children=factors))
    before = series("children")
    assert [(year.mean, year.p50) for year in shown.years] == [(year.mean, year.p50) for year in before.years]
    assert shown.years[0] == before.years[0]
    for year in shown.years[1:]:
        assert (year.p50 - year.p10) / (year.p90 - year.p50) == pytest.approx(0.5)
    assert shown.years[1].p90 - shown.years[1].p50 == pytest.approx(20.0 * factors[0])


def test_without_a_record_every_range_is_as_the_model_gives_it() -> None:
    given_series = (series("children"), series("pence"))
    assert adjusted_series(given_series, past()) == given_series
    assert [name for name, _, _ in range_assumptions(given_series, past())] == [
        "Ranges of children, by earlier forecasts",
        "Ranges of cost, by earlier forecasts",
    ]


def test_children_and_cost_do_not_fall_below_nothing_but_a_deficit_may_become_a_surplus() -> None:
    wide = past(children=(20.0,), cost=(1.0, 20.0))
    children, cost, owed = adjusted_series(
        [series("children"), series("pence"), series("pence", "cumulative_balance")], wide
    )
    assert children.years[-1].p10 == 0.0
    assert cost.years[-1].p10 == 0.0
    assert owed.years[-1].p10 == -100.0


def test_the_assumptions_give_each_changed_range_as_modelled_and_as_shown() -> None:
    of_parts = series("pence", group="Mainstream")
    money = replace(
        series("pence"),
        years=(YearRange("2026-27", 1e10, 9e9, 1e10, 1.1e10), YearRange("2027-28", 1e10, 9e9, 1e10, 1.2e10)),
    )
    lines = range_assumptions([series("children"), money, of_parts], past(children=(1.0, 1.5), cost=(1.0, 2.0)))
    source = "the forecast made again as at January 2024 to 2025, 200 draws each"
    assert lines[:2] == (
        ("Ranges of children, by earlier forecasts", "why children", source),
        ("Ranges of cost, by earlier forecasts", "why cost", source),
    )
    assert lines[2] == (
        "children block_cost, 2028",
        "range 85 to 130, as the model gives it 90 to 120; times 1.50",
        source,
    )
    assert lines[-1] == (
        "pence block_cost, 2027-28",
        "range £80.0m to £140.0m, as the model gives it £90.0m to £120.0m; times 2.00",
        source,
    )
    assert len(lines) == 2 + 4 + 1
