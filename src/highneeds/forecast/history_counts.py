"""The history as counts, by positions, each exposure at the January it belongs to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from highneeds.forecast.posterior import PLAN_BANDS
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, NO_PLAN, Bools, Floats, History, StateSpace

Positions = npt.NDArray[np.integer]

_YEARS_OF_BANDS = (0, 1, 2, 4)  # first whole year since the plan began of each band after "not known"


def tally(shape: tuple[int, ...], *at: Positions) -> Floats:
    """How many rows stand at each position of ``shape``."""
    flat = np.ravel_multi_index(at, shape) if len(at[0]) else np.zeros(0, np.int64)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


def check_positions(history: History, space: StateSpace) -> None:
    """Raise ValueError when the history names a need or setting that the space has not."""
    needs = max(history.need_from.max(), history.need_to.max())
    settings = max(history.setting_from.max(), history.setting_to.max())
    if needs >= len(space.needs) or settings >= len(space.settings):
        message = "the history has a need or setting that the state space does not"
        raise ValueError(message)


def plan_bands(years_in_plan: Positions | None, count: int) -> npt.NDArray[np.int64]:
    """Positions in ``PLAN_BANDS`` of ``count`` children."""
    if years_in_plan is None:
        return np.zeros(count, dtype=np.int64)
    return np.asarray(np.searchsorted(_YEARS_OF_BANDS, years_in_plan, side="right"), dtype=np.int64)


def had_plan(history: History) -> Bools:
    return np.asarray(history.need_from != NO_PLAN)


def left(history: History) -> Bools:
    return np.asarray(had_plan(history) & (history.need_to == NO_PLAN))


def joined(history: History) -> Bools:
    return np.asarray(history.need_from == NO_PLAN)


def remained(history: History) -> Bools:
    return np.asarray(had_plan(history) & (history.need_to != NO_PLAN))


def could_stay(history: History, space: StateSpace) -> Bools:
    """Who did not leave and could have stayed: those past the setting's ages had to move, which is no choice."""
    stays = remained(history)
    nc_to = history.nc_year_to[stays] - FIRST_NC_YEAR
    stays[stays] = space.is_valid[history.need_from[stays], history.setting_from[stays], nc_to]
    return stays


def moved(history: History) -> Bools:
    return np.asarray(remained(history) & (history.setting_from != history.setting_to))


def changed_need(history: History) -> Bools:
    return np.asarray(remained(history) & (history.need_from != history.need_to))


def nc_from(history: History) -> Positions:
    """Positions of the NC years in the first January."""
    return np.asarray(history.nc_year_from - FIRST_NC_YEAR)


def cells(history: History, rows: Bools, space: StateSpace) -> Floats:
    """How many of ``rows``, all with a plan, start in each ``[need, setting, nc, band]``."""
    band = plan_bands(history.years_in_plan_from, len(history.need_from))[rows]
    shape = (*space.is_valid.shape, len(PLAN_BANDS))
    return tally(shape, history.need_from[rows], history.setting_from[rows], nc_from(history)[rows], band)


def joins(history: History, space: StateSpace) -> Floats:
    """Joiners ``[nc to, need, setting]`` over all intervals."""
    rows = joined(history)
    nc_to = history.nc_year_to[rows] - FIRST_NC_YEAR
    shape = (len(NC_YEARS), len(space.needs), len(space.settings))
    return tally(shape, nc_to, history.need_to[rows], history.setting_to[rows])


def moves(history: History, space: StateSpace) -> Floats:
    """Moves ``[need, setting from, nc to, setting to]``, by choice or not."""
    rows = moved(history)
    settings = len(space.settings)
    nc_to = history.nc_year_to[rows] - FIRST_NC_YEAR
    shape = (len(space.needs), settings, len(NC_YEARS), settings)
    return tally(shape, history.need_from[rows], history.setting_from[rows], nc_to, history.setting_to[rows])
