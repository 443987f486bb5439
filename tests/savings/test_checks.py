"""What a measure lacks is told by its name, all at once, and keeps it from approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.savings.small_programme import DAY, LEVER, YEAR, entered, measure, programme

from highneeds.forecast.levers.types import AgeLimit, ChangeRate, Rate
from highneeds.savings import (
    CHECKS,
    CheckState,
    CounterIndicator,
    Dependency,
    Enabler,
    Guards,
    Measure,
    Programme,
    Substitution,
    balancing_figures,
    findings,
)
from highneeds.savings.effect import groups_of
from highneeds.savings.types import later

REDUCES_PLANS = ChangeRate(
    **{name: getattr(LEVER, name) for name in ("start", "size", "evidence", "owner")}, name="fewer", rate=Rate.JOINING
)
FAILS = {
    "S01": {"levers": ()},
    "S02": {"owner": " "},
    "S03": {"evidence": ""},
    "S04": {"counter_indicators": ()},
    "S05": {"could_be_harmed": ""},
    "S06": {"levers": (REDUCES_PLANS,)},
    "S07": {"equality_check": CheckState.UNDER_WAY},
    "S08": {"legal_check": CheckState.NOT_BEGUN},
    "S09": {"substitution": Substitution("special", 48, "independent_special", 0.8, 60, 9)},
}


def rules(one: Programme) -> list[tuple[str, str]]:
    return [(found.ref, found.rule) for found in findings(one, as_at=DAY)]


def test_a_measure_that_has_everything_has_no_finding() -> None:
    assert rules(programme(measure())) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule)
def test_every_check_finds_what_it_is_for_by_name(check: object) -> None:
    rule = check.rule  # type: ignore[attr-defined] # a Check
    found = findings(programme(measure("M7", **FAILS[rule]), measure("M8", levers=())), as_at=DAY)
    assert (found[0].ref, found[0].name, found[0].rule) == ("M7", "Measure M7", rule)


def test_all_that_is_missing_is_told_at_once() -> None:
    empty = measure("M1", levers=(), owner="", evidence="", counter_indicators=(), could_be_harmed="")
    assert rules(programme(empty, measure("M2"))) == [("M1", f"S0{n}") for n in range(1, 6)]


@pytest.mark.parametrize("rate", [Rate.JOINING, Rate.LEAVING])
def test_a_measure_on_who_has_a_plan_watches_duty_and_quality_both(rate: Rate) -> None:
    pressing = replace(REDUCES_PLANS, rate=rate)
    duty = CounterIndicator("requests decided in 6 weeks", Guards.STATUTORY_DUTY)
    one = measure(levers=(pressing,))
    assert rules(programme(one)) == [("M1", "S06")]
    assert rules(programme(replace(one, counter_indicators=(*one.counter_indicators, duty)))) == []


def test_an_age_limit_presses_on_duties_too() -> None:
    common = {name: getattr(LEVER, name) for name in ("name", "start", "size", "evidence", "owner")}
    assert ("M1", "S06") in rules(programme(measure(levers=(AgeLimit(**common, first_nc_year_without_plan=15),))))


@given(st.lists(st.integers(1_000, 10**6), min_size=1, max_size=5), st.integers(0, 4), st.integers(1, 10**6))
def test_a_figure_typed_as_target_less_the_others_is_named_whatever_the_others_are(
    others: list[int], at: int, left: int
) -> None:
    measures = [
        measure(f"M{number}", promised=entered(pounds), levers=(replace(LEVER, name=f"fees {number}"),))
        for number, pounds in enumerate(others)
    ]
    plug = measure("PLUG", promised=entered(left), levers=())
    measures.insert(min(at, len(measures)), plug)
    target = entered(sum(others) + left)
    assert balancing_figures(programme(*measures, target=target)) == {"PLUG": YEAR}
    assert ("PLUG", "S11") in rules(programme(*measures, target=target))
    short = entered(sum(others) + left + 1)
    assert balancing_figures(programme(*measures, target=short)) == {}


def test_of_measures_with_a_mechanism_the_one_that_is_not_round_is_named() -> None:
    measures = [
        measure(ref, promised=entered(pounds), levers=(replace(LEVER, name=ref),))
        for ref, pounds in (("A", 200_000), ("B", 150_000), ("C", 137_421))
    ]
    assert balancing_figures(programme(*measures, target=entered(487_421))) == {"C": YEAR}
    assert balancing_figures(programme(*measures[:2], target=entered(350_000))) == {}


def test_a_milestone_that_slips_moves_the_levers_that_wait_for_it() -> None:
    waits = Dependency(Enabler.DECISION, "CAB-1", "the cabinet's decision", date(2026, 10, 6), date(2027, 2, 1))
    slipped = measure(dependencies=(waits,))
    assert slipped.slip_months == 4
    assert [lever.start for lever in slipped.levers_as_expected()] == [date(2027, 1, 1)]
    ended = measure(dependencies=(waits,), levers=(replace(LEVER, end=date(2026, 12, 1)),))
    assert ended.levers_as_expected() == ()
    assert groups_of(programme(ended)) == ()
    early = replace(waits, expected=date(2026, 9, 1))
    assert measure(dependencies=(early,)).levers_as_expected() == (LEVER,)


def test_a_milestone_that_has_passed_without_word_is_told() -> None:
    overdue = Dependency(Enabler.PLACES, "SCHOOL-1", "forty places opened", date(2026, 9, 1))
    assert rules(programme(measure(dependencies=(overdue,)))) == [("M1", "S10")]
    for known in (replace(overdue, done=date(2026, 9, 8)), replace(overdue, expected=date(2027, 9, 1))):
        assert rules(programme(measure(dependencies=(known,)))) == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 8, 31), 1, date(2027, 9, 30)),
        (date(2027, 12, 1), 2, date(2028, 2, 1)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert later(day, months) == expected


def test_two_measures_of_one_ref_or_levers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two measures are called 'M1'"):
        programme(measure(), measure())
    with pytest.raises(ValueError, match="two levers are called 'fees'"):
        programme(measure("A"), measure("B"))


def test_a_record_of_substitution_is_a_share_that_can_be() -> None:
    assert Substitution("special", 48, "independent_special", 0.2, 60, 9).recorded_share == pytest.approx(0.15)
    assert Substitution("special", 50, "independent_special").children_moved == pytest.approx(10.0)
    for wrong in ((1.2, None, None), (0.2, 60, None), (0.2, 60, 61)):
        with pytest.raises(ValueError, match="displace"):
            Substitution("special", 48, "independent_special", *wrong)
    assert isinstance(measure(), Measure)
