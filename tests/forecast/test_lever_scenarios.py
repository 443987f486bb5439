"""Scenarios: equality, fingerprints, and what changed from one to another."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import permutations

import pytest
from tests.forecast.lever_worlds import lever

from highneeds.forecast.levers.difference import Change, difference, in_words
from highneeds.forecast.levers.scenario import BASELINE, Scenario, key_of
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
    Size,
    Surge,
)

PRIMARY = Group(settings=frozenset({"primary"}))
EVERY_KIND: tuple[Lever, ...] = (
    lever(ChangeRate, 0.1, name="rate", rate=Rate.MOVING, children=PRIMARY),
    lever(Surge, 0.25, name="surge"),
    lever(ShiftDestinations, 0.2, name="shift", children=PRIMARY, to_setting="any"),
    lever(ChangePlaces, 40, name="places", setting="college"),
    lever(ChangePrice, 0.03, name="price", is_every_year=True),
    lever(ClearBacklog, 120, name="clear", over_months=12),
    lever(ChangeKeepUp, -0.1, name="keep up"),
    lever(AgeLimit, 1.0, name="age", first_nc_year_without_plan=15),
    lever(NewPlanType, 0.3, name="new kind"),
)
OTHER_VALUES = {
    "name": "another",
    "start": date(2023, 2, 1),
    "size": Size(0.11),
    "evidence": Evidence("It was seen elsewhere.", "Another report"),
    "owner": "Another board",
    "ramp_months": 3,
    "end": date(2025, 1, 1),
    "rate": Rate.LEAVING,
    "children": Group(settings=frozenset({"primary", "any"})),
    "to_setting": "college",
    "setting": "primary",
    "needs": frozenset({"A"}),
    "settings": frozenset({"any"}),
    "is_every_year": False,
    "over_months": 13,
    "is_share": True,
    "first_nc_year_without_plan": 14,
}
CHANGES = [(one, item.name) for one in EVERY_KIND for item in fields(one)]


def test_the_order_of_levers_makes_no_difference() -> None:
    for three in permutations(EVERY_KIND[:3]):
        scenario = Scenario("A plan", tuple(three))
        assert scenario == Scenario("A plan", EVERY_KIND[:3])
        assert scenario.fingerprint == Scenario("A plan", EVERY_KIND[:3]).fingerprint


@pytest.mark.parametrize(("one", "name"), CHANGES, ids=[f"{type(one).__name__}-{name}" for one, name in CHANGES])
def test_any_changed_field_changes_the_fingerprint_and_is_told(one: Lever, name: str) -> None:
    other = replace(one, **{name: OTHER_VALUES[name]})
    before, after = Scenario("A plan", (one,)), Scenario("A plan", (other,))
    assert before.fingerprint != after.fingerprint
    changes = difference(before, after)
    assert len(changes) == (2 if name == "name" else 1)
    assert all(change.words for change in changes)


def test_a_whole_number_and_its_float_are_one_size() -> None:
    whole, decimal = (Scenario("A plan", (lever(Surge, size),)) for size in (1, 1.0))
    assert whole.fingerprint == decimal.fingerprint
    assert len(whole.fingerprint) == 16


def test_fingerprints_tell_kinds_and_names_apart() -> None:
    scenarios = [Scenario("A plan", (one,)) for one in EVERY_KIND]
    scenarios += [Scenario("Another plan", (EVERY_KIND[0],)), BASELINE]
    assert len({scenario.fingerprint for scenario in scenarios}) == len(scenarios)


def test_a_fingerprint_does_not_depend_on_the_machine() -> None:
    assert Scenario("As things are").fingerprint == "f7f2239769218397"
    assert key_of("rate") == 7108012608505177204


def test_two_levers_of_one_name_cannot_stand_together() -> None:
    scenario = Scenario("A plan", EVERY_KIND[:2])
    with pytest.raises(ValueError, match="two levers have the name 'rate'"):
        scenario.with_levers(replace(EVERY_KIND[2], name="rate"))
    larger = scenario.with_levers(EVERY_KIND[2], name="More")
    assert (larger.name, len(larger.levers), len(scenario.levers)) == ("More", 3, 2)
    assert larger.only("surge") == Scenario("surge", (EVERY_KIND[1],))
    assert larger.without_levers(name="None") == Scenario("None")
    with pytest.raises(KeyError):
        larger.only("nothing")


def test_equal_scenarios_differ_in_nothing() -> None:
    assert difference(Scenario("A plan", EVERY_KIND), Scenario("A plan", EVERY_KIND[::-1])) == ()


def test_a_difference_names_what_came_what_went_and_what_changed() -> None:
    rate, surge = EVERY_KIND[:2]
    dearer = replace(surge, size=Size(0.3, 0.05), children=Group(frozenset({"B", "A"}), nc_years=frozenset({3, 11})))
    changes = difference(Scenario("A plan", (rate, surge)), Scenario("B plan", (dearer, EVERY_KIND[4])))
    assert [change.words for change in changes] == [
        "the scenario: name was A plan, is B plan",
        f"price: added, {in_words(EVERY_KIND[4])}",
        "rate: taken away",
        "surge: size was 0.25, is 0.3 (standard deviation 0.05)",
        "surge: needs was all, is A and B",
        "surge: NC years was all, is 3 and 11",
    ]


def test_a_lever_in_words_says_every_field_but_its_name() -> None:
    assert in_words(EVERY_KIND[4]) == (
        "change of prices (start 2023-01-01, size 0.03, evidence It was seen elsewhere., source of the evidence"
        " A report, owner A board, months to full force 0, end none, settings all, every year again yes)"
    )


def test_a_lever_of_another_kind_is_another_lever() -> None:
    surge = lever(Surge, 0.3, name="rate")
    changes = difference(Scenario("A plan", EVERY_KIND[:1]), Scenario("A plan", (surge,)))
    gone, come = changes
    assert (gone.lever, gone.after, come.before) == ("rate", None, None)
    assert gone == Change("rate", None, gone.before, None)
    assert come.words.startswith("rate: added, surge (start 2023-01-01, size 0.3")
