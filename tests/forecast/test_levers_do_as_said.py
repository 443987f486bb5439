"""Each lever does what its docstring says, in a small council."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.forecast.lever_worlds import (
    JANUARY,
    MONTHS,
    NEW_YEAR,
    YEARS,
    a_council,
    late,
    lever,
    places_today,
    run,
    run_levers,
    scene_for,
)

from highneeds.forecast import scene as s
from highneeds.forecast.levers.capacity import PlaceGroup, PlacesToday
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Group,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Surge,
)
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, Pipeline

PRIMARY, COLLEGE, ANY = range(3)
SEPTEMBER = date(2024, 9, 1)


def months_in_force(start: date, end: date | None, ramp: int) -> list[float]:
    """The share in force in each month from the first January on, counted out."""
    shares, run_in = [], 0
    for month in range(MONTHS):
        day = date(JANUARY.year + month // 12, month % 12 + 1, 15)
        is_on = day >= start.replace(day=1) and (end is None or day.replace(day=1) <= end)
        run_in += is_on
        shares.append(min(1.0, run_in / ramp if ramp else 1.0) if is_on else 0.0)
    return shares


@pytest.mark.parametrize(
    ("start", "end", "ramp"),
    [
        (NEW_YEAR, None, 0),
        (SEPTEMBER, None, 0),
        (SEPTEMBER, date(2025, 3, 31), 0),
        (SEPTEMBER, None, 6),
        (SEPTEMBER, date(2024, 12, 1), 6),
        (NEW_YEAR, date(2023, 1, 31), 1),
    ],
)
def test_a_lever_is_in_force_from_its_first_month_to_its_last_and_grows_over_its_ramp(
    start: date, end: date | None, ramp: int
) -> None:
    acts = scene_for(lever(ChangePrice, 0.1, start=start, end=end, ramp_months=ramp)).acts
    assert acts.strength_by_month[0].tolist() == pytest.approx(months_in_force(start, end, ramp))


@pytest.mark.parametrize("rate", list(Rate))
def test_a_rate_changes_as_much_in_a_year_as_of_its_events_fall_in_months_of_force(rate: Rate) -> None:
    nc_year = 6
    children = Group(nc_years=frozenset({nc_year}))
    acts = scene_for(lever(ChangeRate, 0.1, rate=rate, children=children, start=SEPTEMBER)).acts
    months = a_council()[1].rates.months
    after = nc_year - FIRST_NC_YEAR + (rate is not Rate.JOINING)
    running = {Rate.LEAVING: months.leaving, Rate.MOVING: months.moving, Rate.JOINING: months.joining}.get(rate)
    spread = [1 / 12] * 12 if running is None else np.diff(running[after], prepend=0.0).tolist()
    shares = months_in_force(SEPTEMBER, None, 0)
    for step in range(YEARS):
        expected = sum(spread[month] * shares[12 * step + month + 1] for month in range(12))
        assert acts.strength[0, step] == pytest.approx(expected)
    assert acts.cells[0].any(axis=(0, 1)).nonzero()[0].tolist() == [nc_year - FIRST_NC_YEAR]


def test_levers_on_joiners_and_on_destinations_are_weighted_alike() -> None:
    """Joiners by when children of those ages join; those bound elsewhere by when they join or move."""
    ages = Group(nc_years=frozenset({3, 4}))
    months, at = a_council()[1].rates.months, [3 - FIRST_NC_YEAR, 4 - FIRST_NC_YEAR]
    joining, moving = (np.diff(running[at], axis=1, prepend=0.0) for running in (months.joining, months.moving))
    of_second_year = np.array(months_in_force(SEPTEMBER, None, 0)[13:25])
    expected = (joining.mean(axis=0) @ of_second_year, (joining + moving).mean(axis=0) / 2 @ of_second_year)
    for kind in (Surge, NewPlanType):
        acts = scene_for(lever(kind, 0.1, start=SEPTEMBER, children=ages)).acts
        assert acts.strength[0, 1] == pytest.approx(expected[0])
    shift = lever(ShiftDestinations, 0.1, start=SEPTEMBER, children=ages, to_setting="any")
    assert scene_for(shift).acts.strength[0, 1] == pytest.approx(expected[1])


def test_the_kinds_and_cells_of_a_change_of_rate_are_those_of_its_group() -> None:
    children = Group(needs=frozenset({"B"}), settings=frozenset({"any", "primary"}))
    kinds = {Rate.LEAVING: s.LEAVING, Rate.MOVING: s.MOVING, Rate.NEED_CHANGE: s.NEED_CHANGE}
    for rate, kind in kinds.items():
        acts = scene_for(lever(ChangeRate, -0.2, sd=0.1, rate=rate, children=children)).acts
        assert (acts.kind.tolist(), acts.mean.tolist(), acts.sd.tolist()) == ([kind], [-0.2], [0.1])
        marked = {(int(need), int(setting)) for need, setting, _ in np.argwhere(acts.cells[0])}
        assert marked == {(1, PRIMARY), (1, ANY)}


def test_nobody_leaves_by_choice_where_leaving_is_made_never() -> None:
    never = lever(ChangeRate, -1.0, rate=Rate.LEAVING, children=Group(settings=frozenset({"any"})))
    simulation = run_levers(never)
    last_nc = simulation.children_by_nc[:, :-1, 20 - FIRST_NC_YEAR]  # only "any" takes Year 20, and nothing Year 21
    assert np.array_equal(simulation.leavers[:, 1:, ANY], last_nc)
    assert (run(None).leavers[:, 1:, ANY] > last_nc).any()


def test_only_those_who_must_move_where_moving_is_made_never() -> None:
    simulation = run_levers(lever(ChangeRate, -1.0, rate=Rate.MOVING))
    is_valid = a_council()[0].space.is_valid
    last_primary = int(np.flatnonzero(is_valid[0, PRIMARY])[-1])
    must = simulation.children_by_nc[:, :-1, [last_primary, 14 - FIRST_NC_YEAR]].sum(axis=2)
    assert (simulation.moved[:, 1:] <= must).all()
    assert (run(None).moved[:, 1:] > must).any()


def test_a_tenth_more_odds_of_joining_means_a_tenth_more_joiners() -> None:
    before, after = (
        run(scene, draws=200, rates="constant").joined[:, 1:].mean()
        for scene in (None, scene_for(lever(ChangeRate, 0.5, rate=Rate.JOINING)))
    )
    assert after / before == pytest.approx(1.5, rel=4 * np.sqrt(1 / (before * 200 * YEARS)))


def test_a_surge_lasts_twelve_months_and_no_longer() -> None:
    simulation, baseline = run_levers(lever(Surge, 1.0, start=SEPTEMBER), draws=100), run(None, draws=100)
    more = (simulation.joined - baseline.joined).sum(axis=0)
    assert more[1] == 0
    assert more[2] > 0
    assert more[3] > 0
    assert more[4] == 0
    strength = scene_for(lever(Surge, 1.0, start=SEPTEMBER)).acts.strength_by_month[0]
    assert np.flatnonzero(strength).tolist() == list(range(20, 32))


def test_a_surge_from_the_first_january_fills_the_first_year() -> None:
    acts = scene_for(lever(Surge, 1.0)).acts
    assert acts.strength[0].tolist() == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_all_who_would_come_to_a_setting_go_to_another() -> None:
    away = lever(ShiftDestinations, 1.0, children=Group(settings=frozenset({"college"})), to_setting="any")
    simulation, baseline = run_levers(away), run(None)
    assert simulation.starters[:, :, COLLEGE].sum() == 0 < baseline.starters[:, :, COLLEGE].sum()
    assert np.array_equal(simulation.joined, baseline.joined)
    assert (np.diff(simulation.children[:, :, :, COLLEGE].sum(axis=2), axis=1) <= 0).all()


def test_a_child_who_may_not_be_there_is_left_where_it_was_to_go() -> None:
    away = lever(ShiftDestinations, 1.0, children=Group(settings=frozenset({"any"})), to_setting="college")
    simulation = run_levers(away)
    takes = a_council()[0].space.is_valid[0, COLLEGE]
    assert simulation.children[:, -1, :, ANY].sum() > 0
    assert simulation.starters[:, 1:, ANY].sum() > 0  # of ages that the college does not take
    assert not takes.all()


@pytest.mark.parametrize("today", [Today(), late(12)])
@pytest.mark.parametrize("keep_up", [0.0, -0.7])  # at -0.7 some come to the age of the limit while they wait
def test_nobody_past_an_age_limit_has_a_plan_from_its_day_on(today: Today, keep_up: float) -> None:
    limit = lever(AgeLimit, 1.0, start=SEPTEMBER, first_nc_year_without_plan=4)
    past = (
        run_levers(limit, lever(ChangeKeepUp, keep_up, name="slow"), today=today)
        .children_by_nc[:, :, 4 - FIRST_NC_YEAR :]
        .sum(axis=(0, 2))
    )
    assert (past[:2] > 0).all()
    assert (past[2:] == 0).all()


def test_an_age_limit_brought_in_step_by_step_takes_away_the_share_in_force() -> None:
    """With leaving by choice and moving switched off, each age keeps the share that the limit leaves."""
    stay = lever(ChangeRate, -1.0, rate=Rate.LEAVING, name="all stay")
    no_more = lever(NewPlanType, 1.0, name="nobody joins")
    limit = lever(AgeLimit, 0.6, start=date(2024, 2, 1), ramp_months=24, first_nc_year_without_plan=-5 + 1)
    with_limit, without = (run_levers(stay, no_more, *more, draws=400) for more in ([limit], []))
    kept = with_limit.children.sum(axis=(0, 2, 3)) / without.children.sum(axis=(0, 2, 3))
    count = without.children.sum(axis=(0, 2, 3)).min()
    assert kept[:2].tolist() == [1.0, 1.0]
    assert kept[2:].tolist() == pytest.approx([0.7, 0.4, 0.4], abs=5 / np.sqrt(count))


def test_a_new_kind_of_plan_for_everyone_leaves_no_joiners() -> None:
    simulation = run_levers(lever(NewPlanType, 1.0, start=date(2024, 2, 1), children=Group(needs=frozenset({"A"}))))
    baseline = run(None)
    assert np.array_equal(simulation.joined[:, 1], baseline.joined[:, 1])
    assert 0 < simulation.joined[:, 2:].sum() < baseline.joined[:, 2:].sum()
    all_gone = run_levers(lever(NewPlanType, 1.0, start=date(2024, 2, 1)))
    assert all_gone.joined[:, 2:].sum() == 0


def test_a_yearly_change_of_price_compounds_at_every_anniversary_and_stays_when_it_stops() -> None:
    yearly = lever(
        ChangePrice, 0.1, start=SEPTEMBER, end=date(2025, 12, 31), is_every_year=True, settings=frozenset({"any"})
    )
    simulation, baseline = run_levers(yearly), run(None)
    assert np.array_equal(simulation.children_by_month, baseline.children_by_month)
    before, after = baseline.price_gbp_by_month.sum(axis=0), simulation.price_gbp_by_month.sum(axis=0)
    rise = after[:, ANY] / before[:, ANY]
    assert np.array_equal(after[:, [PRIMARY, COLLEGE]], before[:, [PRIMARY, COLLEGE]])
    assert rise[[0, 19, 20, 31, 32, 44, 48]].tolist() == pytest.approx([1, 1, 1.1, 1.1, 1.21, 1.21, 1.21])


def test_a_single_change_of_price_is_undone_after_its_end() -> None:
    once = lever(ChangePrice, -0.2, start=SEPTEMBER, end=date(2025, 1, 31))
    ratio = run_levers(once).price_gbp_by_month.sum(axis=(0, 2)) / run(None).price_gbp_by_month.sum(axis=(0, 2))
    assert ratio[[19, 20, 24, 25]].tolist() == pytest.approx([1.0, 0.8, 0.8, 1.0])


def test_places_open_on_their_day_for_the_needs_they_are_for() -> None:
    more = lever(ChangePlaces, 12, start=SEPTEMBER, ramp_months=2, setting="college", needs=frozenset({"A"}))
    simulation = run_levers(more, today=places_today(3))
    assert (simulation.places_open[:, [0, 19, 20, 21, 48], 0] == [3, 3, 9, 15, 15]).all()
    assert (simulation.places_open[:, :, 1] == 4).all()
    fewer = run_levers(today=places_today(3))
    assert simulation.places_taken[:, -1, 0].mean() > fewer.places_taken[:, -1, 0].mean()
    assert np.array_equal(simulation.places_taken[:, :20], fewer.places_taken[:, :20])
    for_b = lever(ChangePlaces, -2, setting="college", needs=frozenset({"B"}))
    there = run_levers(for_b, today=places_today(3)).places_open
    assert (there[:, :, 0] == 3).all()
    assert (there[:, :, 1] == 2).all()


def test_places_of_today_that_grow_do_so_evenly_over_the_months() -> None:
    growing = Today(PlacesToday((PlaceGroup("college", 100, frozenset({"A"}), growth_share_per_year=0.21),)))
    there = run_levers(today=growing).places_open[0, [0, 6, 12, 24], 0]
    assert there.tolist() == [100, 110, 121, 146]


def test_an_uncertain_number_of_places_differs_from_draw_to_draw() -> None:
    more = lever(ChangePlaces, 2, sd=3.0, setting="college", needs=frozenset({"A"}))
    there = run_levers(more, today=places_today(3), draws=400).places_open[:, 1, 0]
    assert there.min() == 0
    assert there.mean() == pytest.approx(5.0, abs=0.6)


def test_late_plans_are_issued_evenly_over_the_months_it_takes() -> None:
    clear = lever(ClearBacklog, 0.5, is_share=True, over_months=5, start=date(2023, 4, 1))
    waiting = run_levers(clear, today=late(20)).waiting
    assert (waiting == [20, 20, 20, 18, 16, 14, 12, *[10] * 42]).all()
    by_number = lever(ClearBacklog, 100, over_months=10)
    assert (run_levers(by_number, today=late(20)).waiting == [20, 10, *[0] * 47]).all()


def test_late_plans_come_to_those_who_wait_longest_and_nobody_joins_twice() -> None:
    clear = lever(ClearBacklog, 20, over_months=2)
    too_old = Group(nc_years=frozenset(range(14, 26)))  # who waits for years must not outgrow every setting
    nobody_old = lever(NewPlanType, 1.0, children=too_old, name="nobody old")
    cleared, kept, none_late = (
        run_levers(*levers, today=today)
        for levers, today in (([clear, nobody_old], late(20)), ([nobody_old], late(20)), ([nobody_old], Today()))
    )
    assert (cleared.joined[:, 1] - kept.joined[:, 1] == 20).all()
    assert np.array_equal(cleared.joined[:, 2:], kept.joined[:, 2:])
    assert np.array_equal(kept.joined, none_late.joined)
    assert (kept.waiting == 20).all()


def test_plans_not_issued_wait() -> None:
    none_issued = run_levers(lever(ChangeKeepUp, -1.0))
    due = run(None).joined
    assert none_issued.joined.sum() == 0
    assert np.array_equal(none_issued.waiting[:, ::12], due.cumsum(axis=1))
    half = run_levers(lever(ChangeKeepUp, -0.5, start=date(2024, 2, 1)))
    assert (half.waiting[:, :13] == 0).all()
    assert half.waiting[:, -1].sum() == pytest.approx(due[:, 2:].sum() / 2, abs=half.draws)


def test_late_plans_today_are_those_past_their_weeks_that_will_become_plans() -> None:
    by_nc = np.zeros(len(NC_YEARS))
    by_nc[[2, 5, 9]] = [3.0, 2.0, 1.0]
    today = Today(pipeline=Pipeline(by_nc + 4.0, by_nc, None, 0.75))
    assert today.plans_late_by_nc()[[2, 5, 9]].tolist() == [2, 1, 1]
    assert today.plans_late_by_nc().sum() == round(0.75 * 6.0)
