"""From numbers to places on the drawing: linear scales, round ticks, and labels that do not run into each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing's size, and the room it keeps free on each side of the plot for axes and labels, in pixels."""

    width: float
    height: float
    left: float
    right: float
    top: float = 26.0
    foot: float = 30.0


def linear(domain: tuple[float, float], places: tuple[float, float]) -> Callable[[float], float]:
    low, high = domain
    span = (high - low) or 1.0
    return lambda value: places[0] + (value - low) / span * (places[1] - places[0])


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Round numbers that reach from at or below ``low`` to at or above ``high``."""
    span = (high - low) or abs(high) or 1.0
    rough = span / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in _STEPS if size * power >= rough * (1 - 1e-9))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [step * i for i in range(first, last + 1)]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Each label as near its wanted height as it can be with ``gap`` between neighbours, in the order given by height.

    Pushes down from the top, then up from the foot: with more labels than room they overlap evenly at the top.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = [min(max(wanted[i], low), high) for i in order]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    for i in range(len(places) - 1, -1, -1):
        ceiling = high if i == len(places) - 1 else places[i + 1] - gap
        places[i] = min(places[i], ceiling)
    back = [0.0] * len(places)
    for place, i in zip(places, order, strict=True):
        back[i] = place
    return back
