"""How rates follow age: a walk from one NC year to the next, with free steps where the law or a phase of school turns.

Positions are those of ``NC_YEARS``. Source of the phases: Education Act 1996, section 8, and the SEND code of practice
2015, chapter 9 (reviews before a transfer of phase; plans may go on to the end of the academic year of the 25th
birthday).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, Floats

LEAVE_FREE = (11, 13, 14, 20)
"""NC years in January whose leaving by the next is like no other's: 16, 18, 19 and 25 are reached on the way."""

MOVE_FREE = (-1, 6, 11, 13)
"""The same for moves by choice: the next September brings Reception, Year 7, Year 12, or the end of sixth form."""

NEED_CHANGE_FREE = (-1, 6, 11)

JOIN_FREE = (0, 1, 7, 12)
"""The same for NC years in which a joiner is first counted: Reception, Year 1, Year 7, Year 12."""

_FIRST_OF_PHASE = (0, 7, 12, 15)  # Reception, Year 7, Year 12, and the years after school
_LESS_PER_YEAR = 0.5
_LESS_IN_ANOTHER_PHASE = 0.1  # a neighbour across a transfer of phase tells of other schools: it counts for a tenth

# A free step may be a factor of 3 either way in the odds before any child is seen: wide enough to hold what England's
# leaving at 16 or joining at Reception is beside the year before, without letting one child in ten decide it.
FREE_STEP_SD = 1.2


def positions(nc_years: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Positions in ``NC_YEARS``."""
    return np.array([year - FIRST_NC_YEAR for year in nc_years], dtype=np.int64)


def ordinary_steps(free: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which steps ``[nc - 1]`` from a position to the next are ordinary: neither into nor out of a free year."""
    is_ordinary = np.ones(len(NC_YEARS) - 1, dtype=np.bool_)
    for position in positions(free):
        is_ordinary[max(position - 1, 0) : position + 1] = False
    return is_ordinary


def step_precision(step_sd: Floats, level_sd: float) -> Floats:
    """Prior precision ``[nc, nc]`` of effects whose steps have the standard deviations ``[nc - 1]``, and their mean
    that of ``level_sd``.
    """
    nc_count = len(step_sd) + 1
    difference = np.diff(np.eye(nc_count), axis=0)
    mean = np.full((1, nc_count), 1.0 / nc_count)
    return np.asarray(difference.T @ (difference / step_sd[:, None] ** 2) + mean.T @ mean / level_sd**2)


def neighbour_weights(*, with_self: bool) -> Floats:
    """``[nc, nc]``: half for each year of distance, and a tenth of that across a transfer of phase."""
    position = np.arange(len(NC_YEARS))
    phase = np.searchsorted(positions(_FIRST_OF_PHASE), position, side="right")
    weights: Floats = _LESS_PER_YEAR ** np.abs(position[:, None] - position[None, :]).astype(np.float64)
    weights = np.where(phase[:, None] == phase[None, :], weights, weights * _LESS_IN_ANOTHER_PHASE)
    if not with_self:
        np.fill_diagonal(weights, 0.0)
    return weights
