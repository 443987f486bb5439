"""A programme's file: every fault at once with its line; what a measure lacks is told of the measure."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from highneeds.core import FinancialYear
from highneeds.forecast.space import council_space
from highneeds.ingest.programme_file import ProgrammeFile, read_programme
from highneeds.ingest.programme_rules import RULES
from highneeds.savings import Counting, Guards, Workstream, balancing_figures, findings

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs/examples/programme-cfs02.toml"
MEASURE = """
[[measure]]
ref = "M1"
name = "Fees"
workstream = "independent placement commissioning"
kind = "cashable, recurring"
delivery = "likely"
owner = "Head of commissioning"
"""
LEVER = """
[[lever]]
measure = "M1"
name = "Fees lower"
kind = "price"
start = 2026-11-01
size = -0.02
"""


def read(tmp_path: Path, *parts: str) -> ProgrammeFile:
    path = tmp_path / "programme.toml"
    path.write_text("\n".join(('name = "A programme"', *parts)), encoding="utf-8")
    return read_programme(path, council_space())


def told(file: ProgrammeFile) -> list[tuple[str, int | None, str | None]]:
    return [(fault.rule, fault.row, fault.field) for fault in file.faults]


def test_the_paper_of_2017_has_six_workstreams_and_no_mechanism_in_any() -> None:
    said = read_programme(PAPER, council_space())
    assert said.faults == ()
    programme = said.programme
    assert {measure.workstream for measure in programme.measures} == set(Workstream)
    assert programme.target is not None
    assert programme.target.entered.counting is Counting.CUMULATIVE
    assert programme.target.entered.saved_in(FinancialYear(2017)) == 154_500_000
    assert programme.target.entered.saved_in(FinancialYear(2018)) == 289_500_000
    found = findings(programme, as_at=date(2017, 5, 26))
    for measure in programme.measures:
        rules = {one.rule for one in found if one.ref == measure.ref}
        assert {"S01", "S02", "S03", "S04", "S05"} <= rules, measure.name


def test_the_demonstration_s_programme_has_one_measure_that_only_balances_the_target() -> None:
    said = read_programme(Path(str(files("highneeds.demo") / "programme.toml")), council_space())
    assert said.faults == ()
    assert {measure.workstream for measure in said.programme.measures} == set(Workstream)
    assert balancing_figures(said.programme) == {"MN1": FinancialYear(2026)}
    stopped = {one.ref for one in findings(said.programme, as_at=date(2026, 10, 31)) if one.stops}
    assert stopped == {"MN1", "ST1"}


def test_a_lever_takes_owner_and_evidence_of_its_measure_and_what_waits_moves_it(tmp_path: Path) -> None:
    waits = '[[waits_for]]\nmeasure = "M1"\nfor = "decision"\nref = "C1"\nwhat = "a decision"\ndue = 2026-11-01\n'
    said = read(tmp_path, MEASURE, LEVER, waits + "expected = 2027-01-05")
    assert said.faults == ()
    (measure,) = said.programme.measures
    assert measure.levers[0].owner == "Head of commissioning"
    assert measure.levers[0].evidence.text == "not said"
    assert measure.levers_as_expected()[0].start == date(2027, 1, 1)


def test_indicators_and_checks_are_read(tmp_path: Path) -> None:
    more = 'must_not_get_worse = { "statutory duty" = ["on time"], "quality" = ["attendance", "stability"] }'
    (measure,) = read(tmp_path, MEASURE + more).programme.measures
    assert [one.guards for one in measure.counter_indicators] == [Guards.STATUTORY_DUTY, Guards.QUALITY, Guards.QUALITY]


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    wrong = MEASURE.replace('"likely"', '"surely"').replace("independent placement commissioning", "buying")
    said = read(tmp_path, wrong, LEVER.replace('measure = "M1"', 'measure = "M9"'), "[[target]]\namount = {}")
    assert {(rule, field) for rule, _, field in told(said)} == {
        ("W04", "workstream"),
        ("W04", "delivery"),
        ("W08", "measure"),
        ("W02", "counting"),
        ("W02", "source"),
        ("W09", "amount"),
    }
    lines = (tmp_path / "programme.toml").read_text(encoding="utf-8").splitlines()
    for _, row, field in told(said):
        assert row is not None
        assert lines[row - 1].startswith(f"{field} =") or lines[row - 1] == "[[target]]"
    assert said.programme.measures == ()


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        (("[[measure",), "W01"),
        ((MEASURE, 'surprise = "x"'), "W03"),
        ((MEASURE, MEASURE), "W06"),
        ((MEASURE, LEVER, LEVER), "W06"),
        ((MEASURE, "owner = 3".replace("owner", "evidence")), "W05"),
        ((MEASURE + 'promised = { "2026-27" = 5 }',), "W02"),
        ((MEASURE + 'counting = "cumulative"\npromised = { "2026-27" = 5, "2028-29" = 6 }',), "W09"),
        ((MEASURE + 'counting = "cumulative"\npromised = { "2026-27" = -5 }',), "W07"),
        ((MEASURE + 'must_not_get_worse = ["a"]',), "W05"),
        ((MEASURE + 'must_not_get_worse = { "luck" = ["a"] }',), "W04"),
        (
            (
                MEASURE,
                '[[new_places]]\nmeasure = "M1"\nsetting = "special"\nplaces = 4',
                'instead_of = "independent_special"\nopened = 3\ndisplaced = 5',
            ),
            "W07",
        ),
        ((MEASURE, '[[moves]]\nwhat = "w"\nplacements = 0\nsaving_per_child_year = 5\nsource = "s"'), "W07"),
    ],
)
def test_every_rule_finds_what_it_is_for(tmp_path: Path, parts: tuple[str, ...], rule: str) -> None:
    assert rule in {fault.rule for fault in read(tmp_path, *parts).faults}


def test_every_rule_of_programme_files_is_tested() -> None:
    assert {rule.id for rule in RULES.values()} == {f"W0{number}" for number in range(1, 10)}


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    (fault,) = read_programme(tmp_path / "none.toml", council_space()).faults
    assert fault.rule == "W01"
    assert "cannot be read" in fault.advice
