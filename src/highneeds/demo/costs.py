"""What each stay costs: one to three lines a child, at 2026-27 prices.

Ranges are bounded on purpose: the dearest clean line of a kind is less than three times the cheapest, so that no clean
price looks like an outlier. Levels follow published figures (County Councils Network 2025 for independent places,
section 251 budgets for state top-ups); place funding is paid apart from the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from highneeds.demo.children import Child, Spell
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.places import NOT_COSTED, Place

_MAIN_PRICES: dict[Place, tuple[str, str, int, int]] = {
    Place.MAINSTREAM: ("Top-up", "HN10", 3_100, 7_900),
    Place.EARLY_YEARS: ("Top-up", "HN10", 5_300, 7_700),
    Place.UNIT: ("Top-up", "HN11", 5_200, 10_800),
    Place.SPECIAL: ("Top-up", "HN12", 7_900, 21_900),
    Place.NON_MAINTAINED: ("Fee", "HN13", 24_000, 54_000),
    Place.INDEPENDENT_SPECIAL: ("Fee", "HN13", 34_000, 84_000),
    Place.INDEPENDENT: ("Fee", "HN13", 12_000, 28_000),
    Place.COLLEGE: ("Element 3", "HN14", 4_000, 10_000),
    Place.SPECIALIST_COLLEGE: ("Fee", "HN14", 15_000, 36_000),
    Place.ALTERNATIVE: ("Top-up", "HN15", 10_000, 26_000),
    Place.OTHERWISE: ("Direct payment", "HN16", 14_000, 36_000),
}
_ADDITIONS: dict[Place, tuple[tuple[str, float, int, int], ...]] = {
    Place.MAINSTREAM: (("Therapy", 0.04, 1_500, 3_600), ("1:1 support", 0.03, 4_000, 9_500)),
    Place.UNIT: (("Therapy", 0.05, 1_500, 3_600),),
    Place.SPECIAL: (("Therapy", 0.06, 2_000, 5_000), ("1:1 support", 0.04, 8_000, 19_000)),
    Place.INDEPENDENT_SPECIAL: (("Therapy", 0.12, 3_000, 7_500),),
    Place.NON_MAINTAINED: (("Therapy", 0.12, 3_000, 7_500),),
    Place.COLLEGE: (("1:1 support", 0.04, 4_000, 9_500),),
    Place.OTHERWISE: (("Therapy", 0.15, 2_000, 5_000),),
}
_RESIDENTIAL_PRICE = (30_000, 72_000)
_CONTRIBUTION_SHARE = {Place.INDEPENDENT_SPECIAL: 0.09, Place.OTHERWISE: 0.05}
_CONTRIBUTION = {Place.INDEPENDENT_SPECIAL: (8_000, 19_000), Place.OTHERWISE: (3_000, 7_000)}
_EDUCATION_OTHERWISE_FEE_SHARE = 0.4


@dataclass(slots=True)
class CostLine:
    """One line of the finance extract. Pounds are a year at 2026-27 prices; ``rate_text`` replaces the rate shown."""

    child: Child
    spell: Spell
    cost_type: str
    cost_centre: str
    pounds_per_year: float
    start: date
    end: date | None
    per: str = "year"
    contribution: int = 0
    line_ref: str = ""
    upn: str = ""
    rate_text: str | None = None
    is_urn_blank: bool = False
    method: str = ""
    term_calendar: str = ""
    notice: str = ""
    uplift: tuple[float, date, str] | None = None  # percent, from, status
    status: str = ""  # committed, unless it says otherwise
    rules: list[tuple[str, str, str]] = field(default_factory=list)  # planted: rule, field, note

    @property
    def is_clean(self) -> bool:
        return not self.rules


def price_children(children: list[Child], luck: Luck) -> list[CostLine]:
    """The lines of every stay since the history began, in the children's order."""
    lines: list[CostLine] = []
    for child in children:
        for spell in child.spells:
            if spell.entry <= AS_AT and spell.place not in NOT_COSTED:
                lines += _price_spell(child, spell, luck)
    return lines


def _price_spell(child: Child, spell: Spell, luck: Luck) -> list[CostLine]:
    cost_type, cost_centre, low, high = _MAIN_PRICES[spell.place]
    if spell.place is Place.OTHERWISE and luck.chance(_EDUCATION_OTHERWISE_FEE_SHARE):
        cost_type = "Fee"
    if cost_type == "Top-up" and spell.place is Place.MAINSTREAM and luck.chance(0.3):
        cost_type = "Element 3"
    lines = [_line(child, spell, cost_type, cost_centre, luck.mostly_middle(low, high))]
    if spell.residential:
        lines.append(_line(child, spell, "Residential", cost_centre, luck.mostly_middle(*_RESIDENTIAL_PRICE)))
    for added, share, cheapest, dearest in _ADDITIONS.get(spell.place, ()):
        if luck.chance(share):
            lines.append(_line(child, spell, added, cost_centre, luck.mostly_middle(cheapest, dearest)))
    if luck.chance(_CONTRIBUTION_SHARE.get(spell.place, 0.0)):
        lines[0].contribution = 100 * round(luck.mostly_middle(*_CONTRIBUTION[spell.place]) / 100)
    for line in lines:
        line.per = _how_charged(line, luck)
    return lines


def _line(child: Child, spell: Spell, cost_type: str, cost_centre: str, pounds: float) -> CostLine:
    end = spell.leave if spell.leave is not None and spell.leave <= AS_AT else None
    return CostLine(child, spell, cost_type, cost_centre, pounds, spell.entry, end, upn=child.upn)


def _how_charged(line: CostLine, luck: Luck) -> str:
    if line.cost_type == "Residential":
        return "week"
    if line.cost_type == "Direct payment":
        return "month"
    if line.cost_type == "1:1 support":
        return luck.pick(("week", "day"))
    if line.cost_type == "Fee":
        return luck.weighted(("term", "year", "day"), (60, 35, 5))
    return luck.weighted(("year", "term", "month"), (85, 10, 5))


def usual_cost_centre(place: Place) -> str:
    """Where the lines of such a placement belong, whatever a line says."""
    return _MAIN_PRICES[place][1]


PERIODS_A_YEAR = {"year": 1, "term": 3, "month": 12, "week": 38, "day": 190}
RESIDENTIAL_WEEKS_A_YEAR = 52


def rate(line: CostLine) -> float:
    """Pounds per period as invoiced, rounded to a penny (to a pound when by the year or term)."""
    periods = (
        RESIDENTIAL_WEEKS_A_YEAR if line.cost_type == "Residential" and line.per == "week" else PERIODS_A_YEAR[line.per]
    )
    return round(line.pounds_per_year / periods, 0 if line.per in {"year", "term"} else 2)
