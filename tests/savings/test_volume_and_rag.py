"""Moves that a target asks for, and colours that are reckoned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.savings.small_programme import DAY, YEAR, entered, measure, programme

from highneeds.core import FinancialYear, Pence
from highneeds.savings import (
    Colour,
    Dependency,
    Enabler,
    Entry,
    Evidence,
    Kind,
    Rating,
    Role,
    Sort,
    State,
    Step,
    benefits_profile,
    delivery_rating,
    evidenced_share,
    may_follow,
    measure_years,
    money_rating,
    volume_needed,
    ways,
)

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LATE = Dependency(Enabler.PLACES, "SCHOOL-1", "forty places opened", date(2026, 9, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("target", "saving", "full_year", "september"),
    [(154_500_000, 4_150_800, 37.2, 63.8), (289_500_000, 4_150_800, 69.7, 119.6), (154_500_000, 2_927_900, 52.8, 90.5)],
)
def test_the_paper_of_2017_asked_for_sixty_four_september_moves(
    target: int, saving: int, full_year: float, september: float
) -> None:
    needed = volume_needed(target, saving, 366, year=FinancialYear(2017))
    assert needed is not None
    assert needed.full_year_moves == pytest.approx(full_year, abs=0.05)
    assert needed.september_moves == pytest.approx(september, abs=0.05)
    assert needed.september_moves * saving * 7 / 12 == pytest.approx(target)


def test_sixty_four_moves_were_seventeen_in_a_hundred_of_the_placements() -> None:
    needed = volume_needed(154_500_000, 4_150_800, 366, year=FinancialYear(2017))
    assert needed is not None
    assert round(100 * needed.share_of_placements) == 17


@pytest.mark.parametrize(("saving", "placements"), [(0, 366), (-5, 366), (4_000_000, 0)])
def test_where_a_move_saves_nothing_or_nobody_is_there_no_number_is_given(saving: int, placements: int) -> None:
    assert volume_needed(1_000_000, saving, placements, year=YEAR) is None


@pytest.mark.parametrize(
    ("promised", "counted", "colour"),
    [
        (100, 95, Colour.GREEN),
        (100, 94.9, Colour.AMBER),
        (100, 75, Colour.AMBER),
        (100, 74.9, Colour.RED),
        (0, 0, Colour.GREEN),
    ],
)
def test_money_is_green_from_95_and_amber_from_75_in_a_hundred(promised: float, counted: float, colour: Colour) -> None:
    assert money_rating(measure(), promised_pence=promised, counted_pence=counted).shown is colour


def test_money_is_red_without_mechanism_or_owner_and_amber_where_a_milestone_slipped() -> None:
    for lacking, cause in (({"levers": ()}, "no mechanism"), ({"owner": ""}, "no owner")):
        rating = money_rating(measure(**lacking), promised_pence=100, counted_pence=100)
        assert (rating.computed, rating.cause) == (Colour.RED, cause)
    slipped = money_rating(measure(dependencies=(LATE,)), promised_pence=100, counted_pence=100)
    assert slipped.computed is Colour.AMBER


@pytest.mark.parametrize(
    ("expected", "colour"),
    [(date(2026, 9, 1), Colour.GREEN), (date(2026, 12, 1), Colour.AMBER), (date(2027, 1, 1), Colour.RED)],
)
def test_delivery_goes_by_milestones_alone(expected: date, colour: Colour) -> None:
    done = replace(LATE, expected=None, done=expected)
    assert delivery_rating(measure(dependencies=(done,)), as_at=DAY).computed is colour
    overdue = replace(LATE, expected=date(2026, 10, 1))
    assert delivery_rating(measure(dependencies=(overdue,)), as_at=DAY).computed is Colour.RED


def test_a_person_may_differ_and_the_computed_colour_stays_beside() -> None:
    rating = Rating(Colour.RED, "60% of what was promised", Colour.AMBER, "Ann", "invoice in the post")
    assert (rating.shown, rating.computed) == (Colour.AMBER, Colour.RED)
    with pytest.raises(ValueError, match="who says so and why"):
        Rating(Colour.RED, "60% of what was promised", Colour.AMBER)


def test_the_profile_tells_promise_evidence_forecast_and_risk_apart_and_keeps_kinds_apart() -> None:
    one = measure("A", promised=entered(1_000))
    other = measure("B", promised=entered(500), kind=Kind.COST_AVOIDANCE, levers=())
    fee = Evidence(Sort.PRICE, "Fen Farm", YEAR.first_day, Pence(30_000), "row 7", None, Pence(100))
    step = Step(State.FINANCE_AGREED, State.BANKED, "Cal", Role.FINANCE, None, "tied")  # type: ignore[arg-type] # not read
    lines = measure_years(
        programme(one, other), {"A": Entry("A", (step,), (fee,))}, {("A", YEAR): Pence(70_000)}, (YEAR,)
    )
    assert [(line.promised, line.evidenced, line.agreed, line.at_risk) for line in lines] == [
        (100_000, 30_000, 30_000, 30_000),
        (50_000, 0, 0, 50_000),
    ]
    (year,) = benefits_profile(lines)
    assert year.promised[Kind.CASHABLE_RECURRING].pence == 100_000
    assert year.promised[Kind.COST_AVOIDANCE].pence == 50_000
    assert year.forecast[Kind.CASHABLE_RECURRING].pence == 70_000


@pytest.mark.parametrize("state", [State.FAILED, State.REPLACED])
def test_of_a_measure_that_failed_nothing_is_forecast(state: State) -> None:
    step = Step(State.IN_DELIVERY, state, "Bea", Role.PROGRAMME, None, "no site", "B")  # type: ignore[arg-type] # not read
    (line,) = measure_years(
        programme(measure("A", promised=entered(1_000))),
        {"A": Entry("A", (step,))},
        {("A", YEAR): Pence(90_000)},
        (YEAR,),
    )
    assert line.at_risk == 100_000


def test_the_share_that_is_evidenced_is_of_what_was_promised_by_the_day() -> None:
    half = date(2026, 9, 29)  # 182 of 365 days
    one = measure(promised=entered(36_500))
    shift = measure("M2", kind=Kind.COST_SHIFT, levers=(), promised=entered(99_000))
    fee = Evidence(Sort.PRICE, "Fen Farm", date(2026, 4, 1), Pence(1_825_000), "costs.xlsx row 7")
    of = programme(one, shift)
    assert evidenced_share(of, {}, half) == 0.0
    idea = {"M1": Entry("M1", (), (fee,))}
    assert evidenced_share(of, idea, half) == 0.0, "what is not in delivery is not evidenced"
    under_way = {"M1": Entry("M1", (Step(State.APPROVED, State.IN_DELIVERY, "a", Role.OWNER, NOW, "b"),), (fee,))}
    assert evidenced_share(of, under_way, half) == pytest.approx(0.5)
    assert evidenced_share(programme(measure(promised=None)), {}, half) is None


@pytest.mark.parametrize("state", State)
def test_only_finance_is_offered_the_two_last_steps(state: State) -> None:
    for role in Role:
        offered = set(ways(state, role))
        assert offered <= set(may_follow(state))
        if role is not Role.FINANCE:
            assert not offered & {State.FINANCE_AGREED, State.BANKED}
