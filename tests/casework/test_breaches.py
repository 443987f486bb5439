"""Breaches to come: the queue against taking plans one by one, and the stream against the weeks it was fitted on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.casework import (
    Chance,
    Learnt,
    OpenCase,
    Queue,
    Stream,
    breaches_ahead,
    by_month,
    draw_arrivals,
    fit_stream,
    least_plans_a_week,
    queue_ahead,
)

DAY = date(2026, 1, 15)
SURE, NEVER = Chance(10**7, 10**7), Chance(0, 10**7)
NOBODY = Stream(0.0, 52, None)


def one_by_one(queue: Queue, plans_a_week: float) -> tuple[list[int], list[int], list[int]]:
    """One draw of the queue in plain Python: each plan has its due week and the week from which it can be issued."""
    due = sorted(Counter(dict(enumerate(queue.due[0].tolist()))).elements())
    ready = sorted(Counter(dict(enumerate(queue.ready[0].tolist()))).elements())
    waiting = list(zip(due, ready, strict=True))
    breached, issued, overdue = [], [], []
    for week in range(1, len(queue.week_ends) + 1):
        can = int(plans_a_week * week + 1e-9) - int(plans_a_week * (week - 1) + 1e-9)
        done = 0
        while done < can and waiting and waiting[0][1] <= week:
            waiting.pop(0)
            done += 1
        breached.append(sum(one == week for one, _ in waiting))
        issued.append(done)
        overdue.append(sum(one <= week for one, _ in waiting))
    return breached, issued, overdue


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=30),
    st.floats(0, 8),
    st.integers(0, 22),
    st.integers(1, 30),
    st.integers(0, 2**31),
)
def test_the_queue_is_that_of_taking_plans_one_by_one(
    waits: list[tuple[int, bool]], plans_a_week: float, least: int, weeks: int, seed: int
) -> None:
    cases = [OpenCase(DAY - timedelta(days=ago), is_assessing) for ago, is_assessing in waits]
    learnt = Learnt(Stream(1.3, 52, 4.0), Chance(4, 10), Chance(9, 10))
    queue = queue_ahead(cases, learnt, DAY, least_weeks=least, weeks=weeks, draws=1, seed=seed)
    assert queue.due.sum() == queue.ready.sum()
    found = breaches_ahead(queue, plans_a_week)
    assert [found.breached[0].tolist(), found.issued[0].tolist(), found.overdue[0].tolist()] == list(
        one_by_one(queue, plans_a_week)
    )


def test_who_waits_comes_in_the_share_that_needs_a_plan_and_is_due_twenty_weeks_after_asking() -> None:
    cases = [OpenCase(DAY - timedelta(days=ago), is_assessing=True) for ago in (141, 140, 134, 133, 0)]
    sure = queue_ahead(cases, Learnt(NOBODY, SURE, SURE), DAY, least_weeks=10, weeks=26, draws=2, seed=1)
    assert np.flatnonzero(sure.due[0]).tolist() == [0, 1, 2, 21]  # of 140 and 134 days the first week has two
    assert sure.due[0, [0, 1, 2, 21]].tolist() == [1, 2, 1, 1]
    assert sure.ready[0, [0, 11]].tolist() == [4, 1]
    none = queue_ahead(cases, Learnt(NOBODY, SURE, NEVER), DAY, least_weeks=10, weeks=26, draws=2, seed=1)
    assert none.due.sum() == 0
    idle = breaches_ahead(sure, 0)
    assert idle.breached[0].sum() == 4
    assert idle.overdue[0, -1] == 5


def test_nobody_is_late_where_officers_can_issue_all_and_a_plan_cannot_be_issued_before_it_can() -> None:
    cases = [OpenCase(DAY - timedelta(days=ago), is_assessing=True) for ago in range(0, 130, 5)]
    learnt = Learnt(Stream(2.0, 52, None), SURE, SURE)
    queue = queue_ahead(cases, learnt, DAY, least_weeks=12, weeks=52, draws=40, seed=3)
    assert breaches_ahead(queue, 400).breached.sum() == 0
    slow = queue_ahead(cases, learnt, DAY, least_weeks=21, weeks=52, draws=40, seed=3)
    assert (breaches_ahead(slow, 400).breached.sum(axis=1) >= len(cases)).all()
    with pytest.raises(ValueError, match="no fewer plans than none"):
        breaches_ahead(queue, -1)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 20), min_size=2, max_size=6))
def test_who_issues_more_plans_breaches_no_more(capacities: list[float]) -> None:
    cases = [OpenCase(DAY - timedelta(days=7 * week), is_assessing=week % 2 == 0) for week in range(20)]
    learnt = Learnt(Stream(3.0, 52, 5.0), Chance(50, 80), Chance(90, 100))
    queue = queue_ahead(cases, learnt, DAY, least_weeks=14, weeks=40, draws=20, seed=9)
    overdue = [breaches_ahead(queue, one).overdue.sum() for one in sorted({float(int(one)) for one in capacities})]
    assert all(less >= more for less, more in pairwise(overdue))
    least = least_plans_a_week(queue)
    assert least is not None
    at_least = [np.quantile(breaches_ahead(queue, one).overdue[:, -1], 0.9, method="inverted_cdf")
                for one in (least - 1, least)]  # fmt: skip
    assert at_least[0] > 0 == at_least[1]
    assert least_plans_a_week(queue, most=0) is None


def test_weeks_that_vary_by_chance_alone_are_a_poisson_stream_and_others_a_negative_binomial_one() -> None:
    alike = [DAY - timedelta(days=7 * week + one) for week in range(52) for one in range(4)]
    steady = fit_stream(alike, DAY)
    assert steady == Stream(4.0, 52, None)
    bursts = [DAY - timedelta(days=7 * week) for week in range(52) for _ in range(20 if week % 4 == 3 else 0)]
    wild = fit_stream(bursts, DAY)
    assert wild is not None
    assert wild.mean == 5.0
    counts = np.array([20 if week % 4 == 3 else 0 for week in range(52)])
    assert wild.shape == pytest.approx(25 / (counts.var(ddof=1) - 5))
    assert fit_stream(alike[:40], DAY) is None  # ten weeks
    assert fit_stream([], DAY) is None
    assert fit_stream([*alike, DAY + timedelta(days=3)], DAY) == steady


@pytest.mark.parametrize("shape", [None, 0.6, 6.0])
def test_arrivals_have_the_mean_and_the_spread_of_the_stream(shape: float | None) -> None:
    stream = Stream(6.0, 5200, shape)  # a level that is all but known
    found = draw_arrivals(stream, SURE, weeks=50, draws=200, seed=5)
    variance = 6.0 if shape is None else 6.0 + 36.0 / shape
    assert found.mean() == pytest.approx(6.0, rel=0.05)
    assert found.var() == pytest.approx(variance, rel=0.12)
    half = draw_arrivals(stream, Chance(5 * 10**6, 10**7), weeks=50, draws=200, seed=5)
    assert half.mean() == pytest.approx(3.0, rel=0.05)
    assert (draw_arrivals(stream, SURE, weeks=50, draws=3, seed=5) == found[:3]).all()


def test_a_level_learnt_from_few_weeks_spreads_the_draws() -> None:
    few = draw_arrivals(Stream(6.0, 13, None), SURE, weeks=50, draws=300, seed=5).mean(axis=1)
    many = draw_arrivals(Stream(6.0, 520, None), SURE, weeks=50, draws=300, seed=5).mean(axis=1)
    assert few.std() == pytest.approx((6 / 13 + 6 / 50) ** 0.5, rel=0.15)
    assert many.std() == pytest.approx((6 / 520 + 6 / 50) ** 0.5, rel=0.15)


def test_months_hold_every_week_once_and_their_ranges_are_draws() -> None:
    cases = [OpenCase(DAY - timedelta(days=7 * week), is_assessing=True) for week in range(20)]
    learnt = Learnt(Stream(3.0, 52, 5.0), Chance(50, 80), Chance(90, 100))
    found = breaches_ahead(queue_ahead(cases, learnt, DAY, least_weeks=14, weeks=30, draws=50, seed=2), 1.0)
    months = by_month(found)
    assert sum(month.weeks for month in months) == 30
    assert months[0].month == date(2026, 1, 1)
    january = [week for week, ends in enumerate(found.week_ends) if ends < date(2026, 2, 1)]
    assert months[0].breached[1] == sorted(found.breached[:, january].sum(axis=1))[24]
    for month in months:
        assert month.breached[0] <= month.breached[1] <= month.breached[2]
