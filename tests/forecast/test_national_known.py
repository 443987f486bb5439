"""Only what was known in January of the origin goes into a forecast."""

from __future__ import annotations

import numpy as np
import pytest
from tests.forecast.national_worlds import made_up_england, with_series

from highneeds.forecast.national.forecast import forecast_national
from highneeds.forecast.national.known import figures, known_at, with_gaps_filled
from highneeds.forecast.national.nested import MODEL, nested_back_test
from highneeds.forecast.national.types import FLOWS, FORECAST_SERIES, POPULATION, STOCKS, TOTAL, NationalPanel
from highneeds.forecast.national.yardsticks import naive_points
from highneeds.forecast.types import Floats

ORIGIN = 2018


def altered_after(panel: NationalPanel, origin: int, seed: int) -> NationalPanel:
    """Everything that came out after January of the origin is replaced by rubbish and gaps."""
    rng = np.random.default_rng(seed)
    changed: dict[str, Floats] = {}
    for key, values in panel.series.items():
        lag = 0 if key in STOCKS else 1 if key in FLOWS else 2
        later = np.array(panel.years) > origin - lag
        rubbish = rng.uniform(0.0, 9e5, values.shape)
        rubbish[rng.random(values.shape) < 0.3] = np.nan
        changed[key] = np.where(later, rubbish, values)
    return with_series(panel, changed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_altering_anything_published_after_the_origin_changes_no_bit_of_the_forecast(seed: int) -> None:
    panel = made_up_england()
    before = forecast_national(panel, ORIGIN)
    after = forecast_national(altered_after(panel, ORIGIN, seed), ORIGIN)
    for series in FORECAST_SERIES:
        for one, other in ((before.point, after.point), (before.low, after.low), (before.high, after.high)):
            assert one[series].tobytes() == other[series].tobytes()


def test_altering_the_newest_known_figure_does_change_the_forecast() -> None:
    panel = made_up_england()
    before = forecast_national(panel, ORIGIN)
    for key, year in (("total", ORIGIN), ("requests", ORIGIN - 1), (POPULATION, ORIGIN - 2)):
        values = panel[key].copy()
        values[0, panel.years.index(year)] *= 1.05
        after = forecast_national(with_series(panel, {key: values}), ORIGIN)
        assert not np.array_equal(before.point[TOTAL], after.point[TOTAL])


def test_naive_forecasts_see_no_later_figure_either() -> None:
    panel = made_up_england()
    before = naive_points(panel, ORIGIN, 3)
    after = naive_points(altered_after(panel, ORIGIN, 5), ORIGIN, 3)
    assert all(before[key].tobytes() == after[key].tobytes() for key in before)


def test_a_stock_is_known_in_its_january_a_flow_a_year_later_and_a_mid_year_two() -> None:
    known = known_at(made_up_england(), ORIGIN)
    assert known.years[-1] == ORIGIN
    newest = {
        key: max(year for year in known.years if np.isfinite(figures(known, key, year)).any()) for key in known.series
    }
    assert newest[TOTAL] == newest["placement:other"] == ORIGIN
    assert newest["new_plans"] == newest["requests"] == ORIGIN - 1
    assert newest[POPULATION] == ORIGIN - 2


def test_an_origin_outside_the_panel_is_an_error() -> None:
    with pytest.raises(ValueError, match="2030 is not one of the years 2009 to 2022"):
        known_at(made_up_england(), 2030)


def test_a_gap_is_filled_from_the_last_count_grown_as_the_rest_of_england() -> None:
    panel = made_up_england()
    total = panel[TOTAL].copy()
    place = panel.years.index(ORIGIN)
    total[0, place] = np.nan
    filled = with_gaps_filled(with_series(panel, {TOTAL: total}))
    others = total[1:, place].sum() / total[1:, place - 1].sum()
    assert filled[TOTAL][0, place] == pytest.approx(total[0, place - 1] * others)
    assert np.isnan(filled[TOTAL][0, 0])


def test_filling_a_gap_and_cutting_at_the_origin_may_come_in_either_order() -> None:
    panel = made_up_england()
    total = panel[TOTAL].copy()
    total[::7, 5:9] = np.nan
    gappy = with_series(panel, {TOTAL: total})
    one = known_at(with_gaps_filled(gappy), ORIGIN)[TOTAL]
    other = with_gaps_filled(known_at(gappy, ORIGIN))[TOTAL]
    assert one.tobytes() == other.tobytes()


def test_what_the_back_test_scores_is_the_forecast_a_person_would_have_had() -> None:
    panel = made_up_england()
    alone = forecast_national(panel, ORIGIN)
    truth = np.stack([figures(panel, TOTAL, ORIGIN + step) for step in (1, 2, 3)], axis=1)
    errors = 100.0 * np.abs(alone.point[TOTAL][:, :3] - truth) / truth
    held = (alone.low[TOTAL][:, :3] <= truth) & (truth <= alone.high[TOTAL][:, :3])
    marks = {mark.years_ahead: mark for mark in nested_back_test(panel, [ORIGIN]) if _is_total_of_model(mark)}
    for step in (1, 2, 3):
        assert marks[step].median_ape == pytest.approx(np.median(errors[:, step - 1]))
        assert marks[step].coverage == pytest.approx(100.0 * held[:, step - 1].mean())


def _is_total_of_model(mark: object) -> bool:
    return (getattr(mark, "series", None), getattr(mark, "method", None)) == (TOTAL, MODEL)
