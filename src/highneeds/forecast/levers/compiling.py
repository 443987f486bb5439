"""From a scenario to the scene that the engine plays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.acting import Frame, compile_acts
from highneeds.forecast.levers.calendar import MONTHS_IN_A_YEAR
from highneeds.forecast.levers.capacity import PlacesToday
from highneeds.forecast.levers.faults import faults_of, refuse
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import ChangeKeepUp, ClearBacklog, Lever
from highneeds.forecast.posterior import Months
from highneeds.forecast.scene import Places, Queue, Scene, no_places, no_queue
from highneeds.forecast.types import Ints, StateSpace


def compile_scene(
    scenario: Scenario, today: Today, *, space: StateSpace, months: Months, january: CensusDay, years: int
) -> Scene:
    """What the engine plays: the levers of ``scenario``, and what binds ``today``, for ``years`` from ``january``.

    ``months`` are the posterior's: a lever that starts in the year acts on what happens from then on. A lever whose
    size is 0 for sure is left out, so that the run is the one without it to the last bit. Raises ScenarioRefusal with
    all that is wrong.
    """
    refuse(scenario, faults_of(scenario, today, space=space, january=january, years=years))
    levers = [lever for lever in scenario.levers if lever.size.mean or lever.size.sd]
    waiting = today.plans_late_by_nc()
    frame = Frame(space, months, january, years, today.places, int(waiting.sum()))
    queue = _queue(waiting, levers, years)
    return Scene(compile_acts(levers, frame), _places(today.places, space, years), queue)


def _places(today: PlacesToday, space: StateSpace, years: int) -> Places:
    """Places in every month, from today's on; what the space does not have is never full and never sent to."""
    if not today.groups:
        return no_places(space.is_valid.shape, years)
    group = np.full((len(space.needs), len(space.settings)), -1, np.int32)
    for number, places in enumerate(today.groups):
        for need, name in enumerate(space.needs):
            if not places.needs or name in places.needs:
                group[need, space.settings.index(places.setting)] = number
    from_start = np.arange(years * MONTHS_IN_A_YEAR + 1) / MONTHS_IN_A_YEAR
    numbers = [np.rint(places.places * (1 + places.growth_share_per_year) ** from_start) for places in today.groups]
    return Places(group, np.array(numbers, np.int32), _overflow(today, space))


def _overflow(today: PlacesToday, space: StateSpace) -> Ints:
    """``[setting, choice]``, -1 past the end of a setting's list."""
    lists = [
        [space.settings.index(to) for to in today.overflow[name].to if to in space.settings]
        if name in today.overflow
        else []
        for name in space.settings
    ]
    longest = max(map(len, lists))
    return np.array([one + [-1] * (longest - len(one)) for one in lists], np.int32).reshape(len(lists), longest)


def _queue(waiting: Ints, levers: Iterable[Lever], years: int) -> Queue:
    """Nothing where nobody waits and no lever makes anybody wait; else all plans are issued as they fall due."""
    if not waiting.sum() and not any(isinstance(lever, ClearBacklog | ChangeKeepUp) for lever in levers):
        return no_queue()
    months = years * MONTHS_IN_A_YEAR
    who = np.repeat(np.arange(len(waiting), dtype=np.int32), waiting)
    return Queue(who, np.ones(months), np.zeros(months), np.full(months, np.inf))
