"""Back-testing: nothing after an origin reaches its forecast, truths are plain counts, and marks are plain sums."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.small_worlds import small_council

from highneeds.core.years import NcYear
from highneeds.forecast.backtest import LEVELS, BackTest, Past, back_test, forecast_as_then, history_until, stock_at
from highneeds.forecast.backtest_scores import OURS, Score, forecast_table, score_table, scores_of
from highneeds.forecast.residents import known_in, projected_from
from highneeds.forecast.series import ALL_CHILDREN, BY_AGE, BY_NEED, BY_SETTING, COST, yardstick
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, NO_PLAN, History, Population
from highneeds.rules.rollups import dsg_age_band

PRICES = np.array([[10.0, 20.0, 30.0], [1.0, 2.0, 3.0]])
NATION = {2020: 100.0, 2021: 110.0, 2022: 132.0}


def past_of(seed: int) -> Past:
    """Januaries 2020 to 2023, so one origin: 2022, and one year to score."""
    council = small_council(seed)
    return Past(council.space, council.history, council.population, PRICES, NATION)


def longer_past() -> Past:
    """Six Januaries of steady growth from 2018: three origins."""
    rng = np.random.default_rng(5)
    council = small_council(1)
    rows = []
    for year in range(2018, 2023):
        for child in range(60 + 10 * (year - 2018)):
            need, nc = child % 2, int(rng.integers(0, 12))
            before = (need, 2) if child % 6 else (NO_PLAN, NO_PLAN)
            after = (need, 2) if child % 10 or not child % 6 else (NO_PLAN, NO_PLAN)
            rows.append((year, nc, *before, *after))
    population = Population(2018, np.full((8, len(NC_YEARS)), 40.0))
    return Past(council.space, History(*np.array(rows, np.int32).T), population, PRICES, {})


@pytest.fixture(scope="module")
def tested() -> BackTest:
    return back_test(longer_past(), draws=40, seed=3)


def rows_of(history: History) -> Iterator[tuple[int, ...]]:
    return zip(*(values.tolist() for values in vars(history).values() if values is not None), strict=True)


@given(st.integers(0, 50), st.integers(51, 100))
@settings(deadline=None, max_examples=6)
def test_nothing_after_the_origin_reaches_the_forecast(one: int, other: int) -> None:
    past, later = past_of(one), past_of(other)
    before = [row for row in rows_of(past.history) if row[0] < 2022]
    after = [row for row in rows_of(later.history) if row[0] >= 2022]
    children = past.population.children.copy()
    children[3:] *= 7.0
    changed = replace(
        past,
        history=History(*np.array(before + after, np.int32).T),
        population=Population(past.population.first_year, children),
        national={**NATION, 2023: 1e9},
    )
    measure = yardstick(past.space, PRICES)
    same, again = (
        forecast_as_then(each, 2022, measure, years=1, draws=20, seed=9, threads=1) for each in (past, changed)
    )
    assert np.array_equal(same, again)
    tests = [back_test(each, draws=20, seed=9, threads=1) for each in (past, changed)]
    for name in ("mean", "low", "high", "scale"):
        assert np.array_equal(getattr(tests[0], name), getattr(tests[1], name), equal_nan=True)
    for name, forecast in tests[0].naive.items():
        assert np.array_equal(forecast, tests[1].naive[name], equal_nan=True)
    assert not np.array_equal(tests[0].truth, tests[1].truth)


def test_the_history_of_an_origin_ends_with_the_interval_that_ends_there() -> None:
    history = past_of(1).history
    assert history_until(history, 2022).intervals == (2020, 2021)
    assert list(rows_of(history_until(history, 2022))) == [row for row in rows_of(history) if row[0] <= 2021]


def test_the_children_of_a_january_are_those_with_a_plan_in_it() -> None:
    history = past_of(2).history
    stock = stock_at(history, 2022, PRICES)
    expected = [(row[1] + 1, row[4], row[5]) for row in rows_of(history) if row[0] == 2021 and row[4] != NO_PLAN]
    assert list(zip(stock.nc_year.tolist(), stock.need.tolist(), stock.setting.tolist(), strict=True)) == expected
    assert stock.price_gbp_per_year.tolist() == [PRICES[need, setting] for _, need, setting in expected]
    first = stock_at(history, 2020, PRICES)
    assert len(first.need) == sum(row[0] == 2020 and row[2] != NO_PLAN for row in rows_of(history))


def test_every_past_january_with_two_intervals_behind_it_is_an_origin(tested: BackTest) -> None:
    assert longer_past().januaries == (2018, 2019, 2020, 2021, 2022, 2023)
    pairs = list(zip(tested.origin.tolist(), tested.years_ahead.tolist(), strict=True))
    assert pairs == [(2020, 1), (2020, 2), (2020, 3), (2021, 1), (2021, 2), (2022, 1)]
    assert tested.target.tolist() == [2021, 2022, 2023, 2022, 2023, 2023]


def test_the_truth_is_a_plain_count_of_the_target_january(tested: BackTest) -> None:
    past = longer_past()
    for row, target in enumerate(tested.target.tolist()):
        there = [each for each in rows_of(past.history) if each[0] == target - 1 and each[4] != NO_PLAN]
        for series, truth in zip(tested.series, tested.truth[row], strict=True):
            expected = {
                ALL_CHILDREN: len(there),
                COST: sum(PRICES[each[4], each[5]] for each in there),
                BY_AGE: sum(dsg_age_band(NcYear(each[1] + 1)) == series.label for each in there),
                BY_NEED: sum(past.space.needs[each[4]] == series.label for each in there),
                BY_SETTING: sum(past.space.settings[each[5]] == series.label for each in there),
            }[series.group]
            assert truth == pytest.approx(expected), (target, series)


def test_the_parts_of_each_draw_add_up_to_all_children() -> None:
    past = past_of(3)
    measure = yardstick(past.space, PRICES)
    draws = forecast_as_then(past, 2022, measure, years=1, draws=10, seed=1, threads=1)
    total = draws[:, :, measure.of_group(ALL_CHILDREN)].sum(axis=2)
    for group in (BY_AGE, BY_NEED, BY_SETTING):
        assert draws[:, :, measure.of_group(group)].sum(axis=2) == pytest.approx(total)


def test_a_back_test_without_enough_januaries_says_so() -> None:
    past = past_of(1)
    with pytest.raises(ValueError, match="needs 4 Januaries at least; there are 3"):
        back_test(replace(past, history=history_until(past.history, 2022)), draws=5, seed=1)


def test_a_price_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="price"):
        yardstick(past_of(1).space, np.full((2, 3), np.nan))


def test_progress_is_told_origin_by_origin() -> None:
    told: list[tuple[int, int]] = []
    back_test(longer_past(), draws=4, seed=1, most_years_ahead=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_marks_are_those_of_plain_loops(tested: BackTest) -> None:
    position = [series.label for series in tested.series].index(ALL_CHILDREN)
    rows = [row for row, years in enumerate(tested.years_ahead) if years == 1]
    truths = [float(tested.truth[row, position]) for row in rows]
    points = [float(tested.mean[row, position]) for row in rows]
    score = next(
        each for each in scores_of(tested) if (each.group, each.years_ahead, each.method) == (ALL_CHILDREN, 1, OURS)
    )
    errors = [point - truth for point, truth in zip(points, truths, strict=True)]
    assert score.forecasts == 3
    assert score.bias == pytest.approx(sum(errors) / 3)
    assert score.bias_percent == pytest.approx(100 * sum(errors) / sum(truths))
    assert score.median_ape == pytest.approx(
        statistics.median(100 * abs(error) / truth for error, truth in zip(errors, truths, strict=True))
    )
    inside = [
        tested.low[row, position, 1] <= tested.truth[row, position] <= tested.high[row, position, 1] for row in rows
    ]
    assert score.covered[1] == pytest.approx(sum(inside) / 3)
    counts = {january: len(stock_at(longer_past().history, january, PRICES).need) for january in range(2018, 2024)}
    scaled = []
    for origin, error in zip((2020, 2021, 2022), errors, strict=True):
        changes = [abs(counts[year + 1] - counts[year]) for year in range(2018, origin)]
        scaled.append(abs(error) / (sum(changes) / len(changes)))
    assert score.mase == pytest.approx(sum(scaled) / 3)


def test_a_naive_forecast_has_no_range_and_its_crps_is_its_error(tested: BackTest) -> None:
    scores = [each for each in scores_of(tested) if each.group == ALL_CHILDREN and each.method == "last value"]
    for score in scores:
        assert all(math.isnan(share) for share in score.covered)
        assert score.crps == pytest.approx(-score.bias)  # the caseload grows, so that every error is too low


def test_a_method_without_years_enough_has_no_mark(tested: BackTest) -> None:
    scores = {(each.years_ahead, each.method): each for each in scores_of(tested) if each.group == ALL_CHILDREN}
    assert scores[1, "line through the last 5 years"].forecasts == 1  # at the last origin only
    assert scores[2, "line through the last 5 years"].forecasts == 0
    assert math.isnan(scores[2, "line through the last 5 years"].median_ape)
    assert all(score.forecasts == 0 for (_, method), score in scores.items() if "national" in method)


def test_parts_with_few_children_are_not_marked(tested: BackTest) -> None:
    # Everybody is in the last of three settings; the two empty ones would count as covered.
    score = next(
        each for each in scores_of(tested) if (each.group, each.years_ahead, each.method) == (BY_SETTING, 1, OURS)
    )
    assert score.forecasts == 3


def test_the_files_hold_every_mark_and_forecast_with_nothing_for_what_is_unknown(tested: BackTest) -> None:
    scores: tuple[Score, ...] = scores_of(tested)
    table, forecasts = score_table(scores), forecast_table(tested)
    assert table.height == len(scores)
    assert forecasts.height == tested.truth.size
    assert table.filter(pl.col("method") == "last value")["covered_80"].null_count() == 15
    one = forecasts.filter((pl.col("origin") == 2021) & (pl.col("target") == 2023) & (pl.col("label") == "A"))
    need = [series.label for series in tested.series].index("A")
    assert one["truth"].item() == tested.truth[4, need]
    assert one["high_95"].item() == tested.high[4, need, LEVELS.index(0.95)]


def hamilton_perry(children: list[list[float]], years: int) -> list[list[float]]:
    """One age at a time."""
    before, last = children[-2], children[-1]
    rows, now = [], last
    for _ in range(years):
        nxt = []
        for age, people in enumerate(last):
            if age == 0 or people == 0 or last[age - 1] == 0:
                nxt.append(people)
            else:
                ratio = people / before[age - 1] if before[age - 1] else 1.0
                nxt.append(now[age - 1] * min(1.25, max(0.8, ratio)))
        now = nxt
        rows.append(now)
    return rows


@given(
    st.lists(st.lists(st.integers(0, 200).map(float), min_size=31, max_size=31), min_size=2, max_size=4),
    st.integers(1, 5),
)
@settings(deadline=None, max_examples=40)
def test_the_population_of_then_is_projected_by_cohort_change(children: list[list[float]], years: int) -> None:
    january = 2019 + len(children)
    known = Population(2020, np.array(children))
    with_future = Population(2020, np.concatenate([known.children, np.full((years, 31), 999.0)]))
    projected = projected_from(with_future, january, years=years)
    assert np.array_equal(known_in(projected, january).children, known.children)
    assert projected.between(january + 1, january + years) == pytest.approx(np.array(hamilton_perry(children, years)))


def test_with_one_year_known_a_cohort_stays_as_it_is() -> None:
    people = np.zeros((1, len(NC_YEARS)))
    people[0, 2 - FIRST_NC_YEAR : 6 - FIRST_NC_YEAR] = [50.0, 60.0, 70.0, 80.0]
    ahead = projected_from(Population(2020, people), 2020, years=2).between(2021, 2022)
    assert ahead[:, 2 - FIRST_NC_YEAR : 6 - FIRST_NC_YEAR].tolist() == [[50, 50, 60, 70], [50, 50, 50, 60]]
    assert ahead.sum() == pytest.approx(230 + 210)
