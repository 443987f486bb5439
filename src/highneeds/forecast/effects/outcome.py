"""What a simulation comes to by year: the children and the cost that people plan with, draw by draw.

Pounds are kept in the engine's steps, setting by setting, which add and subtract without error: parts add to their
whole exactly and levers that never meet have no interaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np

from highneeds.core.years import FinancialYear
from highneeds.forecast.prices import in_steps
from highneeds.forecast.types import Floats, Simulation

_MONTHS_IN_A_YEAR = 12
_APRIL = 3  # months after January

PlaceCost = Callable[[Simulation], Floats]
"""What places cost, filled or not: GBP ``[draw, month]`` of a simulation."""


class Measure(StrEnum):
    """What is compared; the value is what a table says."""

    CHILDREN = "children in January"
    COST = "cost of the financial year, £"
    RATE = "whole-year cost in January, £"
    PLACES = "place funding of the financial year, £"

    @property
    def is_money(self) -> bool:
        return self is not Measure.CHILDREN


@dataclass(frozen=True)
class Outcome:
    """Of every draw: ``children[draw, january]``; ``cost_gbp[draw, financial year]``, the mean over its months of the
    whole-year prices of those present; ``rate_gbp[draw, january]``, those prices in January; ``places_gbp[draw,
    financial year]``, what places cost, filled or not, without years where no place rate is known. A difference of two
    outcomes is one too. Only whole financial years are there: one fewer than there are Januaries ahead.
    """

    census_years: tuple[int, ...]
    financial_years: tuple[FinancialYear, ...]
    children: Floats
    cost_gbp: Floats
    rate_gbp: Floats
    places_gbp: Floats

    def of(self, measure: Measure) -> Floats:
        """``[draw, year]``, years as in ``years``."""
        by_measure = (self.children, self.cost_gbp, self.rate_gbp, self.places_gbp)
        return dict(zip(Measure, by_measure, strict=True))[measure]

    def years(self, measure: Measure) -> tuple[str, ...]:
        """``January 2027`` or ``2027-28``."""
        if measure is Measure.PLACES:
            return tuple(str(year) for year in self.financial_years[: self.places_gbp.shape[1]])
        if measure is Measure.COST:
            return tuple(str(year) for year in self.financial_years)
        return tuple(f"January {year}" for year in self.census_years)

    def __add__(self, other: Self) -> Self:
        return self._with(np.add, other)

    def __sub__(self, other: Self) -> Self:
        return self._with(np.subtract, other)

    def halved(self) -> Outcome:
        values = (self.children, self.cost_gbp, self.rate_gbp, self.places_gbp)
        return Outcome(self.census_years, self.financial_years, *(value / 2.0 for value in values))

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
            self.places_gbp[:, years] if self.places_gbp.size else self.places_gbp,
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
            operator(self.places_gbp, other.places_gbp),
        )


def outcome_of(simulation: Simulation, place_cost: PlaceCost | None = None) -> Outcome:
    """The outcome of every draw of ``simulation``; without ``place_cost`` no place funding is known."""
    first, years = simulation.census_years[0], len(simulation.census_years) - 1
    return Outcome(
        simulation.census_years,
        tuple(FinancialYear(first + year) for year in range(years - 1)),
        simulation.children.sum(axis=(2, 3)).astype(np.float64),
        costs_of(simulation.price_gbp_by_month),
        rates_of(simulation.price_gbp),
        _none_known(simulation) if place_cost is None else _years_of_places(place_cost(simulation), years - 1),
    )


def joined(shards: Sequence[Outcome]) -> Outcome:
    """Shards one after the other; there must be one at least."""
    return Outcome(
        shards[0].census_years,
        shards[0].financial_years,
        np.concatenate([shard.children for shard in shards]),
        np.concatenate([shard.cost_gbp for shard in shards]),
        np.concatenate([shard.rate_gbp for shard in shards]),
        np.concatenate([shard.places_gbp for shard in shards]),
    )


def costs_of(price_gbp_by_month: Floats) -> Floats:
    """``[draw, financial year]`` of ``[draw, month, setting]``: the whole years among months from the first January."""
    years = (price_gbp_by_month.shape[1] - 1) // _MONTHS_IN_A_YEAR - 1
    costs = [_financial_year(price_gbp_by_month, year) for year in range(years)]
    return np.stack(costs, axis=1) if costs else np.empty((len(price_gbp_by_month), 0))


def rates_of(price_gbp: Floats) -> Floats:
    """``[draw, january]`` of ``[draw, january, need, setting]``."""
    return np.asarray(in_steps(price_gbp).sum(axis=(2, 3)))


def _financial_year(price_gbp_by_month: Floats, year: int) -> Floats:
    """``[draw]`` from the April of ``year`` years after the first January to the March that follows."""
    first = year * _MONTHS_IN_A_YEAR + _APRIL
    months = price_gbp_by_month[:, first : first + _MONTHS_IN_A_YEAR]
    return np.asarray(in_steps(months.sum(axis=1) / _MONTHS_IN_A_YEAR).sum(axis=1))


def _none_known(simulation: Simulation) -> Floats:
    return np.empty((simulation.draws, 0))


def _years_of_places(gbp_by_month: Floats, years: int) -> Floats:
    """``[draw, financial year]`` of ``[draw, month]``; months count from the first January."""
    starts = [year * _MONTHS_IN_A_YEAR + _APRIL for year in range(years)]
    sums = [gbp_by_month[:, start : start + _MONTHS_IN_A_YEAR].sum(axis=1) for start in starts]
    return in_steps(np.stack(sums, axis=1)) if sums else np.empty((len(gbp_by_month), 0))
