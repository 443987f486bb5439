"""The commands about the caseload: any day, what a year changed, and the department's count beside ours."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from tests.caseload.test_case_events import events
from tests.ingest.sen2_histories import history
from tests.ingest.sen2_returns import as_xml
from tests.ingest.wide_files import LEAVES, release_2025, rows_of, write_wide
from tests.store.store_frames import run_of
from typer import Typer
from typer.testing import CliRunner

from highneeds.caseload.case_events import APPEAL, MEDIATION
from highneeds.cli import caseload_command
from highneeds.core.errors import Refusal
from highneeds.operations.caseload_day import beside_published, caseload_of_day, changes_of_year
from highneeds.operations.importing import import_paths
from highneeds.store import keeping

pytestmark = pytest.mark.django_db
SETTING_COLUMNS = [*LEAVES, *(leaf for leaves in LEAVES.values() for leaf in leaves)]


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


def release(path: Path, count: object) -> Path:
    """The department's release with so many plans of the council in January 2026."""
    files = release_2025()
    for name, rows in files.items():
        files[name] = [row | {"time_period": _a_year_on(str(row["time_period"]))} for row in rows]
    list(rows_of(files, "caseload.csv", "999"))[-1].update(dict.fromkeys(SETTING_COLUMNS, "x") | {"ehcplans": count})
    return write_wide(path / "education-health-and-care-plans_2026.zip", files)


def _a_year_on(period: str) -> str:
    year = int(period[:4]) + 1
    return f"{year}{(year + 1) % 100:02d}" if len(period) == len("202425") else str(year)


@pytest.mark.usefixtures("council")
def test_our_count_stands_beside_the_published_one_with_what_may_explain_it(tmp_path: Path) -> None:
    ours = caseload_of_day(date(2026, 1, 15)).joined.children
    path = release(tmp_path, ours + 3)
    found = beside_published(2026, path)
    assert (found.ours, found.theirs, found.difference) == (ours, ours + 3, -3)
    told = run("caseload", "--on", "2026-01-15", "--published", str(path))
    assert f"ours {ours}, published {ours + 3}: -3" in told
    assert "(caseload.csv)" in told
    assert "live plans have no placement" in told


@pytest.mark.usefixtures("council")
def test_a_count_that_was_not_published_is_never_nought_and_says_why(tmp_path: Path) -> None:
    path = release(tmp_path, "x")
    with pytest.raises(Refusal, match=r"hold no plans of council 999 for January 2026 \(not available\)"):
        beside_published(2026, path)


def test_before_the_first_return_the_command_says_what_to_do() -> None:
    with pytest.raises(Refusal, match="Import one first"):
        caseload_of_day(date(2026, 1, 15))


@pytest.mark.usefixtures("council")
def test_appeals_stand_beside_the_caseload_they_are_a_rate_of() -> None:
    assert "no file of case events has been imported" in run("caseload", "--on", "2026-01-15")
    children = caseload_of_day(date(2026, 1, 15)).joined.children
    ended = {"last_day": date(2026, 1, 10), "outcome": "for_family"}
    rows = events((APPEAL, date(2025, 6, 1), ended), (APPEAL, date(2025, 9, 1), {}), (MEDIATION, date(2025, 9, 1), {}))
    keeping.save_result(run_of("case-events", "c"), {"case_events": rows})
    told = run("caseload", "--on", "2026-01-15")
    assert f"2  appeals registered, {200 / children:.1f} for each 100 children with a plan then" in told
    assert "Of the 1 that the tribunal decided, 100% for the family in whole or part." in told
    assert "1  appeals wait on that day, the oldest since 1 September 2025" in told
    assert "1  mediations begun, 0 of them ended in agreement" in told
