"""Scenes put together by hand for small councils, without the compiler of scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.scene import Acts, Scene, no_places, no_queue


@dataclass(frozen=True)
class Act:
    """One lever, in full force from ``first_step`` on; ``cells[need, setting, nc]``."""

    kind: int
    mean: float
    cells: np.ndarray
    key: int = 1
    sd: float = 0.0
    to_setting: int = 0
    first_step: int = 0


def cells(shape: tuple[int, int, int], *, needs: Sequence[int] = (), settings: Sequence[int] = ()) -> np.ndarray:
    """Marks the needs and settings named; none named leaves that side open."""
    marked = np.zeros(shape, np.bool_)
    marked[np.ix_(needs or range(shape[0]), settings or range(shape[1]), range(shape[2]))] = True
    return marked


def scene_of(shape: tuple[int, int, int], steps: int, *acts: Act) -> Scene:
    months = np.arange(steps * 12 + 1)
    compiled = Acts(
        kind=np.array([act.kind for act in acts], np.int32),
        key=np.array([act.key for act in acts], np.uint64),
        mean=np.array([act.mean for act in acts], np.float64),
        sd=np.array([act.sd for act in acts], np.float64),
        strength=np.array([np.arange(steps) >= act.first_step for act in acts], np.float64).reshape(-1, steps),
        strength_by_month=np.array([months > 12 * act.first_step for act in acts], np.float64).reshape(-1, len(months)),
        cells=np.array([act.cells for act in acts], np.bool_).reshape(-1, *shape),
        to_setting=np.array([act.to_setting for act in acts], np.int32),
    )
    return Scene(compiled, no_places(shape, steps), no_queue())
