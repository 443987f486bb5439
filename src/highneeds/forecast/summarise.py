"""From all draws to the tables people read: mean, spread and percentiles of children and of cost.

``cost_gbp`` is the sum of the whole-year prices of the children present in January: a rate of spending on that day, not
what a financial year cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from highneeds.forecast.streaming import DrawColumns, Statistics
from highneeds.forecast.types import NC_YEARS, Floats, Ints, Simulation, StateSpace

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
_MEASURES = ("children", "cost_gbp")
_PENCE_IN_A_POUND = 100.0
_TOTAL, _NEED, _SETTING, _NC_YEAR = range(4)


@dataclass(frozen=True)
class YearBalance:
    """Means over the draws of one year: ``start + joins - leaves = end``, as in every draw."""

    year: int
    start: float
    joins: float
    leaves: float
    end: float


class Summary:
    """The tables of a run, from its shards in any size; its memory does not grow with the draws.

    A table has one row per (year, label, measure) with mean, sd and percentiles over the draws; a label without
    children in a draw counts as 0 there. Percentiles are exact up to ``streaming.BLOCK`` draws, beyond that within
    ``largest_error``.
    """

    def __init__(self, space: StateSpace, census_years: tuple[int, ...]) -> None:
        self.space, self.census_years, self.draws = space, census_years, 0
        self._labels: tuple[tuple[str | int, ...], ...] = (("",), space.needs, space.settings, NC_YEARS)
        self._ends = np.cumsum([len(census_years) * len(of) * len(_MEASURES) for of in self._labels]).tolist()
        units = np.tile([1.0, _PENCE_IN_A_POUND], self._ends[-1] // len(_MEASURES))
        self._columns = DrawColumns(np.concatenate([units, np.ones(2 * len(census_years))]))
        self._found: Statistics | None = None

    @classmethod
    def of(cls, shards: Iterable[Simulation]) -> Summary:
        """Of all ``shards`` of one run. ValueError when there is none."""
        summary: Summary | None = None
        for shard in shards:
            summary = summary or cls(shard.space, shard.census_years)
            summary.add(shard)
        if summary is None:
            message = "there is no draw to summarise"
            raise ValueError(message)
        return summary

    def add(self, shard: Simulation) -> None:
        """Take some draws. ValueError when they are of other years or another space."""
        its_names, names = ((space.needs, space.settings) for space in (shard.space, self.space))
        if shard.census_years != self.census_years or its_names != names:
            message = "the shards of one run have the same years, needs and settings"
            raise ValueError(message)
        self._columns.add(_columns(shard))
        self.draws += shard.draws
        self._found = None

    def total_table(self) -> pl.DataFrame:
        """One row per (year, measure)."""
        return self._table("", _TOTAL).drop("")

    def need_table(self) -> pl.DataFrame:
        """One row per (year, need, measure)."""
        return self._table("need", _NEED)

    def setting_table(self) -> pl.DataFrame:
        """One row per (year, setting, measure)."""
        return self._table("setting", _SETTING)

    def nc_year_table(self) -> pl.DataFrame:
        """One row per (year, NC year, measure)."""
        return self._table("nc_year", _NC_YEAR)

    def balances(self) -> tuple[YearBalance, ...]:
        """One for every January but the first."""
        mean = self._statistics().mean
        present = mean[: self._ends[_TOTAL] : len(_MEASURES)]
        joined, left = np.split(mean[self._ends[-1] :], 2)
        return tuple(
            YearBalance(year, float(present[i]), float(joined[i + 1]), float(left[i + 1]), float(present[i + 1]))
            for i, year in enumerate(self.census_years[1:])
        )

    def largest_errors(self) -> tuple[float, float]:
        """How far a percentile of all children (in children) and of all cost (in GBP) may be from that of the draws."""
        errors = self._statistics().largest_error[: self._ends[_TOTAL]].reshape(-1, len(_MEASURES)).max(axis=0)
        return float(errors[0]), float(errors[1])

    def _statistics(self) -> Statistics:
        self._found = self._found or self._columns.statistics(PERCENTILES)
        return self._found

    def _table(self, group: str, position: int) -> pl.DataFrame:
        labels, years = self._labels[position], len(self.census_years)
        at = slice(([0, *self._ends])[position], self._ends[position])
        found = self._statistics()
        return pl.DataFrame(
            {
                "year": np.repeat(self.census_years, len(labels) * len(_MEASURES)).tolist(),
                group: [label for label in labels for _ in _MEASURES] * years,
                "measure": list(_MEASURES) * (years * len(labels)),
                "mean": found.mean[at],
                "sd": found.sd[at],
                **{f"p{of:02d}": row[at] for of, row in zip(PERCENTILES, found.percentiles, strict=True)},
            }
        )


def _columns(shard: Simulation) -> Floats:
    """``[draw, column]``: each table's year, label and measure, then joined and left by year."""
    children, price = shard.children, shard.price_gbp
    tables = (
        (children.sum(axis=(2, 3))[:, :, None], price.sum(axis=(2, 3))[:, :, None]),
        (children.sum(axis=3), price.sum(axis=3)),
        (children.sum(axis=2), price.sum(axis=2)),
        (shard.children_by_nc, shard.price_gbp_by_nc),
    )
    return np.concatenate([*(_side_by_side(*table) for table in tables), shard.joined, shard.left], axis=1)


def _side_by_side(children: Ints, price: Floats) -> Floats:
    """Both ``[draw, year, label]``."""
    return np.stack([children, price], axis=3).astype(np.float64).reshape(len(children), -1)
