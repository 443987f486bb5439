"""A forecast of every area: complete, adding up, with ranges that hold, and honest about what was missing."""

from __future__ import annotations

import numpy as np
import pytest
from tests.forecast.national_worlds import made_up_england, with_series

from highneeds.forecast.national.forecast import NationalForecast, forecast_national, origins_of
from highneeds.forecast.national.nested import METHODS, MODEL, nested_back_test, scored_origins
from highneeds.forecast.national.types import FORECAST_SERIES, NEW_PLANS, PLACEMENT_GROUPS, TOTAL, NationalPanel


def total_of_groups(forecast: NationalForecast) -> np.ndarray:
    return np.asarray(sum(forecast.point[group] for group in PLACEMENT_GROUPS))


@pytest.mark.parametrize("origin", [2012, 2016, 2022])
def test_placement_groups_add_up_to_the_total_of_every_area_and_year(origin: int) -> None:
    forecast = forecast_national(made_up_england(), origin)
    assert total_of_groups(forecast) == pytest.approx(forecast.point[TOTAL])


def test_every_series_has_a_number_inside_its_range_for_every_area_and_year() -> None:
    forecast = forecast_national(made_up_england(), 2020, years=3)
    assert set(forecast.point) == set(FORECAST_SERIES)
    for series in FORECAST_SERIES:
        point, low, high = forecast.point[series], forecast.low[series], forecast.high[series]
        assert point.shape == (60, len(forecast.targets(series)))
        assert ((low >= 0.0) & (low < point) & (point < high) & np.isfinite(high)).all()


def test_plans_begin_with_the_january_after_and_new_plans_with_the_year_of_the_origin() -> None:
    forecast = forecast_national(made_up_england(), 2020, years=2)
    assert forecast.targets(TOTAL) == (2021, 2022)
    assert forecast.targets(NEW_PLANS) == (2020, 2021, 2022)


def test_fewer_years_are_the_first_of_more_years() -> None:
    panel = made_up_england()
    short, long = forecast_national(panel, 2020, years=2), forecast_national(panel, 2020, years=5)
    for series in FORECAST_SERIES:
        assert short.point[series] == pytest.approx(long.point[series][:, : short.point[series].shape[1]])


def test_the_same_figures_give_the_same_bytes() -> None:
    one, other = (forecast_national(made_up_england(), 2020) for _ in range(2))
    assert all(one.high[series].tobytes() == other.high[series].tobytes() for series in FORECAST_SERIES)


def test_ranges_widen_with_the_years_and_are_wider_in_proportion_for_small_areas() -> None:
    panel = made_up_england()
    small = {key: values * np.where(np.arange(60) == 0, 0.005, 1.0)[:, None] for key, values in panel.series.items()}
    forecast = forecast_national(with_series(panel, small), 2020)
    relative = (forecast.high[TOTAL] - forecast.low[TOTAL]) / forecast.point[TOTAL]
    assert (np.diff(relative, axis=1) > 0.0).all()
    assert relative[0, 0] > 1.1 * relative[1:, 0].max()


def test_an_assumed_growth_of_england_replaces_last_years() -> None:
    panel = made_up_england()
    forecast = forecast_national(panel, 2020, england_growth=0.03)
    now = panel[TOTAL][:, panel.years.index(2020)].sum()
    assert forecast.point[TOTAL].sum(axis=0) == pytest.approx(now * 1.03 ** np.arange(1, 6))
    assert total_of_groups(forecast) == pytest.approx(forecast.point[TOTAL])


def test_an_area_without_a_count_is_filled_and_named_and_one_never_counted_is_left_out() -> None:
    panel = made_up_england()
    total = panel[TOTAL].copy()
    total[3, panel.years.index(2020)] = np.nan
    total[5] = np.nan
    forecast = forecast_national(with_series(panel, {TOTAL: total}), 2020)
    assert (forecast.filled, forecast.left_out) == (("003",), ("005",))
    assert "005" not in forecast.areas
    assert all(np.isfinite(forecast.point[series]).all() for series in FORECAST_SERIES)


def test_an_area_that_began_later_takes_nothing_from_the_others() -> None:
    panel = made_up_england()
    late = {key: values.copy() for key, values in panel.series.items()}
    for values in late.values():
        values[7, : panel.years.index(2017)] = np.nan
    forecast = forecast_national(with_series(panel, late), 2019, years=2)
    assert forecast.areas == panel.areas
    assert all(np.isfinite(forecast.high[series]).all() for series in FORECAST_SERIES)
    full = forecast_national(panel, 2019, years=2)
    others = np.arange(60) != 7
    assert forecast.point[TOTAL][others] == pytest.approx(full.point[TOTAL][others], rel=0.01)
    assert forecast.high[TOTAL][others] == pytest.approx(full.high[TOTAL][others], rel=0.02)
    marks = nested_back_test(with_series(panel, late), [2016])
    model = next(mark for mark in marks if (mark.series, mark.method) == (TOTAL, MODEL))
    assert (model.forecasts, np.isfinite(model.median_ape)) == (59, True)


def test_files_without_the_flows_and_population_still_give_a_forecast() -> None:
    panel = made_up_england()
    bare = {key: panel[key] for key in (TOTAL, NEW_PLANS)}
    forecast = forecast_national(
        NationalPanel(panel.areas, panel.area_names, panel.regions, panel.years, bare), 2020, years=1
    )
    assert np.isfinite(forecast.point[TOTAL]).all()
    assert total_of_groups(forecast) == pytest.approx(forecast.point[TOTAL])


@pytest.mark.parametrize(
    ("origin", "years", "growth", "said"),
    [
        (2020, 6, None, "1 to 5 years ahead, not 6"),
        (2020, 0, None, "not 0"),
        (2011, 1, None, "2011 cannot be an origin"),
        (2020, 1, -1.0, "cannot grow by -100%"),
    ],
)
def test_what_cannot_be_forecast_is_an_error(origin: int, years: int, growth: float | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        forecast_national(made_up_england(), origin, years=years, england_growth=growth)


def test_origins_need_their_own_count_and_two_before_and_scored_ones_six_and_a_truth() -> None:
    panel = made_up_england()
    assert origins_of(panel) == tuple(range(2012, 2023))
    assert scored_origins(panel) == tuple(range(2016, 2022))


def test_in_a_world_of_known_law_the_model_beats_every_naive_method_and_its_ranges_hold() -> None:
    marks = {
        (mark.method, mark.years_ahead): mark
        for mark in nested_back_test(made_up_england(150))
        if mark.series == TOTAL and mark.years_ahead == 1
    }
    model = marks[MODEL, 1]
    assert 75.0 <= model.coverage <= 88.0
    for method in METHODS[1:]:
        assert model.median_ape < marks[method, 1].median_ape
        assert model.interval_score < marks[method, 1].interval_score


def test_a_back_test_without_enough_januaries_is_an_error() -> None:
    panel = made_up_england()
    short = NationalPanel(
        panel.areas, panel.area_names, panel.regions, YEARS_TOO_FEW, {key: v[:, :6] for key, v in panel.series.items()}
    )
    with pytest.raises(ValueError, match="six before it"):
        nested_back_test(short)


YEARS_TOO_FEW = tuple(range(2009, 2015))
