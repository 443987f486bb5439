"""Authorities that do not exist, to set the demonstration council beside: what each counts is drawn about its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from highneeds.core.money import allocate
from highneeds.demo.children import Child
from highneeds.demo.days import census_day
from highneeds.demo.luck import Luck
from highneeds.demo.places import Place
from highneeds.rules.needs import Need

JANUARIES = tuple(range(2022, 2027))
OWN = "999"
_NAMES = (
    "Aldermoor", "Brackwater", "Corvenham", "Dunmarsh", "Elderwick", "Fennholme", "Garrowmere", "Hallowdale",
    "Inglemoor", "Jessamere", "Kestrelby", "Larkholme", "Mossgarth", "Netherwick", "Orchardale", "Pellowmere",
    "Quillhaven", "Rushenby", "Sallowdale", "Tarnwick", "Umberley", "Varrowdale", "Wrenholme",
)  # fmt: skip
_REGIONS = ("Eastmark", "Northvale", "Southmere")
_FIRST_CODE = 976
SMALLEST = "992"
"""Counts of fewer than five children are withheld of it."""

_COLUMN_OF: Mapping[Place, str] = {
    Place.MAINSTREAM: "mainstream_academy",
    Place.UNIT: "mainstream_academy_senunit",
    Place.SPECIAL: "special_la_maintained",
    Place.NON_MAINTAINED: "special_non_maintained",
    Place.INDEPENDENT_SPECIAL: "special_independent",
    Place.INDEPENDENT: "mainstream_independent",
    Place.ALTERNATIVE: "ap_pru_la_maintained",
    Place.COLLEGE: "general_fe_tertiary_colleges",
    Place.SPECIALIST_COLLEGE: "specialist_post_16_institutions",
    Place.EARLY_YEARS: "nm_early_years",
    Place.HOME: "elective_home_education",
    Place.OTHERWISE: "other_arrangements_la",
    Place.PARENTAL: "other_arrangements_parents",
    Place.OTHER: "other_placement_settings",
    Place.NEET: "neet",
    Place.AWAITING: "neet_ntci",
}
_Key = TypeVar("_Key", str, int)
_NO_NEED = "unknown"
_TWENTY_WEEKS_DAYS = 140
_LAST_AGE = 25


@dataclass(frozen=True, slots=True)
class Authority:
    """``size`` is of the demonstration council's; ``growth`` a year; ``tilts`` by what is counted."""

    code: str
    name: str
    region: str
    size: float
    growth: float
    luck: Luck

    @property
    def ons_code(self) -> str:
        return f"E10000{self.code}"


@dataclass(frozen=True, slots=True)
class Counts:
    """What one authority counts of a January and of the calendar year before it."""

    settings: Mapping[str, int]
    ages: Mapping[int, int]
    needs: Mapping[str, int]
    flows: Mapping[str, int]

    @property
    def plans(self) -> int:
        return sum(self.settings.values())


def invented_authorities(seed: int) -> tuple[Authority, ...]:
    """Twenty-three beside the demonstration council, which comes last."""
    others = []
    for number, name in enumerate(_NAMES):
        code, luck = str(_FIRST_CODE + number), Luck(seed, f"authorities/{name}")
        size = 0.06 if code == SMALLEST else luck.between(0.35, 2.1)
        others.append(Authority(code, name, _REGIONS[number % 3], size, luck.between(1.03, 1.1), luck))
    return (*others, Authority(OWN, "Ashmere", _REGIONS[0], 1.0, 1.0, Luck(seed, "authorities/Ashmere")))


def own_counts(children: Sequence[Child]) -> dict[int, Counts]:
    """Of the demonstration council, by January: as its own returns have it, before anything is spoilt in them."""
    return {january: _own(children, january) for january in JANUARIES}


def _own(children: Sequence[Child], january: int) -> Counts:
    day = census_day(january)
    live = [child for child in children if child.is_live(day)]
    settings = Counter(_setting(child, day) for child in live)
    return Counts(
        settings=settings,
        ages=Counter(min(_LAST_AGE, max(0, child.age(day))) for child in live),
        needs=Counter(_need(child, day) for child in live),
        flows=_flows(children, january - 1),
    )


def _need(child: Child, day: date) -> str:
    need = child.need_on(day)
    return _NO_NEED if need is Need.NOT_RECORDED else need.value.lower()


def _setting(child: Child, day: date) -> str:
    spell = next((one for one in child.spells if one.touches(day, day)), None)
    return "placement_unknown" if spell is None else _COLUMN_OF[spell.place]


def _flows(children: Sequence[Child], year: int) -> dict[str, int]:
    asked = [child for child in children if child.received.year == year and child.transferred is None]
    issued = [child for child in children if child.start and child.start.year == year and child.transferred is None]
    ceased = [child for child in children if child.start and child.cease and child.cease.year == year]
    plain = [child for child in issued if not child.is_exception]
    return {
        "requests": len(asked),
        "refused": sum(child.request_outcome == "N" for child in asked),
        "not_issued": sum(child.assessment_outcome == "N" for child in asked),
        "issued": len(issued),
        "issued_in_time": sum(_is_in_time(child) for child in issued),
        "issued_plain": len(plain),
        "issued_plain_in_time": sum(_is_in_time(child) for child in plain),
        "ceased": len(ceased),
    }


def _is_in_time(child: Child) -> bool:
    return child.start is not None and (child.start - child.received).days <= _TWENTY_WEEKS_DAYS


def leaning_of_all(seed: int, own: Mapping[int, Counts]) -> dict[str, float]:
    """How much more often than the council all others count each thing, so that it stands out in some."""
    newest, luck = own[JANUARIES[-1]], Luck(seed, "authorities/all")
    return {column: luck.between(0.86, 1.17) for column in (*newest.settings, *newest.needs, *newest.flows)}


def drawn_counts(one: Authority, own: Mapping[int, Counts], of_all: Mapping[str, float]) -> dict[int, Counts]:
    """Of another authority: the council's own in a size, a growth and a leaning of its own."""
    newest = own[JANUARIES[-1]]
    tilt = {column: lean * one.luck.mostly_middle(0.7, 1.35) for column, lean in of_all.items()}
    drift = {column: one.luck.between(-0.03, 0.03) for column in of_all}
    tilt |= {str(age): one.luck.mostly_middle(0.85, 1.15) for age in newest.ages}
    found = {}
    for january in JANUARIES:
        times = one.size * one.growth ** (january - JANUARIES[-1]) * one.luck.between(0.985, 1.015)
        since = january - JANUARIES[-1]
        then = tilt | {column: tilt[column] * (1 + drift[column] * since) for column in of_all}
        settings = {name: one.luck.round(count * times * then[name]) for name, count in newest.settings.items()}
        plans = sum(settings.values())
        found[january] = Counts(
            settings=settings,
            ages=_shared(plans, {age: count * tilt[str(age)] for age, count in newest.ages.items()}),
            needs=_shared(plans, {need: count * then[need] for need, count in newest.needs.items()}),
            flows=_drawn_flows(newest.flows, times, then, one.luck),
        )
    return found


def _drawn_flows(newest: Mapping[str, int], times: float, tilt: Mapping[str, float], luck: Luck) -> dict[str, int]:
    requests = luck.round(newest["requests"] * times * tilt["requests"])
    issued = luck.round(0.62 * requests)
    plain = luck.round(0.94 * issued)
    share = 0.75 * tilt["issued_in_time"] / 1.7
    return {
        "requests": requests,
        "refused": luck.round(0.24 * requests * tilt["refused"] / 1.1),
        "not_issued": luck.round(0.05 * requests),
        "issued": issued,
        "issued_in_time": min(issued, luck.round(issued * share)),
        "issued_plain": plain,
        "issued_plain_in_time": min(plain, luck.round(issued * share)),
        "ceased": luck.round(newest["ceased"] * times),
    }


def _shared(plans: int, weights: Mapping[_Key, float]) -> dict[_Key, int]:
    return dict(zip(weights, allocate(plans, list(weights.values())), strict=True))
