"""What is wrong in a scenario is told all at once, in words that say how to mend it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.forecast.lever_worlds import JANUARY, YEARS, a_council, lever, places_today, scene_for

from highneeds.forecast.levers.capacity import Overflow, PlaceGroup, PlacesToday
from highneeds.forecast.levers.faults import ScenarioRefusal, faults_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Evidence,
    Group,
    Lever,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Surge,
)


def rules(*levers: Lever, today: Today | None = None) -> list[str]:
    space = a_council()[0].space
    scenario = Scenario("A scenario", levers)
    return [fault.rule for fault in faults_of(scenario, today or Today(), space=space, january=JANUARY, years=YEARS)]


def group(**sides: Any) -> Group:  # noqa: ANN401 - needs, settings or NC years
    return Group(**{side: frozenset(those) for side, those in sides.items()})


SOUND = [
    lever(ChangeRate, -1.0, rate=Rate.LEAVING, children=group(needs={"A"}, settings={"any"}, nc_years={-5, 20})),
    lever(Surge, 5.0),
    lever(ShiftDestinations, 1.0, children=group(settings={"any"}), to_setting="college"),
    lever(ChangePrice, -1.0, start=date(2027, 1, 31)),
    lever(ClearBacklog, 1000, over_months=1),
    lever(ChangeKeepUp, 0.5, end=date(2023, 1, 1)),
    lever(AgeLimit, 1.0, first_nc_year_without_plan=-4),
    lever(NewPlanType, 0.0),
]
UNSOUND = [
    (lever(Surge, 0.1, name=" "), "lever-name"),
    (lever(Surge, 0.1, owner=""), "lever-owner"),
    (lever(Surge, 0.1, evidence=Evidence(" ", "A report")), "lever-evidence"),
    (lever(Surge, 0.1, evidence=Evidence("It was seen.", "")), "lever-source"),
    (lever(Surge, 0.1, start=date(2022, 12, 31)), "lever-start"),
    (lever(Surge, 0.1, start=date(2027, 2, 1)), "lever-start"),
    (lever(ChangePrice, 0.1, start=date(2024, 4, 1), end=date(2024, 3, 31)), "lever-end"),
    (lever(ChangePrice, 0.1, ramp_months=-1), "lever-ramp"),
    (lever(Surge, 0.1, end=date(2024, 3, 31)), "lever-fixed-time"),
    (lever(ClearBacklog, 5, over_months=3, ramp_months=2), "lever-fixed-time"),
    (lever(Surge, float("nan")), "lever-size-number"),
    (lever(Surge, 0.1, sd=float("inf")), "lever-size-number"),
    (lever(Surge, 0.1, sd=-0.1), "lever-size-sd"),
    (lever(Surge, -1.01), "lever-size"),
    (lever(ChangeRate, -1.01, rate=Rate.JOINING), "lever-size"),
    (lever(ChangePrice, -1.01), "lever-size"),
    (lever(ChangeKeepUp, -1.01), "lever-size"),
    (lever(NewPlanType, 1.01), "lever-size"),
    (lever(NewPlanType, -0.01), "lever-size"),
    (lever(AgeLimit, 1.01, first_nc_year_without_plan=15), "lever-size"),
    (lever(ShiftDestinations, 1.01, children=Group(), to_setting="any"), "lever-size"),
    (lever(ClearBacklog, -1, over_months=3), "lever-size"),
    (lever(ClearBacklog, 1.01, is_share=True, over_months=3), "lever-size"),
    (lever(ClearBacklog, 5, over_months=0), "lever-months"),
    (lever(ChangeRate, 0.1, rate=Rate.MOVING, children=group(needs={"C"})), "lever-need"),
    (lever(ChangeRate, 0.1, rate=Rate.MOVING, children=group(settings={"moon"})), "lever-setting"),
    (lever(ChangeRate, 0.1, rate=Rate.MOVING, children=group(nc_years={26})), "lever-nc-year"),
    (lever(AgeLimit, 1.0, first_nc_year_without_plan=-5), "lever-nc-year"),
    (lever(ChangePrice, 0.1, settings=frozenset({"moon"})), "lever-setting"),
    (lever(ShiftDestinations, 0.1, children=Group(), to_setting="moon"), "lever-setting"),
    (lever(NewPlanType, 0.1, children=group(settings={"any"})), "lever-joining-setting"),
    (lever(ChangeRate, 0.1, rate=Rate.JOINING, children=group(settings={"any"})), "lever-joining-setting"),
    (lever(ChangeRate, 0.1, rate=Rate.MOVING, children=group(settings={"primary"}, nc_years={20})), "lever-nobody"),
    (lever(ShiftDestinations, 0.1, children=group(nc_years={20}), to_setting="primary"), "lever-destination"),
    (lever(ChangePlaces, 5, setting="college"), "lever-places-group"),
    (lever(ChangePlaces, 5, setting="moon"), "lever-setting"),
]


@pytest.mark.parametrize("sound", SOUND, ids=[type(one).__name__ for one in SOUND])
def test_a_sound_lever_has_no_fault(sound: Lever) -> None:
    assert rules(sound) == []


@pytest.mark.parametrize(("unsound", "rule"), UNSOUND, ids=[f"{type(one).__name__}-{rule}" for one, rule in UNSOUND])
def test_an_unsound_lever_has_its_one_fault(unsound: Lever, rule: str) -> None:
    assert rules(unsound) == [rule]


def test_a_lever_on_places_must_say_whose() -> None:
    today = places_today(5)
    assert rules(lever(ChangePlaces, 5, setting="college"), today=today) == ["lever-places-group"]
    assert rules(lever(ChangePlaces, 5, setting="college", needs=frozenset({"B"})), today=today) == []


def test_places_cannot_fall_below_none() -> None:
    fewer = {"setting": "college", "needs": frozenset({"A"})}
    close = lever(ChangePlaces, -4, name="close", start=date(2024, 3, 1), **fewer)
    more = lever(ChangePlaces, -2, name="close more", start=date(2024, 9, 1), **fewer)
    assert rules(close, today=places_today(5)) == []
    scenario = Scenario("A scenario", (close, more))
    (fault,) = faults_of(scenario, places_today(5), space=a_council()[0].space, january=JANUARY, years=YEARS)
    assert fault.rule == "levers-places-below-none"
    assert "5 places" in fault.advice
    assert "1 more than there are, first in 2024-09" in fault.advice


def test_the_places_of_today_are_checked_too() -> None:
    groups = (
        PlaceGroup("college", -1),
        PlaceGroup("college", 3, frozenset({"A", "C"})),
        PlaceGroup("moon", 3),
    )
    today = Today(PlacesToday(groups, {"college": Overflow(("mars",), "none")}))
    assert sorted(rules(today=today)) == [
        "places-need",
        "places-number",
        "places-overflow",
        "places-setting",
        "places-twice",
    ]


def test_all_faults_are_told_at_once_in_words() -> None:
    levers = (
        lever(Surge, 0.1, owner="", start=date(2022, 1, 1)),
        lever(ChangeRate, -2.0, rate=Rate.MOVING, children=group(needs={"C"})),
    )
    with pytest.raises(ScenarioRefusal) as refusal:
        scene_for(*levers)
    assert [fault.rule for fault in refusal.value.faults] == [
        "lever-owner",
        "lever-start",
        "lever-size",
        "lever-need",
        "levers-one-name",
    ]
    lines = str(refusal.value).splitlines()
    assert lines[0] == "The scenario 'A scenario' cannot be run."
    assert "lever 'a lever', start: the forecast runs from January 2023 to January 2027" in lines[2]
    assert "there is no need 'C'; the needs are A, B" in lines[4]
