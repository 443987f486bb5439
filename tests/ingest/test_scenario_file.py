"""A scenario file as a finance partner writes it: every kind of lever, and every fault at once with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.faults import faults_of as levers_faults_of
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
    NewPlanType,
    Rate,
    ShiftDestinations,
    Size,
    Surge,
)
from highneeds.forecast.space import council_space
from highneeds.ingest.lever_kinds import KINDS
from highneeds.ingest.scenario_file import read_scenario

SPACE = council_space()
NEED, OTHER_NEED = SPACE.needs[0], SPACE.needs[1]
COMMON = {
    "name": '"one"',
    "start": "2027-09-01",
    "size": "0.1",
    "evidence": '"a pilot"',
    "source": '"table 3"',
    "owner": '"the board"',
}
RECORD = {
    "name": "one",
    "start": date(2027, 9, 1),
    "size": Size(0.1),
    "evidence": Evidence("a pilot", "table 3"),
    "owner": "the board",
}


def written(folder: Path, *levers: dict[str, str], top: str = 'name = "ours"') -> Path:
    blocks = ["\n".join(["[[lever]]", *(f"{name} = {value}" for name, value in lever.items())]) for lever in levers]
    path = folder / "scenario.toml"
    path.write_text("\n".join([top, *blocks]) + "\n", encoding="utf-8")
    return path


def faults_of(folder: Path, *levers: dict[str, str], top: str = 'name = "ours"') -> list[tuple[str, int | None, str]]:
    file = read_scenario(written(folder, *levers, top=top), SPACE)
    return [(fault.rule, fault.row, fault.field or "") for fault in file.faults]


OF_KIND = {
    "leaving": ({}, ChangeRate(**RECORD, rate=Rate.LEAVING)),
    "moving": (
        {"needs": f'["{NEED}"]', "settings": '["special"]', "nc_years": '[6, "9 to 11"]'},
        ChangeRate(
            **RECORD,
            rate=Rate.MOVING,
            children=Group(frozenset({NEED}), frozenset({"special"}), frozenset({6, 9, 10, 11})),
        ),
    ),
    "change of need": ({}, ChangeRate(**RECORD, rate=Rate.NEED_CHANGE)),
    "joining": ({"nc_years": "-1"}, ChangeRate(**RECORD, rate=Rate.JOINING, children=Group(nc_years=frozenset({-1})))),
    "surge": ({"needs": f'"{NEED}"'}, Surge(**RECORD, children=Group(needs=frozenset({NEED})))),
    "shift": (
        {"settings": '["independent_special"]', "to_setting": '"special"'},
        ShiftDestinations(**RECORD, children=Group(settings=frozenset({"independent_special"})), to_setting="special"),
    ),
    "places": (
        {"setting": '"special"', "places": "40", "needs": f'["{NEED}", "{OTHER_NEED}"]'},
        ChangePlaces(**RECORD | {"size": Size(40)}, setting="special", needs=frozenset({NEED, OTHER_NEED})),
    ),
    "price": (
        {"settings": '["special"]', "every_year": "true"},
        ChangePrice(**RECORD, settings=frozenset({"special"}), is_every_year=True),
    ),
    "backlog": ({"over_months": "6", "is_share": "true"}, ClearBacklog(**RECORD, over_months=6, is_share=True)),
    "keep up": ({}, ChangeKeepUp(**RECORD)),
    "age limit": ({"first_nc_year_without_plan": "15"}, AgeLimit(**RECORD, first_nc_year_without_plan=15)),
    "new plan type": ({}, NewPlanType(**RECORD)),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_lever_can_be_written(kind: str, tmp_path: Path) -> None:
    fields, expected = OF_KIND[kind]
    lever = COMMON | {"kind": f'"{kind}"'} | fields
    if kind == "places":
        del lever["size"]
    file = read_scenario(written(tmp_path, lever), SPACE)
    assert file.faults == ()
    assert file.scenario == Scenario("ours", (expected,))


def test_dates_ramps_and_spread_reach_the_lever(tmp_path: Path) -> None:
    lever = COMMON | {"kind": '"Keep_Up"', "start": '"2028-01-05"', "end": "2028-06-30", "ramp_months": "3"}
    (read,) = read_scenario(written(tmp_path, lever | {"size_sd": "0.02"}), SPACE).levers
    assert (read.start, read.end, read.ramp_months) == (date(2028, 1, 5), date(2028, 6, 30), 3)
    assert read.size == Size(0.1, 0.02)


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    first = COMMON | {"kind": '"shfit"'}
    second = COMMON | {"kind": '"shift"', "settings": '["speciel"]', "to_setting": '"special"', "size": '"1.5"'}
    third = COMMON | {"kind": '"price"', "start": '"soon"', "colour": '"red"', "ramp_months": "0.5"}
    del third["owner"]
    good = COMMON | {"name": '"two"', "kind": '"joining"'}
    assert faults_of(tmp_path, first, second, third, good, top="") == [
        ("V02", None, "name"),
        ("V04", 9, "kind"),
        ("V05", 13, "size"),
        ("V04", 18, "settings"),
        ("V03", 27, "colour"),
        ("V02", 20, "owner"),
        ("V05", 22, "start"),
        ("V05", 28, "ramp_months"),
    ]
    assert [lever.name for lever in read_scenario(tmp_path / "scenario.toml", SPACE).levers] == ["two"]


def test_faults_of_what_a_lever_means_get_the_line_of_their_field(tmp_path: Path) -> None:
    share = COMMON | {"kind": '"shift"', "settings": '["special"]', "to_setting": '"mainstream"', "size": "1.5"}
    late = COMMON | {"name": '"two"', "kind": '"places"', "setting": '"special"', "places": "1", "start": "1999-01-01"}
    del late["size"]
    file = read_scenario(written(tmp_path, share, late), SPACE)
    assert file.faults == ()
    found = levers_faults_of(file.scenario, Today(), space=SPACE, january=CensusDay(2027), years=3)
    placed = {(fault.rule, fault.row) for fault in map(file.placed, found)}
    assert placed == {("lever-size", 5), ("lever-start", 14), ("lever-places-group", 12)}
    assert {file.placed(fault).file for fault in found} == {"scenario.toml"}


@pytest.mark.parametrize(
    ("changes", "rule", "said"),
    [
        ({"kind": '"shfit"'}, "V04", 'Did you mean "shift"?'),
        ({"settings": '["specal"]'}, "V04", 'Did you mean "special"?'),
        ({"needs": '["zzzzzz"]'}, "V04", "There is: "),
        ({"setings": '["special"]'}, "V03", 'Did you mean "settings"?'),
        ({"size": '"0.1"'}, "V05", "without quotation marks"),
        ({"size": "nan"}, "V05", "should be a number"),
        ({"nc_years": '["7-11"]'}, "V05", '"7 to 11"'),
        ({"nc_years": "[26]"}, "V05", "NC years run from -5 to 25"),
        ({"nc_years": '["11 to 7"]'}, "V05", '"7 to 11"'),
        ({"start": "2027-09-01T10:00:00"}, "V05", "such as 2027-09-01"),
        ({"ramp_months": "1.5"}, "V05", "whole number"),
        ({"owner": '" "'}, "V05", "a few words"),
    ],
)
def test_advice_says_what_was_meant(changes: dict[str, str], rule: str, said: str, tmp_path: Path) -> None:
    lever = COMMON | {"kind": '"leaving"'} | changes
    file = read_scenario(written(tmp_path, lever), SPACE)
    (fault,) = file.faults
    assert (fault.rule, file.levers) == (rule, ())
    assert said in fault.advice


@pytest.mark.parametrize(("kind", "flag"), [("price", "every_year"), ("backlog", "is_share")])
def test_a_flag_that_is_no_flag_is_a_fault(kind: str, flag: str, tmp_path: Path) -> None:
    lever = COMMON | {"kind": f'"{kind}"', flag: '"yes"'} | ({"over_months": "3"} if kind == "backlog" else {})
    assert [rule for rule, _, name in faults_of(tmp_path, lever) if name == flag] == ["V05"]


def test_a_file_that_is_no_scenario_is_refused_with_the_line(tmp_path: Path) -> None:
    assert faults_of(tmp_path, top="name = ours") == [("V01", 1, "")]
    assert faults_of(tmp_path) == [("V02", None, "lever")]
    assert faults_of(tmp_path, top='name = "x"\nlever = 3') == [("V05", 2, "lever")]
    (fault,) = read_scenario(tmp_path / "absent.toml", SPACE).faults
    assert "No such file" in fault.advice


def test_a_single_lever_block_may_stand_in_single_brackets(tmp_path: Path) -> None:
    path = written(tmp_path, COMMON | {"kind": '"leaving"'})
    path.write_text(path.read_text(encoding="utf-8").replace("[[lever]]", "[lever]"), encoding="utf-8")
    file = read_scenario(path, SPACE)
    assert (len(file.levers), file.faults) == (1, ())
