"""The commands about the caseload: any day, what a year changed, and the department's count beside ours."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from tests.ingest.sen2_histories import history
from tests.ingest.sen2_returns import as_xml
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli import caseload_command
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published import Authority, PublishedFigures
from highneeds.operations import caseload_day
from highneeds.operations.caseload_day import beside_published, caseload_of_day, changes_of_year
from highneeds.operations.importing import import_paths

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> str:
    app = Typer()
    app.command()(getattr(caseload_command, command))
    answer = CliRunner().invoke(app, list(arguments))
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.fixture
def council(tmp_path: Path) -> Path:
    for year in (2025, 2026):
        frames = history(year, 40, random.Random(year))  # noqa: S311 - an example, not a secret
        (tmp_path / str(year)).mkdir()
        assert not import_paths([as_xml(tmp_path / str(year), year, frames).files[0].path]).is_refused
    return tmp_path


def test_the_counts_of_a_day_add_up_whatever_they_are_counted_by(council: Path) -> None:
    out = council / "counts.csv"
    told = run("caseload", "--on", "2025-09-01", "--out", str(out))
    found = caseload_of_day(date(2025, 9, 1))
    assert found.telling.return_year == 2026
    assert int(found.counts["children"].sum()) == found.joined.children
    assert f"{found.joined.children:,} children with a plan on 1 September 2025, from the return of 2026" in told
    assert "plans that another council kept on that day" in told
    assert out.read_text().startswith("setting,need,nc_year,age,children\n")


def test_a_day_beyond_what_is_stored_says_so(council: Path) -> None:
    assert council.is_dir()
    assert "Nothing later than the return of 2026 is known" in run("caseload", "--on", "2026-06-01")
    with pytest.raises(Refusal, match=r"No return of 2024 is stored. Stored are: 2025, 2026"):
        caseload_of_day(date(2024, 6, 1), return_year=2024)


def test_a_year_is_told_in_the_order_in_which_it_adds_up(council: Path) -> None:
    assert council.is_dir()
    told = run("sen2_changes", "2026")
    found = changes_of_year(2026)
    assert found.before + found.joined - found.left == found.after
    assert f"{found.after:,}  children with a plan after" in told
    with pytest.raises(Refusal, match="Wanting: 2027"):
        changes_of_year(2027)


def published(value: float | None) -> tuple[PublishedFigures, tuple[Fault, ...]]:
    values = {} if value is None else {(2026, "999"): value}
    known = {"999": Authority("999", "Ashmere", "East of England")}
    return PublishedFigures(known, {TOTAL: values}, {TOTAL: "DfE, plans by authority"}), ()


def test_our_count_stands_beside_the_published_one_with_what_may_explain_it(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = caseload_of_day(date(2026, 1, 15)).joined.children
    monkeypatch.setattr(caseload_day, "read_published", lambda _: published(ours + 3))
    found = beside_published(2026, council)
    assert (found.ours, found.theirs, found.difference) == (ours, ours + 3, -3)
    told = run("caseload", "--on", "2026-01-15", "--published", str(council))
    assert f"ours {ours}, published {ours + 3}: -3" in told
    assert "live plans have no placement" in told
    monkeypatch.setattr(caseload_day, "read_published", lambda _: published(None))
    with pytest.raises(Refusal, match="hold no plans of council 999 for January 2026"):
        beside_published(2026, council)


def test_before_the_first_return_the_command_says_what_to_do() -> None:
    with pytest.raises(Refusal, match="Import one first"):
        caseload_of_day(date(2026, 1, 15))
