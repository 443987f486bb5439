"""Which children a scene can change, against another: those whom an act of only one of the two can reach, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import compiled
from highneeds.forecast.scene import AGE_LIMIT, JOINING, LEAVING, MOVING, NEED_CHANGE, SHIFT, Acts
from highneeds.forecast.types import Ints

SAME = -2  # no step: neither one of a run nor that before the first
_ON_THOSE_THERE = (LEAVING, MOVING, NEED_CHANGE, AGE_LIMIT)


class Reach(NamedTuple):
    """The first step in which the two may differ for a child who is in a cell in the January before it (``staying``),
    or in the January after it, having come there or not (``arriving``); a number no run has where they never do.
    """

    staying: Ints
    arriving: Ints
    is_due_changed: bool  # other plans fall due


@compiled
def reach_of(one: Acts, other: Acts, shared: int) -> Reach:
    """Of two scenes, the first ``shared`` acts of which are the same."""
    _, needs, settings, ncs = one.cells.shape
    never = one.strength.shape[1]
    staying = np.full(needs * settings * ncs, never, np.int32)
    arriving = np.full(needs * settings * ncs, never, np.int32)
    is_due_changed = False
    for acts in (one, other):
        for lever in range(shared, len(acts.kind)):
            first = _first_step(acts, lever)
            if acts.kind[lever] in _ON_THOSE_THERE:
                _mark(acts.cells[lever].reshape(-1), first, staying)
            elif acts.kind[lever] == SHIFT:
                _mark_all_settings(acts, lever, first, arriving)
            elif acts.kind[lever] == JOINING and first < never:
                is_due_changed = True
    return Reach(staying, arriving, is_due_changed)


@compiled
def _first_step(acts: Acts, lever: int) -> int:
    """The first in which the lever has any strength."""
    never = int(acts.strength.shape[1])
    for step in range(never):
        if acts.strength[lever, step] > 0.0:
            return step
    return never


@compiled
def _mark(cells: np.ndarray, first: int, steps: Ints) -> None:
    for cell in range(len(cells)):
        if cells[cell]:
            steps[cell] = min(steps[cell], first)


@compiled
def _mark_all_settings(acts: Acts, lever: int, first: int, steps: Ints) -> None:
    """Who is sent elsewhere is seen at another setting; of the cells of the lever, need and NC position tell."""
    _, needs, settings, ncs = acts.cells.shape
    of_state = steps.reshape(needs, settings, ncs)
    for need in range(needs):
        for nc in range(ncs):
            if acts.cells[lever, need, :, nc].any():
                of_state[need, :, nc] = np.minimum(of_state[need, :, nc], first)
