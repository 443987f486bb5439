"""New plans and the plans that already stood when the history begins.

Sources: DfE, Education, health and care plans 2025 (age at start, age in stock, primary need), shares rounded.
"""

from __future__ import annotations

from datetime import date, timedelta

from highneeds.demo.children import Child, Spell
from highneeds.demo.luck import Luck
from highneeds.demo.places import PLACES, STARTING_TILT, Place, leanings, shares_at
from highneeds.demo.providers import NEIGHBOURS
from highneeds.demo.schools import Schools
from highneeds.rules.needs import Need

_STARTING_AGES = tuple(range(2, 21))
_STARTING_AGE_SHARES = (
    2,
    22,
    136,
    135,
    79,
    70,
    66,
    66,
    78,
    83,
    54,
    48,
    52,
    46,
    35,
    17,
    7,
    3,
    2,
)  # per mille, from age 2
_STOCK_AGES = tuple(range(2, 25))
_STOCK_AGE_SHARES = (
    1, 7, 35, 48, 50, 53, 57, 60, 65, 73, 74, 74, 74, 70, 66, 57, 45, 33, 23, 15, 10, 6, 4,
)  # fmt: skip

_NEEDS = (
    Need.ASD, Need.SLCN, Need.SEMH, Need.MLD, Need.PD, Need.SLD, Need.SPLD, Need.PMLD, Need.HI, Need.DS, Need.OTH,
    Need.VI, Need.MSI,
)  # fmt: skip
_NEED_SHARES_BY_FIRST_AGE = {
    0: (330, 325, 95, 80, 48, 48, 4, 17, 16, 12, 8, 10, 3),
    7: (290, 205, 225, 130, 36, 30, 28, 9, 13, 6, 7, 8, 3),
    12: (320, 95, 330, 115, 32, 22, 42, 6, 12, 4, 8, 8, 3),
}
_STOCK_NEED_SHARES = (305, 218, 200, 110, 42, 42, 25, 15, 14, 8, 8, 9, 3)

_MALE_SHARE = 0.70
_SECOND_NEED_SHARE = 0.28
_TRANSFER_SHARE = 0.015
_RESIDENTIAL_SHARE = {Place.INDEPENDENT_SPECIAL: 0.12, Place.NON_MAINTAINED: 0.18, Place.SPECIALIST_COLLEGE: 0.10}
_ETHNICITIES = ("WBRI", "WOTH", "MOTH", "APKN", "BAFR", "AIND", "MWBC", "NOBT")
_ETHNICITY_SHARES = (72, 7, 5, 5, 4, 3, 2, 2)
_DAYS_IN_A_YEAR = 365.25


class Starters:
    """Makes children one at a time from one stream of luck."""

    def __init__(self, seed: int, schools: Schools) -> None:
        self._luck = Luck(seed, "starters")
        self._schools = schools

    def standing(self, day: date) -> Child:
        """A child whose plan already stands on ``day``."""
        luck = self._luck
        age = luck.weighted(_STOCK_AGES, _STOCK_AGE_SHARES)
        last_august = date(day.year - 1, 8, 31)
        birth = last_august - timedelta(days=int((age + luck.draw()) * _DAYS_IN_A_YEAR))
        oldest = min(int((age - 1.5) * _DAYS_IN_A_YEAR), 1900)
        start = day - timedelta(days=luck.whole(20, max(40, oldest)))
        return self._child(
            birth=birth, start=start, placed=start, needs=_STOCK_NEED_SHARES, age=age, tilt=(1.0,) * len(PLACES)
        )

    def starting(self, start: date) -> Child:
        """A child whose plan starts on ``start``, with its request about twenty weeks before."""
        luck = self._luck
        years = luck.weighted(_STARTING_AGES, _STARTING_AGE_SHARES) + luck.draw()
        birth = start - timedelta(days=int(years * _DAYS_IN_A_YEAR))
        shares = _NEED_SHARES_BY_FIRST_AGE[max(first for first in _NEED_SHARES_BY_FIRST_AGE if first <= years)]
        age = Child(birth=birth, need=Need.OTH, start=start, received=start, decided=start).age(start)
        child = self._child(birth=birth, start=start, placed=start, needs=shares, age=age, tilt=STARTING_TILT)
        if luck.chance(_TRANSFER_SHARE) and years > 5:  # noqa: PLR2004 - a plan from elsewhere is some years old
            child.transfer_la, child.transferred = luck.pick(tuple(NEIGHBOURS)), start
            child.start = start - timedelta(days=luck.whole(200, 800))
            child.received, child.decided = child.start - timedelta(days=140), child.start - timedelta(days=100)
        return child

    def refused(self, received: date) -> Child:
        """A request that leads to no plan: not assessed, withdrawn, or assessed and no plan issued."""
        luck = self._luck
        years = luck.weighted(_STARTING_AGES, _STARTING_AGE_SHARES) + luck.draw()
        child = Child(
            birth=received - timedelta(days=int(years * _DAYS_IN_A_YEAR)),
            need=Need.OTH,
            start=None,
            received=received,
            decided=received + timedelta(days=luck.whole(21, 44)),
        )
        kind = luck.draw()
        child.request_outcome = "N" if kind < 0.7 else "W" if kind < 0.88 else "Y"  # noqa: PLR2004 - shares
        child.assessment_outcome = "N" if child.request_outcome == "Y" else ""
        child.closed = received + timedelta(days=luck.whole(95, 125)) if child.request_outcome == "Y" else child.decided
        self._person(child)
        return child

    def place(self, place: Place, entry: date, age: int) -> Spell:
        """A spell at a provider of that kind which takes children of that age."""
        residential = ""
        if self._luck.chance(_RESIDENTIAL_SHARE.get(place, 0.0)):
            residential = "A" if self._luck.chance(0.75) else "B"
        return Spell(place, self._schools.choose(place, age, self._luck), entry, residential=residential)

    def _child(
        self, *, birth: date, start: date, placed: date, needs: tuple[int, ...], age: int, tilt: tuple[float, ...]
    ) -> Child:
        luck = self._luck
        weeks = luck.mostly_middle(16.5, 21.5) if luck.chance(0.52) else luck.between(20, 44)
        received = start - timedelta(days=int(7 * weeks))
        child = Child(
            birth=birth,
            need=luck.weighted(_NEEDS, needs),
            start=start,
            received=received,
            decided=received + timedelta(days=luck.whole(25, 47)),
            is_exception=luck.chance(0.05),
        )
        if luck.chance(_SECOND_NEED_SHARE):
            second = luck.weighted(_NEEDS, _STOCK_NEED_SHARES)
            child.second_need = None if second is child.need else second
        weights = [
            share * lean * tilted * self._schools.exists(place, age)
            for place, share, lean, tilted in zip(PLACES, shares_at(age), leanings(child.need), tilt, strict=True)
        ]
        child.spells.append(self.place(luck.weighted(PLACES, weights), placed, age))
        self._person(child)
        return child

    def _person(self, child: Child) -> None:
        luck = self._luck
        child.sex = "M" if luck.chance(_MALE_SHARE) else "F"
        child.ethnicity = luck.weighted(_ETHNICITIES, _ETHNICITY_SHARES)
        child.postcode = f"ZZ99 {luck.whole(1, 9)}{luck.pick('ABDEFGH')}{luck.pick('JLNPQRS')}"
        child.request_source = luck.weighted((1, 2, 3, 4, 5), (38, 55, 3, 2, 2))
