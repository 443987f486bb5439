"""The council's teams from a file: all of it or, with every fault told, nothing; and who is not in it is in none."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from highneeds.cli.main import app
from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role
from highneeds.operations.teams_file import read_teams, team_lines
from highneeds.store.audit import latest
from highneeds.store.models import AuditRow
from highneeds.store.teams import Member, keep_member, members, own_teams_only

pytestmark = pytest.mark.django_db
SAID = """why = "Minute 7"
own_teams_only = ["Case-officer"]
[people."Abiola Fenwick"]
team = "Early years"
also = ["North"]
leads = true
[people.lou]
team = "North"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "teams.toml"


def test_a_file_sets_everybodys_teams_and_what_roles_see(path: Path) -> None:
    keep_member(Member("Kim", ("South",)), by="root")
    path.write_text(SAID, encoding="utf-8")
    found = read_teams(path, by="root")
    assert (found.people, found.changed, found.roles) == (2, ("Abiola Fenwick", "Kim", "lou"), (Role.CASE_OFFICER,))
    assert members() == (
        Member("Abiola Fenwick", ("Early years", "North"), frozenset({"Early years"})),
        Member("lou", ("North",)),
    )
    assert own_teams_only() == {Role.CASE_OFFICER}
    assert latest(1)[0].words == "Minute 7"
    assert list(team_lines()) == [
        "Abiola Fenwick: Early years (leads it); sees North too",
        "lou: North",
        "See the children of their own teams alone: case officer.",
    ]


def test_the_same_file_twice_changes_nothing_and_an_empty_list_of_roles_takes_it_back(path: Path) -> None:
    path.write_text(SAID, encoding="utf-8")
    read_teams(path, by="root")
    before = AuditRow.objects.count()
    assert read_teams(path, by="root").changed == ()
    assert AuditRow.objects.count() == before
    path.write_text(SAID.replace('"Case-officer"', ""), encoding="utf-8")
    assert read_teams(path, by="root").roles == ()
    assert own_teams_only() == frozenset()


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ('why = "Minute 7"', "", "why: Say why"),
        ('["Case-officer"]', '"Case-officer"', "own_teams_only: write roles"),
        ('["Case-officer"]', '["auditor"]', "own_teams_only, auditor: It can be said of these roles"),
        ('team = "North"', "team = 3", "people, lou: write team"),
        ('team = "North"', 'team = "No team"', "people, lou: A team's name"),
        ('team = "North"', 'team = "North"\nled = true', "people, lou: write team"),
        ("[people.lou]", '[people."ABIOLA.FENWICK"]', "people, ABIOLA.FENWICK: there is a person of that name above"),
        ("[people.lou]", "[teams.lou]", "teams: there is no such line"),
        ("[people.lou]", "people", "cannot be read"),
        (SAID[SAID.index("[people") :], "people = 3", "people: write"),
    ],
)
def test_a_faulty_file_changes_nothing_and_its_fault_is_told(right: str, wrong: str, says: str, path: Path) -> None:
    path.write_text(SAID.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=says) as told:
        read_teams(path, by="root")
    assert str(path) in str(told.value)
    assert members() == ()
    assert not AuditRow.objects.exists()


def test_every_fault_is_told_at_once(path: Path) -> None:
    path.write_text(SAID.replace('why = "Minute 7"', "whi = 3").replace('team = "North"', "team = 3"), encoding="utf-8")
    with pytest.raises(Refusal) as told:
        read_teams(path, by="root")
    assert all(what in str(told.value) for what in ("whi: there is no such line.", "why: Say why", "people, lou"))


def test_the_command_reads_the_teams_of_the_demonstration_and_lists_them(path: Path) -> None:
    path.write_bytes((files("highneeds.demo") / "data" / "teams.toml").read_bytes())
    said = CliRunner().invoke(app, ["teams", "read", str(path)])
    assert said.exit_code == 0
    assert said.output == "8 people in teams, 8 changed. See own teams alone: case officer.\n"
    listed = CliRunner().invoke(app, ["teams", "list"])
    assert "Hana Winterbourne: Preparing for adulthood; sees School age too" in listed.output
    assert "Imran Castleton" not in listed.output, "whose children are of no team"


def test_where_nobody_is_in_a_team_the_command_says_so() -> None:
    assert list(team_lines()) == ["Nobody is in a team.", "Every role that sees children sees all of them."]


@pytest.mark.one_database
def test_the_first_command_of_a_new_installation_may_be_that_one(path: Path, tmp_path: Path) -> None:
    path.write_text(SAID, encoding="utf-8")
    command = [sys.executable, "-c", f"from highneeds.cli.main import app; app(['teams', 'read', {str(path)!r}])"]
    new = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        command, env=new | {"HIGHNEEDS_HOME": str(tmp_path / "new")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("2 people in teams, 2 changed. See own teams alone: case officer.\n")
