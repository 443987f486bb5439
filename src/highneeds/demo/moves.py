"""September: children grow out of schools, others move, and the mix at each age is brought back to the shares."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from highneeds.demo.children import Child
from highneeds.demo.days import census_day
from highneeds.demo.luck import Luck
from highneeds.demo.places import PLACES, Place, leanings, shares_at
from highneeds.demo.schools import Schools
from highneeds.demo.starters import Starters

_PHASE_TRANSFER_AGES = frozenset({4, 11, 16, 19})
_PROB_RESTLESS = 0.008  # moves that no age or share explains
_PROB_IN_YEAR = 0.3  # of the moves that are no phase transfer
_SETTLING_IN = timedelta(days=45)


def move_in_september(children: list[Child], year: int, schools: Schools, starters: Starters, luck: Luck) -> None:
    """Move children on 1 September ``year`` (a few earlier in the year), age by age."""
    day = date(year, 9, 1)
    ages: dict[int, list[Child]] = defaultdict(list)
    for child in children:
        if child.is_live(day) and (child.cease is None or child.cease > day + _SETTLING_IN):
            ages[child.age(day)].append(child)
    for age in sorted(ages):
        _move_one_age(ages[age], age, day, schools, starters, luck)


def _move_one_age(children: list[Child], age: int, day: date, schools: Schools, starters: Starters, luck: Luck) -> None:
    targets = {place: share * len(children) for place, share in zip(PLACES, shares_at(age), strict=True)}
    leaving = _who_must_move(children, age, targets, schools, luck)
    counts = Counter(child.spells[-1].place for child in children if id(child) not in leaving)
    for child in children:
        spell = child.spells[-1]
        if id(child) in leaving:
            place = _where_to(child, targets, counts, luck)
            counts[place] += 1
        elif schools.keeps(spell.place, spell.provider, age):
            continue
        else:
            place = spell.place
        _go(child, place, age, day, starters, luck)


def _who_must_move(
    children: list[Child], age: int, targets: dict[Place, float], schools: Schools, luck: Luck
) -> set[int]:
    """Ids (of the objects) of those whose kind of place ends at this age, or holds more than its share."""
    leaving = {
        id(child)
        for child in children
        if not schools.exists(child.spells[-1].place, age) or targets[child.spells[-1].place] == 0
    }
    by_place: dict[Place, list[Child]] = defaultdict(list)
    for child in children:
        if id(child) not in leaving:
            by_place[child.spells[-1].place].append(child)
    for place in PLACES:
        held = by_place[place]
        excess = len(held) - targets[place]
        slack = 0.5 + 0.3 * targets[place] ** 0.5
        count = luck.round(excess) if excess > slack else 0
        leaving.update(id(child) for child in luck.sample(held, count))
    leaving.update(id(child) for child in children if luck.chance(_PROB_RESTLESS))
    return leaving


def _where_to(child: Child, targets: dict[Place, float], counts: Counter[Place], luck: Luck) -> Place:
    lean = leanings(child.need)
    short = [max(targets[place] - counts[place], 0.0) * weight for place, weight in zip(PLACES, lean, strict=True)]
    if sum(short) > 0:
        return luck.weighted(PLACES, short)
    return luck.weighted(PLACES, [targets[place] for place in PLACES])


def _go(child: Child, place: Place, age: int, day: date, starters: Starters, luck: Luck) -> None:
    last = child.spells[-1]
    spell = starters.place(place, day, age)
    if spell.provider is last.provider and spell.place is last.place:
        return
    earliest = max(last.entry, census_day(day.year)) + _SETTLING_IN
    latest = date(day.year, 7, 10)
    serves_before = spell.provider is None or spell.provider.serves(age - 1)
    if age not in _PHASE_TRANSFER_AGES and earliest < latest and serves_before and luck.chance(_PROB_IN_YEAR):
        spell.entry = luck.day(earliest, latest)
    if spell.entry > last.entry:
        child.move(spell)
