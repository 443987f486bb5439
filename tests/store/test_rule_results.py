"""What rules found is told by rule, return, school and officer; how a rule acts is set with a reason and holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.small_council import SmallCouncil
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli.rules_command import rules
from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.ingest.rulebook import RULES
from highneeds.operations.importing import import_paths
from highneeds.operations.imports_list import fault_counts
from highneeds.operations.rules import NOT_KNOWN, RuleFound, acts_of, history_of, rules_found, set_rule
from highneeds.store.models import HeldRow
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db

COMMAND = Typer()
COMMAND.command()(rules)


@pytest.fixture
def council(tmp_path: Path) -> SmallCouncil:
    """Two children with a code besides their URN (L02), one with a UPN of the wrong letter, and two officers."""
    council = SmallCouncil(tmp_path / "council", others={})
    for row in (0, 1):
        council.sen2["placementdetail"][row]["sensetting"] = "OTH"
    for row, officer in zip(council.plan_list, ("Kim", "Kim", "Lou"), strict=True):
        row["Case officer"] = officer
    council.write()
    assert not import_paths([council.folder]).is_refused
    return council


def found(rule: str) -> RuleFound:
    return next(one for one in rules_found().rules if one.rule.id == rule)


def test_rows_are_told_by_rule_return_school_and_officer(council: SmallCouncil) -> None:
    assert council.folder.is_dir()
    l02 = found("L02")
    assert (l02.rows, l02.by_return, l02.before, l02.acts) == (2, ((2026, 2),), None, "check")
    all_found = rules_found()
    schools = {place.name: place.rules for place in all_found.schools}
    assert schools["Alder Special School"] == (("L02", 1),)
    assert schools["Birch School"] == (("L02", 1),)
    officers = {place.name: dict(place.rules) for place in all_found.officers}
    assert officers["Kim"] == {"L02": 2}
    assert set(officers) <= {"Kim", "Lou", NOT_KNOWN}


def test_a_corrected_return_shows_how_many_there_were_before(council: SmallCouncil) -> None:
    council.sen2["placementdetail"][0]["sensetting"] = ""
    council.write()
    import_paths([council.folder])
    l02 = found("L02")
    assert (l02.rows, l02.before) == (1, 2)
    told = CliRunner().invoke(COMMAND, []).output
    assert "by return: 1; 2 in the file it replaced" in told


def test_a_rule_set_to_off_is_not_counted_and_comes_back(council: SmallCouncil) -> None:
    assert council.folder.is_dir()
    set_rule("L02", "off", reason="Our case system always writes both.", set_by="sam")
    now = rules_found()
    assert "L02" not in {one.rule.id for one in now.rules}
    assert [(one.rule.id, one.rows) for one in now.off] == [("L02", 2)]
    assert "L02" not in {count.rule for count in fault_counts()}
    assert now.schools == ()
    set_rule("L02", "as usual", reason="It was mended.", set_by="kim")
    assert found("L02").rows == 2
    assert [(one.acts, one.set_by) for one in history_of("L02")] == [("as usual", "kim"), ("off", "sam")]


def test_a_rule_let_stop_the_row_holds_it_and_what_hangs_under_it_from_the_next_import(council: SmallCouncil) -> None:
    set_rule("P03", "stops the row", reason="We send nothing with a wrong UPN.", set_by="sam")
    set_rule("L02", "stops the row", reason="We want it mended first.", set_by="sam")
    council.sen2["person"][2]["upn"] = "A999400020003"
    council.write()
    import_paths([council.folder])
    held = {(row.file.rsplit("_", 1)[1], row.rule) for row in HeldRow.objects.filter(import_run__kind="sen2-blade")}
    assert ("person.csv", "P03") in held
    assert ("requests.csv", "P03") in held
    assert ("placementdetail.csv", "L02") in held
    of_return = load_table("plans").filter(load_table("plans")["return_year"] == 2026)
    assert of_return.height == 2
    assert load_table("placements").filter(load_table("placements")["return_year"] == 2026).is_empty()
    assert found("P03").acts == "stops the row"


def test_what_cannot_be_set_says_why() -> None:
    with pytest.raises(Refusal, match="There is no rule 'Z9'"):
        set_rule("Z9", "off", reason="x", set_by="sam")
    with pytest.raises(Refusal, match="cannot be read for certain"):
        set_rule("P01", "off", reason="x", set_by="sam")
    with pytest.raises(Refusal, match="Only rules of a SEN2 return"):
        set_rule("C01", "stops the row", reason="x", set_by="sam")
    with pytest.raises(Refusal, match="Say why"):
        set_rule("L02", "off", reason=" ", set_by="sam")


def test_only_rules_that_ask_for_a_look_can_be_changed() -> None:
    for rule in RULES.values():
        fixed = rule.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW}
        assert ("off" in acts_of(rule)) is not (fixed or rule.is_asked_for)
        assert ("asks for a look" in acts_of(rule)) is rule.is_asked_for


def test_a_rule_to_be_asked_for_is_looked_for_from_the_next_import_and_no_more_once_taken_back(
    council: SmallCouncil,
) -> None:
    assert {rule.id for rule in rules_found().to_ask_for} == {"R04", "R05", "A04", "L10", "V02", "V03"}
    assert "Not looked for unless asked" in CliRunner().invoke(COMMAND, []).output
    council.sen2["requests"][0]["requestoutcomedate"] = "2020-Apr-10 00:00:00"
    council.write()
    import_paths([council.folder])
    assert "R05" not in {one.rule.id for one in rules_found().rules}
    set_rule("R05", "asks for a look", reason="Each late one gets a note before we send it.", set_by="sam")
    assert "R05" not in {rule.id for rule in rules_found().to_ask_for}
    council.sen2["requests"][1]["requestoutcomedate"] = "2020-Apr-11 00:00:00"
    council.write()
    import_paths([council.folder])
    assert (found("R05").rows, found("R05").acts) == (2, "asks for a look")
    set_rule("R05", "as usual", reason="The clocks say it.", set_by="sam")
    council.sen2["requests"][2]["requestoutcomedate"] = "2020-Apr-12 00:00:00"
    council.write()
    import_paths([council.folder])
    assert "R05" not in {one.rule.id for one in rules_found().rules}
    with pytest.raises(Refusal, match="As usual it is not looked for"):
        set_rule("R05", "off", reason="x", set_by="sam")


def test_the_command_sets_a_rule(council: SmallCouncil) -> None:
    assert council.folder.is_dir()
    run = CliRunner()
    assert "from now on" in run.invoke(COMMAND, ["--set", "L02", "--to", "off", "--because", "known"]).output
    listed = run.invoke(COMMAND, []).output
    assert "L02  off, 2 rows" in listed
    assert "Kim" not in listed
