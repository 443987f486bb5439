"""The council's children from January 2019 to October 2026: plans start, move each September, change need and cease.

Growth is set by target counts on each census day; who leaves, moves and joins is drawn. Rates of ceasing by age are
set so that the ages stay like England's (DfE, Education, health and care plans 2025: ceased plans by age).
"""

from __future__ import annotations

from datetime import date, timedelta

from highneeds.demo.children import Child
from highneeds.demo.days import AS_AT, FIRST_JANUARY, census_day
from highneeds.demo.identity import full_name, learner_number, pupil_number
from highneeds.demo.luck import Luck
from highneeds.demo.moves import move_in_september
from highneeds.demo.schools import Schools
from highneeds.demo.starters import Starters
from highneeds.rules.needs import Need

# Plans in each January as a multiple of the January before; the last one makes the starters up to October 2026.
GROWTH = {2020: 1.102, 2021: 1.104, 2022: 1.099, 2023: 1.093, 2024: 1.105, 2025: 1.105, 2026: 1.115, 2027: 1.115}
LAST_CENSUS = 2026

_PROB_CEASE_BY_FIRST_AGE = {
    0: 0.010,
    5: 0.022,
    11: 0.026,
    15: 0.030,
    16: 0.06,
    17: 0.10,
    18: 0.22,
    19: 0.26,
    20: 0.29,
    21: 0.32,
    23: 0.40,
    24: 1.0,
}
_POST_16 = 16
_OLDEST = 24
_REFUSALS_PER_STARTER = 0.5
_REASONS_YOUNG = ((5, 2, 7, 9, 8), (58, 24, 9, 7, 2))
_REASONS_POST_16 = ((2, 6, 9, 4, 3, 5, 7), (34, 24, 15, 12, 8, 6, 1))
_PROB_NEED_CHANGES = 0.011
_LATER_NEEDS = ((Need.ASD, Need.SEMH, Need.MLD, Need.SLCN), (50, 28, 12, 10))


def simulate(seed: int, plans: int, schools: Schools) -> list[Child]:
    """Every child with a plan or a request, in the order in which they come in; numbers and names are unique."""
    luck = Luck(seed, "history")
    starters = Starters(seed, schools)
    targets = plans_by_january(plans)
    children = [starters.standing(census_day(FIRST_JANUARY)) for _ in range(targets[FIRST_JANUARY])]
    refused: list[Child] = []
    for year in range(FIRST_JANUARY, LAST_CENSUS + 1):
        live = [child for child in children if child.cease is None]
        _let_leave(live, year, luck)
        staying = sum(child.cease is None for child in live)
        new = _start(targets[year + 1] - staying, year, starters, luck)
        children += new
        _change_needs(live, year, luck)
        move_in_september(children, year, schools, starters, luck)
        refused += _refuse(len(new), year, starters, luck)
    everyone = children + [child for child in refused if child.received <= AS_AT]
    _name(everyone, luck)
    return everyone


def plans_by_january(plans: int) -> dict[int, int]:
    """How many plans stand on each census day; ``plans`` on the last."""
    counts = {LAST_CENSUS: float(plans)}
    for year in range(LAST_CENSUS, FIRST_JANUARY, -1):
        counts[year - 1] = counts[year] / GROWTH[year]
    counts[LAST_CENSUS + 1] = plans * GROWTH[LAST_CENSUS + 1]
    return {year: round(count) for year, count in counts.items()}


def _let_leave(live: list[Child], year: int, luck: Luck) -> None:
    opens, closes = census_day(year), census_day(year + 1)
    for child in live:
        age = child.age(opens)
        prob = _PROB_CEASE_BY_FIRST_AGE[max(first for first in _PROB_CEASE_BY_FIRST_AGE if first <= max(age, 0))]
        is_last_year = age >= _OLDEST or _is_26_by(child, census_day(year + 2))
        if not (luck.chance(prob) or is_last_year):
            continue
        in_summer = is_last_year or (age >= _POST_16 and luck.chance(0.8))
        first, last = (date(year, 7, 10), date(year, 8, 31)) if in_summer else (opens + timedelta(days=1), closes)
        reasons = _REASONS_POST_16 if age >= _POST_16 else _REASONS_YOUNG
        reason = 1 if is_last_year else luck.weighted(*reasons)
        child.end(luck.day(first, last - timedelta(days=1)), reason)


def _is_26_by(child: Child, day: date) -> bool:
    """Whether a return at ``day`` would show a 26-year-old, whom no return may carry even as a plan that has ceased."""
    return (child.birth.year + 26, child.birth.month, child.birth.day) <= (day.year, day.month, day.day)


def _start(count: int, year: int, starters: Starters, luck: Luck) -> list[Child]:
    opens, closes = census_day(year) + timedelta(days=1), census_day(year + 1)
    return [starters.starting(day) for day in sorted(luck.day(opens, closes) for _ in range(max(count, 0)))]


def _refuse(starters_count: int, year: int, starters: Starters, luck: Luck) -> list[Child]:
    opens, closes = census_day(year) + timedelta(days=1), census_day(year + 1)
    count = round(_REFUSALS_PER_STARTER * starters_count)
    return [starters.refused(day) for day in sorted(luck.day(opens, closes) for _ in range(count))]


def _change_needs(live: list[Child], year: int, luck: Luck) -> None:
    for child in live:
        if child.later_need is None and luck.chance(_PROB_NEED_CHANGES):
            later = luck.weighted(*_LATER_NEEDS)
            if later not in {child.need, child.second_need}:
                child.later_need = (luck.day(date(year, 2, 1), date(year, 12, 1)), later)


def _name(everyone: list[Child], luck: Luck) -> None:
    for number, child in enumerate(everyone, start=1):
        child.number = number
        child.forename, child.surname = full_name((luck.draw(), luck.draw()))
        child.upn = pupil_number(number, child.birth.year + 4)
        child.uln = learner_number(number)
        if child.start is None and child.age(child.received) <= 4 and luck.chance(0.3):  # noqa: PLR2004 - not yet at school
            child.upn, child.upn_unknown = "", "UN1"
