"""Why two forecasts differ: one part at a time is exchanged, with the luck of every child kept.

In which order parts are exchanged decides who is given what they do only together (more joiners at a higher price).
So they are exchanged in one order and in its reverse, and the two are averaged: parts then add exactly to the whole,
and comparing B with A gives the opposite of comparing A with B (the mean of the two polar decompositions: Dietzenbacher
and Los 1998, *Structural Decomposition Techniques: Sense and Sensitivity*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from highneeds.forecast.effects.outcome import Outcome, joined, outcome_of
from highneeds.forecast.effects.run import Run, simulate_shard
from highneeds.forecast.running import Progress
from highneeds.forecast.types import StateSpace
from highneeds.forecast.why.causes import Cause, Side, mixed, same_on_both
from highneeds.forecast.why.cells import Cells, cells_of

Mix = frozenset[Cause]
_ALL = tuple(Cause)


@dataclass(frozen=True)
class Why:
    """From the forecast ``before`` to the one ``after``, in the Januaries both have.

    ``parts`` add to ``after`` - ``before`` exactly in every draw and year; so do ``cells``, in the mean of draws.
    """

    space: StateSpace
    before: Outcome
    after: Outcome
    parts: Mapping[Cause, Outcome]
    cells: Mapping[Cause, Cells]
    before_cells: Cells

    @property
    def whole(self) -> Outcome:
        return self.after - self.before


def why_differ(a: Side, b: Side, run: Run, *, last_january: int, progress: Progress | None = None) -> Why:
    """Why the forecast ``b`` differs from ``a``, to the January of the calendar year ``last_january``.

    They may start in different Januaries. The comparison then begins with the later start, which the earlier forecast
    reaches by its own children and, as they are exchanged, by the rates of either. ``progress(done, of)`` counts runs
    of a shard.
    Raises ValueError when needs or settings differ, or a population does not reach from the earlier start to the end.
    """
    _check(a, b, last_january)
    same = same_on_both(a, b, last_january)
    orders = [_steps(causes, same) for causes in (_ALL, _ALL[::-1])]
    wanted = {mix: mixed(a, b, mix) for order in orders for mix in order}
    outcomes, cells = _simulated(wanted, run, max(a.first_january, b.first_january), last_january, progress)
    forward, backward = orders
    back = len(_ALL)
    parts, of_cells = {}, {}
    for i, cause in enumerate(_ALL):
        one, other = (forward[i], forward[i + 1]), (backward[back - 1 - i], backward[back - i])
        there, again = outcomes[one[1]] - outcomes[one[0]], outcomes[other[1]] - outcomes[other[0]]
        parts[cause] = (there + again).halved()
        of_cells[cause] = (cells[one[1]] - cells[one[0]] + cells[other[1]] - cells[other[0]]).times(0.5)
    none, every = forward[0], forward[-1]
    space = a.ingredients.posterior.space
    return Why(space, outcomes[none], outcomes[every], parts, of_cells, cells[none])


def _check(a: Side, b: Side, last_january: int) -> None:
    one, other = (side.ingredients.posterior.space for side in (a, b))
    for what, names, others in (("needs", one.needs, other.needs), ("settings", one.settings, other.settings)):
        if names != others:
            odd = sorted(set(names) ^ set(others))
            message = f"the two forecasts know different {what}: {', '.join(odd) or 'the same, in another order'}"
            raise ValueError(message)
    first, start = (choose(a.first_january, b.first_january) for choose in (min, max))
    if last_january <= start:
        message = f"the comparison must end after January {start}, not in {last_january}"
        raise ValueError(message)
    for side in (a, b):
        side.ingredients.population.between(first, last_january)


def _steps(causes: Sequence[Cause], same: Mix) -> list[Mix]:
    """What has been exchanged after 0, 1, 2 ... ``causes``; what is the same on both sides need not be."""
    return [frozenset(causes[:count]) - same for count in range(len(causes) + 1)]


def _simulated(
    wanted: Mapping[Mix, Side], run: Run, first_january: int, last_january: int, progress: Progress | None
) -> tuple[dict[Mix, Outcome], dict[Mix, Cells]]:
    """Outcomes of every draw, and the mean of every cell, of each mixture."""
    seen: dict[Mix, list[Outcome]] = {mix: [] for mix in wanted}
    cells: dict[Mix, Cells] = {}
    shards, done = list(run.shards()), 0
    for shard in shards:
        for mix, side in wanted.items():
            years = last_january - side.first_january
            scene = side.scene_from(side.first_january, years)
            simulation = simulate_shard(side.ingredients, scene, run, shard, years=years)
            seen[mix].append(outcome_of(simulation).since(first_january))
            of_shard = cells_of(simulation, first_january).times(shard[1] / run.draws)
            cells[mix] = cells[mix] + of_shard if mix in cells else of_shard
            done += 1
            if progress is not None:
                progress(done, len(shards) * len(wanted))
    return {mix: joined(of_shards) for mix, of_shards in seen.items()}, cells
