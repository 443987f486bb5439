"""The scenario room: levers in the form's words, lived in the same worlds, and what is said of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.sample_room import JOINING, PRICES, TARGET, sample_room

from highneeds.core.years import CensusDay
from highneeds.forecast.effects import Ingredients, Run
from highneeds.forecast.effects.measure import effects_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import AgeLimit, ChangePlaces, ChangePrice, ChangeRate, ClearBacklog, Rate
from highneeds.operations import scenario_room
from highneeds.operations.room_charts import bridge_chart, fan_chart
from highneeds.operations.room_council import RoomCouncil
from highneeds.operations.room_levers import (
    LEVER_FORMS,
    TypedLever,
    entered,
    nc_year_in_words,
    scenario_of,
    wrong_for_council,
)
from highneeds.operations.room_lives import JANUARIES_AHEAD, Lives
from highneeds.operations.room_words import (
    INTERACTION,
    TOGETHER,
    Target,
    bridge_table,
    children_table,
    compare_table,
    fan_table,
    fan_years,
    figures_of,
    results_of,
)
from highneeds.operations.scenario import place_cost_of
from highneeds.operations.scenario_inputs import Compiled
from highneeds.operations.scenario_room import Lived, live_scenario, lived_or_being_lived

SEPTEMBER = date(2027, 9, 1)
PLACES = TypedLever("places", 10.0, SEPTEMBER, setting="special")
SHIFT = TypedLever("shift", 50.0, SEPTEMBER, settings=("independent_special",), to_setting="special")
EVERY_KIND = (
    JOINING,
    TypedLever("leaving", 10.0, SEPTEMBER, nc_first=7, nc_last=9),
    TypedLever("moving", -10.0, SEPTEMBER, settings=("mainstream",)),
    SHIFT,
    PLACES,
    PRICES,
    TypedLever("age_limit", 100.0, SEPTEMBER, first_nc_year=12),
    TypedLever("backlog", 80.0, date(2026, 12, 1), over_months=12),
)
DRAWS = 40


@pytest.fixture(scope="module")
def room() -> RoomCouncil:
    return sample_room()


def made_from(room: RoomCouncil) -> tuple[Ingredients, Today]:
    return room.council.ingredients, room.council.today


def live(room: RoomCouncil, *typed: TypedLever, seed: int = 7) -> Lived:
    said = entered(typed, "sam")
    assert not said.wrong
    return live_scenario(room, scenario_of("ours", said.levers.values()), draws=DRAWS, seed=seed)


def test_a_lever_in_percent_places_and_months_is_the_one_a_scenario_file_would_have() -> None:
    levers = entered(EVERY_KIND, "sam").levers
    kinds = ("joining", "places", "price", "age_limit", "backlog")
    joining, places, price, limit, late = (levers[f"{kind}-1"] for kind in kinds)
    assert isinstance(joining, ChangeRate)
    assert (joining.rate, joining.size.mean, joining.size.sd, joining.ramp_months) == (Rate.JOINING, -0.2, 0.05, 6)
    assert isinstance(places, ChangePlaces)
    assert (places.size.mean, places.setting) == (10.0, "special")
    assert isinstance(price, ChangePrice)
    assert (price.size.mean, price.evidence.text, price.owner) == (-0.1, "An offer", "sam")
    assert isinstance(limit, AgeLimit)
    assert (limit.size.mean, limit.first_nc_year_without_plan) == (1.0, 12)
    assert isinstance(late, ClearBacklog)
    assert (late.size.mean, late.is_share, late.over_months) == (0.8, True, 12)
    leaving = levers["leaving-1"]
    assert isinstance(leaving, ChangeRate)
    assert leaving.children.nc_years == {7, 8, 9}
    assert set(levers) == {f"{key}-1" for key in LEVER_FORMS}


def test_every_kind_of_lever_is_lived_and_the_levers_add_to_the_whole_in_every_draw(room: RoomCouncil) -> None:
    lived = live(room, *EVERY_KIND)
    parts = np.sum([one.cost for one in lived.levers], axis=0) + lived.interaction
    assert np.array_equal(parts, lived.change)
    assert np.array_equal(lived.baseline + lived.change, lived.cost)
    assert all(np.any(one.cost != 0) or np.any(one.children != 0) for one in lived.levers)


def test_a_draw_differs_only_where_a_lever_acts(room: RoomCouncil) -> None:
    lived = live(room, PRICES)
    assert not lived.change[:, 0].any()  # it starts in the year after
    assert (lived.change[:, 1:] <= 0).all()
    assert np.array_equal(lived.children, lived.baseline_children)


def test_the_room_lives_what_the_command_lives(room: RoomCouncil) -> None:
    typed = (JOINING, PLACES)
    scenario = scenario_of("ours", entered(typed, "sam").levers.values())
    compiled = Compiled(scenario, room.council.ingredients, room.council.today)
    run = Run(draws=DRAWS, seed=7)
    effects = effects_of(
        compiled.ingredients, compiled.scenes(JANUARIES_AHEAD), run, years=JANUARIES_AHEAD,
        place_cost=place_cost_of(compiled),
    )  # fmt: skip
    lived = live(room, *typed)
    assert np.array_equal(lived.children - lived.baseline_children, effects.whole.difference.children)
    for ours, theirs in zip(lived.levers, effects.levers, strict=True):
        assert ours.name == theirs.name
        assert np.array_equal(ours.children, theirs.difference.children)


def test_things_as_they_are_are_lived_once_and_of_a_scenario_only_what_changed() -> None:
    room = sample_room(data="a" * 64)
    assert live(room, JOINING).lives == (2, 2)  # as things are, and the lever
    assert live(room, JOINING).lives == (2, 0)
    assert live(room, JOINING, PLACES).lives == (4, 2)  # the other lever, and both
    assert live(room, JOINING, replace(PLACES, size=12.0)).lives == (4, 2)
    assert live(room, JOINING, seed=8).lives == (2, 2)
    assert live(sample_room(data="b" * 64), JOINING).lives == (2, 2)  # other data


@settings(max_examples=8, deadline=None)
@given(st.floats(-50.0, 50.0).filter(bool), st.sampled_from(["special", "independent_special", "mainstream"]))
def test_a_price_changes_no_life_and_what_is_priced_anew_is_what_is_lived_at_that_price(
    size: float, setting: str
) -> None:
    known, prices = sample_room(data="1" * 64), replace(PRICES, size=size, settings=(setting,), size_sd=3.0)
    live(known, JOINING)  # and things as they are
    compiled = Compiled(scenario_of("ours", entered((prices, JOINING), "sam").levers.values()), *made_from(known))
    run, scenes = Run(draws=DRAWS, seed=7), compiled.scenes(JANUARIES_AHEAD)
    effects = effects_of(compiled.ingredients, scenes, run, years=JANUARIES_AHEAD, place_cost=place_cost_of(compiled))
    wanted = [scenes.whole, *scenes.alone.values()]
    outcomes, lives = Lives(known.data, compiled, DRAWS, 7).of(wanted, billed=[])
    assert lives == (2, 0)
    for ours, theirs in zip(outcomes, (effects.whole, *effects.levers), strict=True):
        for name in ("children", "cost_gbp", "rate_gbp", "places_gbp"):
            assert np.array_equal(getattr(ours, name), getattr(effects.baseline + theirs.difference, name)), name


def test_where_the_bill_of_a_life_is_gone_the_life_is_lived_again(own_home: Path) -> None:
    room = sample_room(data="2" * 64)
    live(room, JOINING)
    for path in (own_home / "cache/bills").iterdir():
        path.unlink()
    assert live(room, JOINING, PRICES).lives == (2, 2)
    assert live(room, JOINING, replace(PRICES, size=-20.0)).lives == (2, 0)


def test_levers_together_need_none_of_them_alone() -> None:
    room = sample_room(data="3" * 64)
    scenario = scenario_of("ours", entered((JOINING, PLACES), "sam").levers.values())
    together = live_scenario(room, scenario, draws=DRAWS, has_levers=False)
    whole = live_scenario(room, scenario, draws=DRAWS)
    assert (together.levers, together.lives, whole.lives) == ((), (2, 2), (4, 2))
    assert np.array_equal(together.cost, whole.cost)
    assert results_of(together, TARGET).bridge is None


def test_all_levers_together_are_shown_before_each_is_lived_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    room, may_go_on = sample_room(data="4" * 64), Event()
    scenario = scenario_of("ours", entered((JOINING, PLACES), "sam").levers.values())

    def held(room: RoomCouncil, scenario: Scenario, *, has_levers: bool = True) -> Lived:
        if has_levers:
            assert may_go_on.wait(600.0)
        return live_scenario(room, scenario, has_levers=has_levers)

    monkeypatch.setattr("highneeds.operations.scenario_room.live_scenario", held)
    first = lived_or_being_lived(room, scenario, wait_seconds=600.0)
    assert isinstance(first, Lived)
    assert first.levers == ()
    may_go_on.set()
    scenario_room._pool.submit(lambda: None).result()
    last = lived_or_being_lived(room, scenario, wait_seconds=600.0)
    assert isinstance(last, Lived)
    assert len(last.levers) == 2
    assert np.array_equal(first.cost, last.cost)


def test_a_scenario_that_cannot_be_lived_says_so_to_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    room = sample_room(data="5" * 64)
    scenario = scenario_of("ours", entered((JOINING,), "sam").levers.values())

    def broken(*_: object, **__: object) -> Lived:
        message = "no such council"
        raise ValueError(message)

    monkeypatch.setattr("highneeds.operations.scenario_room.live_scenario", broken)
    with pytest.raises(ValueError, match="no such council"):
        lived_or_being_lived(room, scenario, wait_seconds=600.0)
    assert not scenario_room._running


def test_another_process_finds_what_was_lived_and_lives_anew_what_was_not_written_whole(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = sample_room(data="f" * 64)
    first = live(room, JOINING)
    monkeypatch.setattr("highneeds.operations.room_lives._kept", OrderedDict())
    again = live(room, JOINING)
    assert again.lives == (2, 0)
    assert np.array_equal(first.cost, again.cost)
    assert np.array_equal(first.children, again.children)
    for path in (own_home / "cache/lives").iterdir():
        path.write_bytes(path.read_bytes()[:100])
    monkeypatch.setattr("highneeds.operations.room_lives._kept", OrderedDict())
    assert live(room, JOINING).lives == (2, 2)


def test_the_oldest_lives_go_and_a_home_that_cannot_be_written_stops_nobody(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("highneeds.operations.kept_lives.MOST_KEPT", 1)
    room = sample_room(data="9" * 64)
    assert live(room, JOINING).lives == (2, 2)
    assert len(list((own_home / "cache/lives").iterdir())) == 1

    def full(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("highneeds.operations.kept_lives.write_whole", full)
    assert live(room, replace(JOINING, size=-30.0)).lives == (2, 1)


def test_the_same_lever_has_the_same_luck_in_every_scenario(room: RoomCouncil) -> None:
    alone, beside = live(room, JOINING), live(room, JOINING, PLACES)
    assert np.array_equal(alone.levers[0].cost, beside.levers[0].cost)
    twice = live(room, PRICES, replace(PRICES, number=2, settings=("special",)))
    assert [one.name for one in twice.levers] == ["Prices", "Prices (2)"]


def test_a_page_that_does_not_wait_is_told_so_and_finds_the_lives_when_it_asks_again() -> None:
    room = sample_room(data="c" * 64)
    scenario = scenario_of("ours", entered((JOINING,), "sam").levers.values())
    first = lived_or_being_lived(room, scenario, wait_seconds=0.0)
    last = lived_or_being_lived(room, scenario, wait_seconds=600.0)
    assert isinstance(last, Lived)
    assert isinstance(first, Lived) or first.seconds >= 0.0
    again = lived_or_being_lived(room, scenario, wait_seconds=600.0)
    assert isinstance(again, Lived)
    assert again.lives[1] == 0


def test_nothing_is_held_of_a_run_that_ended_whether_or_not_anybody_asks_again() -> None:
    room = sample_room(data="d" * 64)
    scenario = scenario_of("ours", entered((JOINING,), "sam").levers.values())
    lived_or_being_lived(room, scenario, wait_seconds=0.0)
    scenario_room._pool.submit(lambda: None).result()
    assert not scenario_room._running


def test_every_fault_is_told_at_once_at_its_field_and_in_words() -> None:
    wrong = entered(
        (
            TypedLever("joining", -120.0, SEPTEMBER, nc_first=9, nc_last=7),
            TypedLever("shift", 120.0, SEPTEMBER),
            TypedLever("places", 4.0, SEPTEMBER),
            TypedLever("age_limit", 100.0, SEPTEMBER),
            TypedLever("backlog", 50.0, SEPTEMBER),
        ),
        "sam",
    ).wrong
    assert {(one.slot, one.field) for one in wrong} == {
        ("joining-1", "size"),
        ("joining-1", "nc_last"),
        ("shift-1", "size"),
        ("shift-1", "settings"),
        ("shift-1", "to_setting"),
        ("places-1", "setting"),
        ("age_limit-1", "first_nc_year"),
        ("backlog-1", "over_months"),
    }
    said = {(one.slot, one.field): one.advice for one in wrong}
    assert said["joining-1", "size"] == "It cannot be less than \N{MINUS SIGN}100%."
    assert said["shift-1", "size"] == "It cannot be more than 100%: it is of every 100 children."
    assert said["shift-1", "to_setting"] == "Choose the setting they go to."


def test_what_cannot_be_of_this_council_is_told_at_its_field(room: RoomCouncil) -> None:
    typed = (
        replace(PLACES, setting="sen_unit"),
        replace(JOINING, start=date(2040, 1, 1)),
        TypedLever("shift", 10.0, SEPTEMBER, settings=("special",), to_setting="early_years_provider", nc_first=9),
    )
    levers = entered(typed, "sam").levers.values()
    found = wrong_for_council(
        scenario_of("ours", levers), typed, room.council.today, january=CensusDay(2026), years=JANUARIES_AHEAD
    )
    assert {(one.slot, one.field) for one in found} == {
        ("places-1", "needs"),
        ("joining-1", "start"),
        ("shift-1", "to_setting"),
    }
    assert all(one.advice[0].isupper() and one.advice.endswith(".") for one in found)


def test_a_chance_is_the_share_of_draws_that_save_as_much(room: RoomCouncil) -> None:
    lived = live(room, JOINING, PRICES)
    at = lived.position("2028-29")
    wanted = float(np.median(-lived.change[:, at]))
    assert lived.prob_saved(wanted, at) >= 0.5
    assert lived.prob_saved(wanted * 100 + 1, at) == 0.0
    assert "is 0 in 100" in results_of(lived, Target("2028-29", round(wanted * 100) + 1)).chance
    assert "Enter a target" in results_of(lived, Target("2028-29")).chance


def test_the_lines_of_the_bridge_add_as_they_are_printed(room: RoomCouncil) -> None:
    table = bridge_table(live(room, *EVERY_KIND), TARGET)
    assert [row[0] for row in table.rows][-2:] == [INTERACTION, TOGETHER]
    amounts = [row[1] for row in table.rows]
    assert sum(amounts[:-1]) == amounts[-1]  # type: ignore[arg-type] # decimals, all of them


def test_every_figure_says_its_basis_period_day_and_source(room: RoomCouncil) -> None:
    lived = live(room, JOINING)
    figures = {one.key: one for one in figures_of(lived, TARGET)}
    assert figures["cost_change"].period == "2028-29"
    assert figures["children_change"].period == "January 2031"
    assert {one.as_at for one in figures.values()} == {date(2026, 10, 31)}
    assert all("data dddddddddddd" in one.source and one.low is not None for one in figures.values())


def test_tables_and_drawings_hold_the_same_numbers(room: RoomCouncil) -> None:
    lived = live(room, JOINING, PLACES)
    results = results_of(lived, TARGET)
    assert fan_table(lived).texts() == results.fan.rows
    assert len(children_table(lived).rows) == JANUARIES_AHEAD + 1
    years = fan_years(lived)
    for narrow in (False, True):
        drawn = fan_chart(years, is_narrow=narrow)
        assert f"{years[-1].year}: as things are" in drawn
        assert "style=" not in drawn
    assert "This scenario" in bridge_chart((), fan_table(lived).rows[0][1], "2026-27")  # type: ignore[arg-type] # a decimal


def test_scenarios_side_by_side_stand_under_things_as_they_are(room: RoomCouncil) -> None:
    both = [("A", live(room, PRICES)), ("B", live(room, JOINING))]
    rows = compare_table(both, TARGET).rows
    assert [row[0] for row in rows] == ["As things are", "A", "B"]
    assert rows[0][1] == rows[1][1]  # prices change no child
    assert all(str(row[-1]).endswith("in 100") for row in rows)


def test_a_lever_that_does_nothing_is_said_to_do_nothing(room: RoomCouncil) -> None:
    lived = live(room, TypedLever("leaving", 10.0, date(2030, 12, 1)))
    assert results_of(lived, Target("2026-27")).lead == "The scenario makes no difference to what 2026-27 costs."


def test_nc_years_are_said_as_schools_say_them() -> None:
    assert [nc_year_in_words(year) for year in (-2, -1, 0, 7)] == [
        "2 years before Reception",
        "1 year before Reception",
        "Reception",
        "Year 7",
    ]
