"""The effect of each lever and of all together, by common random numbers (Conway 1963; Law, Simulation Modeling and
Analysis 2015, chapter 11).

Every child keeps its luck whatever is done, so that two runs differ only where a lever changes what would have
happened, and their difference in one draw is what the levers do in that world. What all levers do together less what
each does alone is their interaction, a line of its own: the lines add to the whole in every draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from highneeds.forecast.effects.outcome import Outcome, PlaceCost, joined, outcome_of
from highneeds.forecast.effects.run import Ingredients, Run, simulate_shard
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.running import Progress
from highneeds.forecast.scene import Scene

_BASELINE, _WHOLE = ("as things are",), ("whole",)
_Key = tuple[str, ...]


class Kind(StrEnum):
    """What a line of a table of effects is."""

    LEVER = "lever"
    INTERACTION = "interaction"
    WHOLE = "whole"


INTERACTION_NAME = "Levers acting on one another"
WHOLE_NAME = "All levers together"


@dataclass(frozen=True)
class Scenes:
    """Compiled: as things are, all levers, and each lever by its name alone."""

    baseline: Scene | None
    whole: Scene
    alone: Mapping[str, Scene]


@dataclass(frozen=True)
class Effect:
    """What one line adds to things as they are, draw by draw; plus is more children or more cost."""

    name: str
    kind: Kind
    difference: Outcome


@dataclass(frozen=True)
class Effects:
    """The levers in their scenario's order and the interaction add to the whole exactly, in every draw and year."""

    baseline: Outcome
    levers: tuple[Effect, ...]
    interaction: Effect
    whole: Effect

    @property
    def lines(self) -> tuple[Effect, ...]:
        return (*self.levers, self.interaction, self.whole)


def scenes_of(scenario: Scenario, compiled: Callable[[Scenario], Scene]) -> Scenes:
    """Every scene that ``effects_of`` runs; ``compiled`` makes one from a scenario."""
    alone = {lever.name: compiled(scenario.only(lever.name)) for lever in scenario.levers}
    return Scenes(compiled(scenario.without_levers(name="As things are")), compiled(scenario), alone)


def effects_of(
    ingredients: Ingredients,
    scenes: Scenes,
    run: Run,
    *,
    years: int,
    place_cost: PlaceCost | None = None,
    progress: Progress | None = None,
) -> Effects:
    """Run things as they are, all levers, and each lever alone, with the same luck, ``years`` Januaries ahead.

    Only outcomes by year are kept of a shard, so that memory grows by a few numbers a draw. ``progress(done, of)``
    counts runs of a shard. ``place_cost`` as ``outcome_of`` takes it. Raises what ``simulate`` and it raise.
    """
    wanted: dict[_Key, Scene | None] = {_BASELINE: scenes.baseline, _WHOLE: scenes.whole}
    if len(scenes.alone) > 1:  # a single lever alone is all of them
        wanted |= {("lever", name): scene for name, scene in scenes.alone.items()}
    seen: dict[_Key, list[Outcome]] = {key: [] for key in wanted}
    shards = list(run.shards())
    for number, shard in enumerate(shards):
        for position, (key, scene) in enumerate(wanted.items(), start=1):
            seen[key].append(outcome_of(simulate_shard(ingredients, scene, run, shard, years=years), place_cost))
            if progress is not None:
                progress(number * len(wanted) + position, len(shards) * len(wanted))
    outcomes = {key: joined(of_shards) for key, of_shards in seen.items()}
    return _compared(outcomes, tuple(scenes.alone))


def _compared(outcomes: Mapping[_Key, Outcome], names: tuple[str, ...]) -> Effects:
    baseline = outcomes[_BASELINE]
    whole = outcomes[_WHOLE] - baseline
    levers = tuple(
        Effect(name, Kind.LEVER, outcomes.get(("lever", name), outcomes[_WHOLE]) - baseline) for name in names
    )
    left = whole
    for lever in levers:
        left = left - lever.difference
    return Effects(
        baseline, levers, Effect(INTERACTION_NAME, Kind.INTERACTION, left), Effect(WHOLE_NAME, Kind.WHOLE, whole)
    )
