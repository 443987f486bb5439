"""Children are followed over returns by one key; a person decides what is in doubt, and the next import keeps it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.store.two_returns import decide_both, two_returns
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli.links_command import links
from highneeds.core.errors import Refusal
from highneeds.operations.importing import import_paths
from highneeds.operations.links import decide_link, links_found
from highneeds.operations.sight import EVERY_CHILD
from highneeds.store.models import LinkDecisionRow
from highneeds.store.tables import load_as_given, load_table

pytestmark = pytest.mark.django_db

COMMAND = Typer()
COMMAND.command()(links)


@pytest.fixture
def two_years(tmp_path: Path) -> Path:
    two_returns(tmp_path)
    return tmp_path


def in_both() -> int:
    children = load_table("children").group_by("child_key").len()
    return children.filter(pl.col("len") > 1).height


def test_the_sure_are_linked_and_the_others_wait(two_years: Path) -> None:
    assert two_years.is_dir()
    found = links_found()
    assert found.certain == 1
    assert sorted(line.link.doubt.value for line in found.open) == [
        "same UPN or ULN, other birth date",
        "same name, birth date and sex, other UPN",
    ]
    assert in_both() == 4
    assert found.open[0].records[0].startswith("return of 2025: return.xml, row ")
    as_given = load_as_given("children")
    assert as_given.filter(pl.col("child_key").is_duplicated())["child_key"].n_unique() == 3


def test_a_decision_holds_in_every_table_and_after_the_next_import(two_years: Path) -> None:
    born, named = links_found().open
    decide_both()
    assert in_both() == 4
    by_key = {name: set(load_table(name)["child_key"]) for name in ("children", "requests", "plans", "placements")}
    assert all(keys <= by_key["children"] for keys in by_key.values())
    path = two_years / "2026" / "return.xml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # another file, the same return
    import_paths([path])
    found = links_found()
    assert found.open == ()
    assert {(line.link.link_id, line.counts_as) for line in found.done} == {
        (named.link.link_id, "one child"),
        (born.link.link_id, "two children"),
    }
    assert in_both() == 4


def test_a_decision_needs_a_reason_and_a_link_and_can_be_taken_back(two_years: Path) -> None:
    assert two_years.is_dir()
    link = links_found().open[1].link.link_id
    with pytest.raises(Refusal, match="Say why"):
        decide_link(link, is_same_child=True, reason="  ", decided_by="sam", sight=EVERY_CHILD)
    with pytest.raises(Refusal, match="No link 'abc' is in doubt"):
        decide_link("abc", is_same_child=True, reason="sure", decided_by="sam", sight=EVERY_CHILD)
    decide_link(link, is_same_child=True, reason="sure", decided_by="sam", sight=EVERY_CHILD)
    assert in_both() == 5
    decide_link(link, is_same_child=False, reason="not so sure", decided_by="kim", sight=EVERY_CHILD)
    assert in_both() == 4
    assert LinkDecisionRow.objects.count() == 2


def test_the_command_lists_and_decides(two_years: Path) -> None:
    assert two_years.is_dir()
    run = CliRunner()
    listed = run.invoke(COMMAND, []).output
    assert "1 links between returns are certain; 2 wait for a person." in listed
    link = links_found().open[1].link.link_id
    assert "one child from now on" in run.invoke(COMMAND, ["--join", link, "--because", "checked"]).output
    assert "checked" in run.invoke(COMMAND, []).output
    assert run.invoke(COMMAND, ["--join", link, "--part", link]).exit_code == 2
