"""Placements against the register: closing days, bases, and what the council knows better."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.other_files import clean_others
from tests.ingest.small_council import SCHOOL, Imported, SmallCouncil, import_folder

from highneeds.ingest.kinds import FileKind

Change = Callable[[SmallCouncil], object]
BASES = "TypeOfResourcedProvision (name)"


def _imported(folder: Path, *changes: Change, others: tuple[FileKind, ...] = ()) -> Imported:
    council = SmallCouncil(folder, others={kind: clean_others()[kind] for kind in others})
    for change in changes:
        change(council)
    return import_folder(council.write().folder)


def _register(row: int, **values: object) -> Change:
    return lambda council: council.register[row].update(values)


def _school_is(bases: str) -> Change:
    return _register(1, **{BASES: bases})


@pytest.mark.parametrize(("closed", "told"), [("31-08-2020", 2), ("01-09-2020", 0), ("", 0)])
def test_a_child_may_enter_until_the_closing_day(tmp_path: Path, closed: str, told: int) -> None:
    imported = _imported(tmp_path, _register(1, CloseDate=closed))
    assert len(imported.of("L15")) == told  # in the return and in the running list


def test_the_school_that_followed_a_closed_one_is_told(tmp_path: Path) -> None:
    def academy(council: SmallCouncil) -> None:
        council.register.append(council.register[1] | {"URN": "900009", "CloseDate": "31-08-2019"})
        council.sen2["placementdetail"][1]["urn"] = "900009"

    imported = _imported(tmp_path, academy, others=(FileKind.PROVIDER_LINKS,))
    advice = [fault.advice for fault in imported.of("L15")]
    assert len(advice) == 1
    assert f"It closed on 31 August 2019. {SCHOOL} followed it." in advice[0]


@pytest.mark.parametrize(
    ("bases", "told"),
    [
        ("SEN unit", 0),
        ("Resourced provision and SEN unit", 0),
        ("Resourced provision", 2),
        ("Not applicable", 2),
        ("", 0),
    ],
)
def test_a_mark_needs_such_a_base_where_the_register_says_which_there_are(
    tmp_path: Path, bases: str, told: int
) -> None:
    assert len(_imported(tmp_path, _school_is(bases)).of("L17")) == told


def test_a_register_more_than_a_year_off_tells_nothing_of_bases(tmp_path: Path) -> None:
    def older(council: SmallCouncil) -> None:
        for row in council.register:
            row["LastChangedDate"] = "01-01-2025"

    imported = _imported(tmp_path, _school_is("Not applicable"), older)
    assert imported.of("L17") == []
    assert imported.of("L15") == []


def test_a_place_that_the_council_knows_better_is_no_fault_of_base_or_type(tmp_path: Path) -> None:
    def known(council: SmallCouncil) -> None:
        council.others[FileKind.SETTING_OVERRIDES][0] |= {
            "URN": SCHOOL,
            "Setting is": "SEN unit in a mainstream school",
        }
        council.register[1] |= {BASES: "Not applicable", "TypeOfEstablishment (code)": 40}

    imported = _imported(tmp_path, known, others=(FileKind.SETTING_OVERRIDES,))
    assert imported.rules() & {"L04", "L17", "L18"} == set()


def test_a_university_technical_college_asks_for_a_look(tmp_path: Path) -> None:
    imported = _imported(tmp_path, _register(1, **{"TypeOfEstablishment (code)": 40}))
    assert {fault.value for fault in imported.of("L18")} == {SCHOOL}
