"""What cannot be right in a scenario, all at once and in the words of the person who can mend it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault, Severity
from highneeds.core.years import CensusDay
from highneeds.forecast.levers.calendar import MONTHS_IN_A_YEAR, in_force_by_month
from highneeds.forecast.levers.lever_faults import CHECKS, Against, Wrong, no_setting
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import ChangePlaces, Lever
from highneeds.forecast.types import StateSpace
from highneeds.rules.settings import Setting


class ScenarioRefusal(Refusal):
    """The scenario cannot be played; ``faults`` are all the reasons, and the message says them."""

    def __init__(self, scenario: Scenario, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        told = [f"{fault.field}: {fault.advice}" for fault in faults]
        super().__init__("\n".join([f"The scenario {scenario.name!r} cannot be run.", *told]))


def refuse(scenario: Scenario, faults: tuple[Fault, ...]) -> None:
    """Raise ScenarioRefusal where there is any fault."""
    if faults:
        raise ScenarioRefusal(scenario, faults)


def faults_of(
    scenario: Scenario, today: Today, *, space: StateSpace, january: CensusDay, years: int
) -> tuple[Fault, ...]:
    """Every fault of the scenario, lever by lever, and of the places of today that it is to change."""
    against = Against(today, space, january, years)
    faults = [
        _placed(scenario, f"lever {lever.name!r}", wrong)
        for lever in scenario.levers
        for check in CHECKS
        for wrong in check(lever, against)
    ]
    faults += [_placed(scenario, "levers", wrong) for wrong in _shared_names(scenario.levers)]
    faults += [_placed(scenario, "places today", wrong) for wrong in _places_today(today, space)]
    faults += [_placed(scenario, "levers", wrong) for wrong in _places_below_none(scenario.levers, against)]
    return tuple(faults)


def _placed(scenario: Scenario, whose: str, wrong: Wrong) -> Fault:
    field = f"{whose}, {wrong.field}"
    name = f"scenario {scenario.name!r}"
    return Fault(name, None, field, wrong.rule, Severity.STOPS_FILE, wrong.advice, str(wrong.value))


def _shared_names(levers: Iterable[Lever]) -> Iterator[Wrong]:
    for name, count in Counter(lever.name for lever in levers).items():
        if count > 1:
            advice = f"{count} levers have the name {name!r}; each needs its own, since its luck is keyed by it"
            yield Wrong("name", "levers-one-name", name, advice)


def _places_today(today: Today, space: StateSpace) -> Iterator[Wrong]:
    taken: set[tuple[str, str]] = set()
    for group in today.places.groups:
        if group.setting not in space.settings:
            yield Wrong("setting", "places-setting", group.setting, no_setting(group.setting, space))
        for need in sorted(group.needs - set(space.needs)):
            yield Wrong("needs", "places-need", need, f"there is no need {need!r}")
        if group.places < 0:
            yield Wrong("places", "places-number", group.places, f"{group.setting} cannot have fewer places than none")
        shares = {(group.setting, need) for need in group.needs or space.needs}
        if shares & taken:
            advice = f"two groups of places in {group.setting} are for the same need; let one need have one group"
            yield Wrong("needs", "places-twice", group.setting, advice)
        taken |= shares
    known = {*space.settings, *(setting.value for setting in Setting)}
    for name, rule in today.places.overflow.items():
        for setting in sorted({name, *rule.to} - known):
            yield Wrong("overflow", "places-overflow", setting, no_setting(setting, space))


def _places_below_none(levers: Iterable[Lever], against: Against) -> Iterator[Wrong]:
    places, january = against.today.places, against.january
    number = np.array([group.places for group in places.groups], dtype=np.float64)[:, None]
    there = number + np.zeros(against.years * MONTHS_IN_A_YEAR + 1)
    for lever in levers:
        group = places.of(lever.setting, lever.needs) if isinstance(lever, ChangePlaces) else None
        if group is not None and math.isfinite(lever.size.mean):
            there[group] += lever.size.mean * in_force_by_month(lever, january, against.years)
    for row, group_of_places in zip(there, places.groups, strict=True):
        if group_of_places.places >= 0 and row.min() < 0.0:
            month = int(np.argmax(row < 0.0))
            when = f"{january.year + month // MONTHS_IN_A_YEAR}-{month % MONTHS_IN_A_YEAR + 1:02d}"
            advice = (
                f"{group_of_places.setting} has {group_of_places.places} places, and the levers would take away"
                f" {-row.min():g} more than there are, first in {when}; close fewer"
            )
            yield Wrong("size", "levers-places-below-none", f"{row.min():g}", advice)
