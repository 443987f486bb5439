"""Groups of levers in an order: what each does alone, what it adds after those before it, and all of them together.

All runs are lived in the same worlds. What the groups add one after another is the joint effect; what they do alone
differs from it by their interaction. Both hold exactly, in every draw and year, and the joint effect does not depend on
the order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.effects.outcome import Outcome, PlaceCost, joined, outcome_of
from highneeds.forecast.effects.run import Ingredients, Run, simulate_together
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.running import Progress
from highneeds.forecast.scene import Scene
from highneeds.forecast.types import Floats


@dataclass(frozen=True)
class Group:
    """Levers that stand or fall together, under one name."""

    name: str
    levers: tuple[Lever, ...]


@dataclass(frozen=True)
class GroupScenes:
    """Compiled: as things are, each group alone, and each with all groups before it, in their order."""

    names: tuple[str, ...]
    baseline: Scene
    alone: tuple[Scene, ...]
    together: tuple[Scene, ...]

    @property
    def all(self) -> tuple[Scene, ...]:
        return (self.baseline, *self.alone, *self.together)


@dataclass(frozen=True)
class GroupEffect:
    """Differences from things as they are (``alone``), and from the groups before it (``marginal``); plus is more.

    ``children_by_setting[january, setting]``: mean over draws of what it alone adds.
    """

    name: str
    alone: Outcome
    marginal: Outcome
    children_by_setting: Floats


@dataclass(frozen=True)
class JointEffects:
    """``marginal`` of all groups adds to ``joint``; ``alone`` of all and ``interaction`` add to it too."""

    baseline: Outcome
    groups: tuple[GroupEffect, ...]
    interaction: Outcome
    joint: Outcome
    children_by_setting: Floats


def group_scenes(groups: Sequence[Group], compiled: Callable[[Scenario], Scene]) -> GroupScenes:
    """Every scene that ``joint_effects`` runs; ``compiled`` makes one from a scenario."""
    levers = [lever for group in groups for lever in group.levers]
    upto = np.cumsum([len(group.levers) for group in groups]).tolist()
    return GroupScenes(
        tuple(group.name for group in groups),
        compiled(Scenario("As things are")),
        tuple(compiled(Scenario(group.name, group.levers)) for group in groups),
        tuple(
            compiled(Scenario(f"Up to {group.name}", tuple(levers[:end])))
            for group, end in zip(groups, upto, strict=True)
        ),
    )


def joint_effects(
    ingredients: Ingredients,
    scenes: GroupScenes,
    run: Run,
    *,
    years: int,
    place_cost: PlaceCost | None = None,
    progress: Progress | None = None,
) -> JointEffects:
    """Run all scenes in the same worlds, ``years`` Januaries ahead. ``progress(done, of)`` counts draws.

    ``place_cost`` as ``outcome_of`` takes it. ValueError without a group; else raises what ``simulate_scenes`` does.
    """
    if not scenes.names:
        message = "there is no group of levers"
        raise ValueError(message)
    wanted = scenes.all
    seen: list[list[Outcome]] = [[] for _ in wanted]
    children: list[Floats] = [np.zeros(()) for _ in wanted]
    for (first, draws), simulations in simulate_together(ingredients, wanted, run, years=years):
        for number, simulation in enumerate(simulations):
            seen[number].append(outcome_of(simulation, place_cost))
            children[number] = children[number] + simulation.children.sum(axis=(0, 2)) / run.draws
        if progress is not None:
            progress(first + draws, run.draws)
    return _compared(scenes.names, [joined(shards) for shards in seen], children)


def _compared(names: Sequence[str], outcomes: Sequence[Outcome], children: Sequence[Floats]) -> JointEffects:
    baseline, count = outcomes[0], len(names)
    alone, together = outcomes[1 : count + 1], outcomes[count + 1 :]
    before = (baseline, *together[:-1])
    joint = together[-1] - baseline
    left = joint
    for outcome in alone:
        left = left - (outcome - baseline)
    groups = tuple(
        GroupEffect(name, alone[i] - baseline, together[i] - before[i], children[i + 1] - children[0])
        for i, name in enumerate(names)
    )
    return JointEffects(baseline, groups, left, joint, children[-1] - children[0])
