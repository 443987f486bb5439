"""Cost of the lines by month and cost centre, and children by setting: what ledger and budget are made from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from highneeds.core import FinancialYear
from highneeds.demo.children import Child, Spell
from highneeds.demo.costs import CostLine
from highneeds.demo.days import LAST_FINANCIAL_YEAR
from highneeds.demo.places import NOT_COSTED, Place
from highneeds.rules.establishments import setting_of_code, setting_of_place, setting_of_type
from highneeds.rules.settings import Setting

PRICE_GROWTH = 1.033  # a year, each April
_FAR = date(2100, 1, 1).toordinal()
_DAYS_IN_A_YEAR = 365

Pounds = NDArray[np.float64]


def price_level(financial_year: FinancialYear) -> float:
    """Prices of that year as a multiple of 2026-27's."""
    return float(PRICE_GROWTH ** (financial_year.starts - LAST_FINANCIAL_YEAR))


def setting_of(spell: Spell) -> Setting:
    """The setting as the rules resolve it from type, flags or code."""
    if spell.provider is None:
        return setting_of_code(spell.place.value)
    base = spell.provider.base if spell.place is Place.UNIT else ""
    return setting_of_place(
        setting_of_type(spell.provider.type_code), is_sen_unit=base == "unit", is_resourced_provision=base == "rp"
    )


def monthly_cost(lines: list[CostLine], financial_year: FinancialYear) -> dict[str, Pounds]:
    """Pounds by cost centre, (month,) from April to March: each line's days in the month at that year's price."""
    starts = np.array([line.start.toordinal() for line in lines])
    ends = np.array([_FAR if line.end is None else line.end.toordinal() for line in lines])
    pounds = np.array([line.pounds_per_year - line.contribution for line in lines]) * price_level(financial_year)
    centres = np.array([line.cost_centre for line in lines])
    months = []
    for first in financial_year.months():
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1).toordinal() - 1
        days = np.clip(np.minimum(ends, last) - np.maximum(starts, first.toordinal()) + 1, 0, None)
        months.append(pounds * days / _DAYS_IN_A_YEAR)
    by_line = np.stack(months, axis=1)
    return {centre: by_line[centres == centre].sum(axis=0) for centre in sorted(set(centres.tolist()))}


@dataclass(frozen=True, slots=True)
class Position:
    """Children placed in one costed setting on a day, and what one costs a year at 2026-27 prices."""

    setting: Setting
    cost_centre: str
    children: int
    pounds_per_child_year: float


def position_on(children: list[Child], lines: list[CostLine], day: date) -> list[Position]:
    """One position for each setting in which a child with a plan is placed on ``day`` at a cost."""
    counts: dict[Setting, int] = defaultdict(int)
    for child in children:
        if child.is_live(day):
            for spell in child.spells:
                if spell.touches(day, day) and spell.place not in NOT_COSTED:
                    counts[setting_of(spell)] += 1
    pounds: dict[Setting, float] = defaultdict(float)
    centres: dict[Setting, str] = {}
    for line in lines:
        if line.spell.touches(day, day):
            setting = setting_of(line.spell)
            pounds[setting] += line.pounds_per_year - line.contribution
            centres[setting] = line.cost_centre
    return [
        Position(setting, centres[setting], counts[setting], pounds[setting] / counts[setting])
        for setting in Setting
        if counts[setting]
    ]
