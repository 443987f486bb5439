"""What a simulation comes to by year: the children and the cost that people plan with, draw by draw.

Pounds are kept in steps of 1/65,536 of a pound, setting by setting. Floating point adds and subtracts such numbers
without error up to £137bn, so that parts add to their whole exactly and levers that never meet have no interaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np

from highneeds.core.years import FinancialYear
from highneeds.forecast.types import Floats, Simulation

_STEPS_IN_A_POUND = 65_536.0
_MONTHS_IN_A_YEAR = 12
_APRIL = 3  # months after January


class Measure(StrEnum):
    """What is compared; the value is what a table says."""

    CHILDREN = "children in January"
    COST = "cost of the financial year, £"
    RATE = "whole-year cost in January, £"

    @property
    def is_money(self) -> bool:
        return self is not Measure.CHILDREN


@dataclass(frozen=True)
class Outcome:
    """Of every draw: ``children[draw, january]``; ``cost_gbp[draw, financial year]``, the mean over its months of the
    whole-year prices of those present; ``rate_gbp[draw, january]``, those prices in January. A difference of two
    outcomes is one too. Only whole financial years are there: one fewer than there are Januaries ahead.
    """

    census_years: tuple[int, ...]
    financial_years: tuple[FinancialYear, ...]
    children: Floats
    cost_gbp: Floats
    rate_gbp: Floats

    def of(self, measure: Measure) -> Floats:
        """``[draw, year]``, years as in ``years``."""
        return {Measure.CHILDREN: self.children, Measure.COST: self.cost_gbp, Measure.RATE: self.rate_gbp}[measure]

    def years(self, measure: Measure) -> tuple[str, ...]:
        """``January 2027`` or ``2027-28``."""
        if measure is Measure.COST:
            return tuple(str(year) for year in self.financial_years)
        return tuple(f"January {year}" for year in self.census_years)

    def __add__(self, other: Self) -> Self:
        return self._with(np.add, other)

    def __sub__(self, other: Self) -> Self:
        return self._with(np.subtract, other)

    def halved(self) -> Outcome:
        return Outcome(
            self.census_years, self.financial_years, self.children / 2.0, self.cost_gbp / 2.0, self.rate_gbp / 2.0
        )

    def since(self, census_year: int) -> Outcome:
        """Without the years that begin before the January of ``census_year``."""
        januaries = [i for i, year in enumerate(self.census_years) if year >= census_year]
        years = [i for i, year in enumerate(self.financial_years) if year.starts >= census_year]
        return Outcome(
            tuple(self.census_years[i] for i in januaries),
            tuple(self.financial_years[i] for i in years),
            self.children[:, januaries],
            self.cost_gbp[:, years],
            self.rate_gbp[:, januaries],
        )

    def _with(self, operator: Callable[[Floats, Floats], Floats], other: Self) -> Self:
        if (self.census_years, len(self.children)) != (other.census_years, len(other.children)):
            message = "outcomes of different years or draws cannot be compared"
            raise ValueError(message)
        return type(self)(
            self.census_years,
            self.financial_years,
            operator(self.children, other.children),
            operator(self.cost_gbp, other.cost_gbp),
            operator(self.rate_gbp, other.rate_gbp),
        )


def outcome_of(simulation: Simulation) -> Outcome:
    """The outcome of every draw of ``simulation``."""
    first, years = simulation.census_years[0], len(simulation.census_years) - 1
    costs = [_financial_year(simulation.price_gbp_by_month, year) for year in range(years - 1)]
    return Outcome(
        simulation.census_years,
        tuple(FinancialYear(first + year) for year in range(years - 1)),
        simulation.children.sum(axis=(2, 3)).astype(np.float64),
        np.stack(costs, axis=1) if costs else np.empty((simulation.draws, 0)),
        in_steps(simulation.price_gbp).sum(axis=(2, 3)),
    )


def joined(shards: Sequence[Outcome]) -> Outcome:
    """Shards one after the other; there must be one at least."""
    return Outcome(
        shards[0].census_years,
        shards[0].financial_years,
        np.concatenate([shard.children for shard in shards]),
        np.concatenate([shard.cost_gbp for shard in shards]),
        np.concatenate([shard.rate_gbp for shard in shards]),
    )


def in_steps(gbp: Floats) -> Floats:
    """Pounds rounded to the steps in which they add without error."""
    return np.asarray(np.rint(gbp * _STEPS_IN_A_POUND) / _STEPS_IN_A_POUND)


def _financial_year(price_gbp_by_month: Floats, year: int) -> Floats:
    """``[draw]`` from the April of ``year`` years after the first January to the March that follows."""
    first = year * _MONTHS_IN_A_YEAR + _APRIL
    months = price_gbp_by_month[:, first : first + _MONTHS_IN_A_YEAR]
    return np.asarray(in_steps(months.sum(axis=1) / _MONTHS_IN_A_YEAR).sum(axis=1))
