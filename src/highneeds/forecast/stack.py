"""Scenes one after another in arrays, as compiled code takes them: a run of one scene is a stack of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from highneeds.core.philox import compiled
from highneeds.forecast.scene import PRICE, Acts, Places, Queue, Scene, no_queue
from highneeds.forecast.types import Bools, Ints


class Stack(NamedTuple):
    """Scenes one after another: scene s has the acts ``first[s]`` to ``first[s + 1]``, and ``queue`` if it has one.

    The first is the trunk, until another takes its place (``is_trunk``). ``shared[s]``: with how many acts of the
    trunk s begins, as the trunk is before s.
    """

    acts: Acts
    first: Ints
    places: Places
    queue: Queue
    has_queue: Bools
    is_trunk: Bools
    shared: Ints


def has_room(stack: Stack) -> bool:
    """Whether no child ever waits, for a place or for its plan."""
    return len(stack.places.places) == 0 and not stack.has_queue.any()


@compiled
def scene_of(stack: Stack, number: int) -> Scene:
    """Scene ``number``, its levers views of the stack's."""
    first, end = stack.first[number], stack.first[number + 1]
    of = stack.acts
    acts = Acts(
        of.kind[first:end],
        of.key[first:end],
        of.mean[first:end],
        of.sd[first:end],
        of.strength[first:end],
        of.strength_by_month[first:end],
        of.cells[first:end],
        of.to_setting[first:end],
    )
    without = Queue(stack.queue.waiting_nc[:0], stack.queue.keep_up[:0], stack.queue.cleared[:0], stack.queue.most[:0])
    return Scene(acts, stack.places, stack.queue if stack.has_queue[number] else without)


def stacked(scenes: Sequence[Scene]) -> Stack:
    """Raises ValueError where scenes differ in what binds today (places, and plans that wait), and where several are to
    be lived at prices of their own: lives are priced afterwards (``many_scenes``).
    """
    if len(scenes) > 1 and any((scene.acts.kind == PRICE).any() for scene in scenes):
        message = "scenes that are run together have no price levers: they are priced once they are lived"
        raise ValueError(message)
    _refuse_other([scene.places for scene in scenes], "places")
    queues = [scene.queue for scene in scenes if len(scene.queue.keep_up)]
    queue = queues[0] if queues else no_queue()
    _refuse_other(queues, "plans that wait")
    counts = [len(scene.acts.kind) for scene in scenes]
    is_trunk, shared = _grown([_names(scene.acts) for scene in scenes])
    return Stack(
        Acts._make(np.concatenate(parts) for parts in zip(*(scene.acts for scene in scenes), strict=True)),
        np.cumsum([0, *counts]).astype(np.int32),
        scenes[0].places,
        queue,
        np.array([len(scene.queue.keep_up) > 0 for scene in scenes]),
        np.array(is_trunk),
        np.array(shared, np.int32),
    )


def _names(acts: Acts) -> list[bytes]:
    """One for each act: acts of the same name are the same."""
    return [b"".join(part[act].tobytes() for part in acts) for act in range(len(acts.kind))]


def _grown(scenes: Sequence[Sequence[bytes]]) -> tuple[list[bool], list[int]]:
    """``is_trunk`` and ``shared`` of scenes whose acts have these names: who grows further becomes the trunk."""
    is_trunk, shared, trunk = [True], [len(scenes[0])], scenes[0]
    for scene, later in zip(scenes[1:], [*scenes[2:], None], strict=False):
        shared.append(_shared(trunk, scene))
        is_trunk.append(later is not None and _shared(scene, later) == len(scene))
        trunk = scene if is_trunk[-1] else trunk
    return is_trunk, shared


def _shared(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _refuse_other(records: Sequence[Places] | Sequence[Queue], what: str) -> None:
    for record in records[1:]:
        if not all(
            np.array_equal(np.asarray(one), np.asarray(other)) for one, other in zip(records[0], record, strict=True)
        ):
            message = f"scenes that are run together have the same {what} today"
            raise ValueError(message)
