"""The cells of a caseload: each need in each setting, and each group of ages; which of them changed most, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from highneeds.core.years import NcYear
from highneeds.forecast.effects.outcome import Measure
from highneeds.forecast.types import NC_YEARS, Floats, Simulation, StateSpace
from highneeds.forecast.why.causes import Cause
from highneeds.rules.rollups import AGE_BANDS, dsg_age_band

_BAND_OF = np.array([AGE_BANDS.index(dsg_age_band(NcYear(min(nc, NcYear.LAST)))) for nc in NC_YEARS])
CellKind = Literal["need and setting", "age"]


@dataclass(frozen=True)
class Cells:
    """Means over draws in each January: ``children[january, need, setting]`` and ``rate_gbp`` alike (whole-year prices
    of those present); ``children_by_age[january, band]`` and ``rate_gbp_by_age``, bands as in ``AGE_BANDS``.
    """

    children: Floats
    rate_gbp: Floats
    children_by_age: Floats
    rate_gbp_by_age: Floats

    def __add__(self, other: Self) -> Self:
        return self._with(other, np.add)

    def __sub__(self, other: Self) -> Self:
        return self._with(other, np.subtract)

    def times(self, factor: float) -> Cells:
        return Cells(
            self.children * factor,
            self.rate_gbp * factor,
            self.children_by_age * factor,
            self.rate_gbp_by_age * factor,
        )

    def _with(self, other: Self, operator: Callable[[Floats, Floats], Floats]) -> Self:
        return type(self)(
            operator(self.children, other.children),
            operator(self.rate_gbp, other.rate_gbp),
            operator(self.children_by_age, other.children_by_age),
            operator(self.rate_gbp_by_age, other.rate_gbp_by_age),
        )


@dataclass(frozen=True)
class CellChange:
    """How much one cell changed in the mean of draws, and the cause that changed it most with its part.

    ``children``: how many the cell holds in the forecast before.
    """

    kind: CellKind
    name: str
    change: float
    cause: Cause
    of_cause: float
    children: float


def cells_of(simulation: Simulation, first_january: int) -> Cells:
    """From the January of ``first_january`` on."""
    start = simulation.census_years.index(first_january)
    return Cells(
        simulation.children[:, start:].mean(axis=0),
        simulation.price_gbp[:, start:].mean(axis=0),
        _by_band(simulation.children_by_nc[:, start:].mean(axis=0)),
        _by_band(simulation.price_gbp_by_nc[:, start:].mean(axis=0)),
    )


def largest_cells(
    parts: Mapping[Cause, Cells], before: Cells, space: StateSpace, *, january: int, measure: Measure, count: int = 8
) -> tuple[CellChange, ...]:
    """The ``count`` needs in settings that changed most by the January at position ``january``, then all age bands
    that changed. ``measure``: children or the whole-year rate.
    """
    names = [f"{need}, {setting}" for need in space.needs for setting in space.settings]
    by_cause = {cause: _flat(cells, january, measure) for cause, cells in parts.items()}
    by_age = {cause: _ages(cells, january, measure) for cause, cells in parts.items()}
    held, held_by_age = before.children[january].ravel(), before.children_by_age[january]
    states = _largest("need and setting", names, by_cause, held)
    return *states[:count], *_largest("age", AGE_BANDS, by_age, held_by_age)


def _largest(
    kind: CellKind, names: tuple[str, ...] | list[str], by_cause: Mapping[Cause, Floats], held: Floats
) -> list[CellChange]:
    causes, parts = list(by_cause), np.stack(list(by_cause.values()))
    whole, leading = parts.sum(axis=0), np.abs(parts).argmax(axis=0)
    order = np.argsort(-np.abs(whole), kind="stable")
    return [
        CellChange(kind, names[i], float(whole[i]), causes[leading[i]], float(parts[leading[i], i]), float(held[i]))
        for i in order
        if abs(whole[i]) > 0
    ]


def _flat(cells: Cells, january: int, measure: Measure) -> Floats:
    of_states = cells.rate_gbp if measure.is_money else cells.children
    return np.asarray(of_states[january].ravel())


def _ages(cells: Cells, january: int, measure: Measure) -> Floats:
    of_ages = cells.rate_gbp_by_age if measure.is_money else cells.children_by_age
    return np.asarray(of_ages[january])


def _by_band(by_nc: Floats) -> Floats:
    """``[january, band]`` of ``[january, nc]``."""
    bands = np.zeros((len(by_nc), len(AGE_BANDS)))
    np.add.at(bands.T, _BAND_OF, by_nc.T)
    return bands
