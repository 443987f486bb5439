"""What the compiled engine is given and what it counts, as plain named tuples of arrays.

``cell`` numbers a (need, setting, NC position): (need * settings + setting) * NC positions + nc. A ``step`` is a year
from January to January, 0 the first; a ``month`` is counted from the first January, so step s runs from month 12 s on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.forecast.types import Bools, Floats, Ints

Words = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]

# What a lever acts on (``Acts.kind``).
LEAVING, MOVING, NEED_CHANGE, JOINING, SHIFT, AGE_LIMIT, PRICE, PLACES, KEEP_UP, CLEARING = range(10)


class Start(NamedTuple):
    """The stock, ``[child]``."""

    first_year: int
    child_id: Keys
    cell: Ints
    price: Floats
    tenure: Ints  # years in plan + 1, at most 5; 0 where not known


class Prices(NamedTuple):
    """The price book: pool ``[need, setting]`` is ``pool[start:end]``, sorted."""

    pool: Floats
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


class Acts(NamedTuple):
    """Levers that change rates, choices or prices. Size in a draw = ``mean`` + ``sd`` * normal of ``key``.

    What it does is size * ``strength``, the share in force: by step for rates and choices (the mean of its months), by
    month for the others. LEAVING, MOVING, NEED_CHANGE multiply odds, JOINING a rate, PRICE a price, by 1 + that; SHIFT
    sends that share of the children who come to one of ``cells`` to ``to_setting``; PLACES adds that many to the group
    of places ``to_setting``, KEEP_UP and CLEARING add it to what ``Queue`` has of these names.

    AGE_LIMIT: at most 1 less that share of the children of ``cells`` keep their plan. Those of the youngest NC year
    marked come to the limit in the step; of those marked above it, as many leave as a strength higher than that of the
    step before takes away. Nor does a plan that has waited come to a child past the limit.
    """

    kind: Ints  # [lever]
    key: Keys  # [lever]: names its own normal number, whatever other levers there are
    mean: Floats  # [lever]
    sd: Floats  # [lever]
    strength: Floats  # [lever, step], 0 to 1
    strength_by_month: Floats  # [lever, month]
    cells: Bools  # [lever, need, setting, nc]; NC after the summer for JOINING and SHIFT, before it for the others
    to_setting: Ints  # [lever]; of PLACES the group


class Places(NamedTuple):
    """Places that cannot be exceeded: ``group[need, setting]`` shares ``places[group, month]``; -1 where none binds.

    A child for whom there is no place takes the first setting of ``overflow[setting, choice]`` (-1: end of the list)
    that is valid and has one; where none has, the child comes all the same and is counted as over places.
    """

    group: Ints
    places: Ints
    overflow: Ints


class Queue(NamedTuple):
    """Plans that are due and not issued. ``waiting_nc[child]``: NC positions of those waiting in the first January.

    Plans issued in a month: ``keep_up[month]`` of those that fall due + ``cleared[month]``, oldest first, and never
    more than ``most[month]``; position 0 is the month after the first January.
    """

    waiting_nc: Ints
    keep_up: Floats
    cleared: Floats
    most: Floats


class Tally(NamedTuple):
    """What is counted, first axis draw; the rest as in ``Simulation``."""

    children: Ints
    price: Floats
    children_by_nc: Ints
    price_by_nc: Floats
    children_by_setting_nc: Ints
    joined: Ints
    left: Ints
    moved: Ints
    starters: Ints
    leavers: Ints
    children_by_month: Ints
    price_by_month: Floats
    requests: Ints
    waiting: Ints
    overflowed: Ints
    over_places: Ints
    places_open: Ints
    places_taken: Ints
    is_lost: (
        Ints  # [draw]: 1 where a recount of the children at the end disagrees with what was counted on the way; 0 of
    )
    # a scene that is counted as the differences from another, of whose own children there is none


class Scene(NamedTuple):
    """What is done to a world beside letting it run: levers, places that bind, and plans that wait."""

    acts: Acts
    places: Places
    queue: Queue


def no_acts(shape: tuple[int, int, int], steps: int) -> Acts:
    """No lever; ``shape`` is needs, settings, NC positions."""
    none, months = np.empty(0, np.int32), steps * 12 + 1
    return Acts(
        none,
        np.empty(0, np.uint64),
        np.empty(0),
        np.empty(0),
        np.empty((0, steps)),
        np.empty((0, months)),
        np.empty((0, *shape), np.bool_),
        none,
    )


def no_places(shape: tuple[int, int, int], steps: int) -> Places:
    """Room for everyone everywhere."""
    needs, settings, _ = shape
    return Places(
        np.full((needs, settings), -1, np.int32),
        np.empty((0, steps * 12 + 1), np.int32),
        np.empty((settings, 0), np.int32),
    )


def no_queue() -> Queue:
    """Every plan is issued when it falls due."""
    return Queue(np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0))
