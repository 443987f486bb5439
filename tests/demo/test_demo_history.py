"""The generated children as a caseload: counts, growth and shares beside England's, and dates that make sense."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from highneeds.core import FinancialYear
from highneeds.demo.budget import build_budget
from highneeds.demo.children import Child, Spell
from highneeds.demo.costs import CostLine, price_children
from highneeds.demo.days import AS_AT, census_day
from highneeds.demo.finance_years import monthly_cost
from highneeds.demo.history import GROWTH, simulate
from highneeds.demo.identity import learner_number, pupil_number
from highneeds.demo.luck import Luck
from highneeds.demo.places import PLACES, Place, shares_at
from highneeds.demo.providers import build_providers
from highneeds.demo.schools import Schools
from highneeds.rules.needs import Need

PLANS = 3000


@pytest.fixture(scope="module")
def children() -> list[Child]:
    return simulate(5, PLANS, Schools(build_providers(5, PLANS)))


@pytest.fixture(scope="module")
def lines(children: list[Child]) -> list[CostLine]:
    return price_children(children, Luck(5, "prices"))


def _live(children: list[Child], day: date) -> list[Child]:
    return [child for child in children if child.is_live(day)]


def _spell(child: Child, day: date) -> Spell:
    return next(spell for spell in child.spells if spell.touches(day, day))


def test_plans_in_january_2026_are_those_asked_for(children: list[Child]) -> None:
    assert len(_live(children, census_day(2026))) == pytest.approx(PLANS, rel=0.03)


def test_plans_grow_about_a_tenth_a_year(children: list[Child]) -> None:
    for year in range(2021, 2027):
        growth = len(_live(children, census_day(year))) / len(_live(children, census_day(year - 1)))
        assert growth == pytest.approx(GROWTH[year], abs=0.01)
        assert 1.08 < growth < 1.13


def test_needs_are_near_englands_of_2025(children: list[Child]) -> None:
    live = _live(children, census_day(2026))
    counts = Counter(child.need_on(census_day(2026)) for child in live)
    published = {Need.ASD: 0.315, Need.SLCN: 0.213, Need.SEMH: 0.207, Need.MLD: 0.106, Need.PD: 0.039, Need.SLD: 0.039}
    for need, share in published.items():
        assert counts[need] / len(live) == pytest.approx(share, abs=0.03), need


def test_places_are_near_englands_of_2025(children: list[Child]) -> None:
    live = _live(children, census_day(2026))
    counts = Counter(_spell(child, census_day(2026)).place for child in live)
    published = {
        Place.MAINSTREAM: 0.392, Place.UNIT: 0.039, Place.SPECIAL: 0.254, Place.COLLEGE: 0.125,
        Place.INDEPENDENT_SPECIAL: 0.047, Place.NEET: 0.040, Place.SPECIALIST_COLLEGE: 0.015,
    }  # fmt: skip
    for place, share in published.items():
        assert counts[place] / len(live) == pytest.approx(share, abs=0.025), place


def test_every_live_plan_has_one_placement_on_each_census_day(children: list[Child]) -> None:
    for year in range(2021, 2027):
        day = census_day(year)
        assert all(sum(spell.touches(day, day) for spell in child.spells) == 1 for child in _live(children, day))


def test_placements_follow_each_other_and_end_with_the_plan(children: list[Child]) -> None:
    for child in children:
        for before, after in zip(child.spells, child.spells[1:], strict=False):
            assert before.leave is not None
            assert before.entry <= before.leave < after.entry
        if child.spells:
            assert child.spells[-1].leave == child.cease
            assert child.cease is None or child.spells[-1].entry <= child.cease


def test_providers_take_only_ages_they_serve(children: list[Child]) -> None:
    for year in (2022, 2026):
        day = census_day(year)
        for child in _live(children, day):
            provider = _spell(child, day).provider
            assert provider is None or provider.serves(child.age(day)), (child.number, provider.name)


def test_a_plan_comes_some_twenty_weeks_after_its_request(children: list[Child]) -> None:
    waits = sorted(
        (child.start - child.received).days / 7 for child in children if child.start and not child.transfer_la
    )
    assert 19 < waits[len(waits) // 2] < 24
    assert waits[0] > 15


def test_young_people_leave_mostly_in_july_and_august(children: list[Child]) -> None:
    left = [child.cease for child in children if child.cease and child.cease <= AS_AT and child.age(child.cease) >= 16]
    assert sum(day.month in {7, 8} for day in left) / len(left) > 0.75


def test_no_return_can_show_a_26_year_old(children: list[Child]) -> None:
    for child in children:
        if child.cease and date(2020, 1, 1) <= child.cease <= AS_AT:
            shown = census_day(child.cease.year + 1)
            assert (child.birth.year + 26, child.birth.month, child.birth.day) > (shown.year, shown.month, shown.day)


def test_year_7_starts_at_a_new_school(children: list[Child]) -> None:
    day = date(2025, 9, 1)
    movers = [
        child
        for child in _live(children, day)
        if child.age(day) == 11
        and child.is_live(date(2025, 12, 1))
        and child.start < date(2025, 7, 1)
        and _spell(child, day).place is Place.MAINSTREAM
    ]
    assert movers
    assert all(_spell(child, day).entry >= date(2025, 1, 1) for child in movers)


def test_pupil_and_learner_numbers_are_unique(children: list[Child]) -> None:
    upns = [child.upn for child in children if child.upn]
    assert len(upns) == len(set(upns))
    assert len({child.uln for child in children}) == len(children)


def test_numbers_are_well_formed() -> None:
    assert pupil_number(1234, 2030)[1:] == "999400130234"
    for number in (1, 17, 4096):
        uln = learner_number(number)
        total = sum(int(digit) * weight for digit, weight in zip(uln, range(10, 0, -1), strict=True))
        assert len(uln) == 10
        assert total % 11 == 10


def test_shares_at_each_age_sum_to_one() -> None:
    for age in range(26):
        assert sum(shares_at(age)) == pytest.approx(1)
        assert len(shares_at(age)) == len(PLACES)


def test_no_clean_price_is_three_times_another_of_its_kind(lines: list[CostLine]) -> None:
    prices: dict[tuple[Place, str], list[float]] = {}
    for line in lines:
        kind = "Top-up" if line.cost_type == "Element 3" else line.cost_type
        prices.setdefault((line.spell.place, kind), []).append(line.pounds_per_year)
    assert all(max(found) < 3 * min(found) for found in prices.values())


def test_prices_are_near_the_published_ones(lines: list[CostLine]) -> None:
    published = {
        (Place.MAINSTREAM, "Top-up"): 5_500, (Place.SPECIAL, "Top-up"): 14_900, (Place.UNIT, "Top-up"): 8_000,
        (Place.INDEPENDENT_SPECIAL, "Fee"): 59_000, (Place.COLLEGE, "Element 3"): 7_000,
        (Place.ALTERNATIVE, "Top-up"): 18_000, (Place.OTHERWISE, "Direct payment"): 25_000,
    }  # fmt: skip
    for (place, cost_type), pounds in published.items():
        found = [line.pounds_per_year for line in lines if line.spell.place is place and line.cost_type == cost_type]
        assert sum(found) / len(found) == pytest.approx(pounds, rel=0.08), place


def test_the_current_year_spends_more_than_its_budget(children: list[Child], lines: list[CostLine]) -> None:
    """Placements as they stand, without further starters, over the block: 4 to 7 per cent."""
    year = FinancialYear(2026)
    book = build_budget(year, children, lines, PLANS)
    budget = sum(line.pounds for line in book if line.kind == "placement")
    spent = sum(float(pounds.sum()) for pounds in monthly_cost(lines, year).values())
    assert 0.035 < (spent - budget) / -book[-1].pounds < 0.07
