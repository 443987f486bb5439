"""Places and late plans of today in a scenario file."""

from __future__ import annotations

from pathlib import Path

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.capacity import OVERFLOW, PlaceGroup
from highneeds.forecast.levers.faults import faults_of
from highneeds.forecast.levers.today import Today
from highneeds.forecast.space import council_space
from highneeds.forecast.types import FIRST_NC_YEAR
from highneeds.ingest.scenario_file import ScenarioFile, read_scenario

SPACE = council_space()
OPEN_PLACES = """name = "More places"
[[lever]]
kind = "places"
name = "A new school"
start = 2027-09-01
places = 60
setting = "special"
evidence = "a bid"
source = "page 3"
owner = "the board"
"""
PLACES = """[[places_today]]
setting = "special"
places = 300
[[places_today]]
setting = "sen_unit"
needs = ["ASD", "SLCN"]
places = 24
when_full = ["special", "mainstream"]
"""
LATE = """[[late_today]]
plans = 30
nc_years = "0 to 2"
[[late_today]]
plans = 5
nc_years = [2]
"""


def read(folder: Path, text: str) -> ScenarioFile:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path, SPACE)


def test_places_and_late_plans_stand_beside_the_levers(tmp_path: Path) -> None:
    file = read(tmp_path, OPEN_PLACES + PLACES + LATE)
    assert file.faults == ()
    assert file.today.places.groups == (
        PlaceGroup("special", 300),
        PlaceGroup("sen_unit", 24, frozenset({"ASD", "SLCN"})),
    )
    assert file.today.places.overflow["sen_unit"].to == ("special", "mainstream")
    assert file.today.places.overflow["special"] == OVERFLOW["special"]
    late = file.today.plans_late_by_nc()
    assert late[[nc_year - FIRST_NC_YEAR for nc_year in (0, 1, 2)]].tolist() == [10, 10, 15]
    assert late.sum() == 35
    assert faults_of(file.scenario, file.today, space=SPACE, january=CensusDay(2026), years=5) == ()
    assert file.today.content() == {
        "places": [
            {"setting": "special", "needs": [], "places": 300},
            {"setting": "sen_unit", "needs": ["ASD", "SLCN"], "places": 24},
        ],
        "when_full": {
            "special": ["non_maintained_special", "independent_special"],
            "sen_unit": ["special", "mainstream"],
        },
        "late_plans": {"0": 10, "1": 10, "2": 15},
    }


def test_what_the_file_does_not_say_is_as_it_is_known_elsewhere(tmp_path: Path) -> None:
    known = read(tmp_path, OPEN_PLACES + PLACES + LATE).today
    only_places = read(tmp_path, OPEN_PLACES + PLACES.replace("300", "290")).today
    both = only_places.or_else(known)
    assert both.places.groups[0].places == 290
    assert both.plans_late_by_nc().sum() == 35
    assert Today().or_else(known) == known
    assert read(tmp_path, OPEN_PLACES).today.plans_late_by_nc().sum() == 0


def test_every_fault_of_today_is_told_with_its_line(tmp_path: Path) -> None:
    text = """[[places_today]]
setting = "specal"
[[places_today]]
setting = "special"
places = 2.5
when_full = ["moon"]
rooms = 3
[[late_today]]
plans = -1
nc_years = [3]
[[late_today]]
plans = 1
nc_years = []
"""
    file = read(tmp_path, OPEN_PLACES + text)
    first = OPEN_PLACES.count("\n") + 1
    assert sorted((fault.row, fault.field, fault.rule) for fault in file.faults) == [
        (first, "places", "V02"),
        (first + 1, "setting", "V04"),
        (first + 4, "places", "V05"),
        (first + 5, "when_full", "V04"),
        (first + 6, "rooms", "V03"),
        (first + 8, "plans", "V05"),
        (first + 12, "nc_years", "V05"),
    ]
    assert file.today.places.groups == ()


def test_a_fault_among_the_places_is_placed_where_they_begin(tmp_path: Path) -> None:
    file = read(tmp_path, OPEN_PLACES + PLACES + PLACES)
    faults = faults_of(file.scenario, file.today, space=SPACE, january=CensusDay(2026), years=5)
    twice = [file.placed(fault) for fault in faults if fault.rule == "places-twice"]
    assert len(twice) == 2
    assert {fault.row for fault in twice} == {OPEN_PLACES.count("\n") + 1}


def test_blocks_of_the_wrong_form_are_told(tmp_path: Path) -> None:
    file = read(tmp_path, "places_today = 3\n" + OPEN_PLACES)
    assert [(fault.rule, fault.field) for fault in file.faults] == [("V05", "places_today")]
