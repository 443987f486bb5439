"""``highneeds benchmark``: one authority beside all others, and the first eight of a measure in one command."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
import typer
from rich.console import Console
from tests.ingest.published_files import release_rows, tidy_rows, write_release, write_tidy
from typer.testing import CliRunner, Result

from highneeds.cli import benchmark_command
from highneeds.cli.benchmark_command import benchmark
from highneeds.core.errors import Refusal
from highneeds.operations.benchmark import benchmark as compare_authority
from highneeds.operations.benchmark import top_authorities

TIDY = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dfe-ehcp-to-2022"


@pytest.fixture
def tidy(tmp_path: Path) -> Path:
    return write_tidy(tmp_path / "tidy", tidy_rows())


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(benchmark)
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "120"})


def test_an_authority_is_shown_with_basis_period_and_source(tidy: Path) -> None:
    seen = run("--data", str(tidy), "--authority", "Barnet")
    assert seen.exit_code == 0, seen.output
    for words in ("Barnet (302), London", "January 2021", "2020-21", "Basis:", "Source: DfE", "ehcp_stock_total.csv"):
        assert words in seen.output


@pytest.mark.parametrize("columns", [80, 120])
def test_no_figure_is_cut_off_in_a_narrow_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    files = tidy_rows()
    for row in files["s251_high_needs_lines_2021_22.csv"]:
        row["s251_outturn"] = 99_999_000
    report = compare_authority(write_tidy(tmp_path / "tidy", files), "301", measure="independent_topup_per_child")
    shown = io.StringIO()
    monkeypatch.setattr(benchmark_command, "console", Console(file=shown, width=columns, highlight=False))
    benchmark_command._tell(report)
    assert re.search(r"£111,110 +£111,110 +£111,110 +£111,110 \(111,110 to 111,110\) +=1/4 +1/3\n", shown.getvalue())


def test_the_first_of_a_measure_are_one_command_with_the_place_of_an_authority(tidy: Path) -> None:
    seen = run("--data", str(tidy), "--top", "2", "--measure", "independent_share", "--authority", "301")
    assert seen.exit_code == 0, seen.output
    assert "the first 2 of 4" in seen.output
    assert "Barking and Dagenham: " in seen.output
    assert "of 4" in seen.output


def test_all_who_share_the_last_place_are_listed(tidy: Path) -> None:
    listed = top_authorities(tidy, "within_20_weeks", 1)
    assert [(one.rank, one.value) for one in listed.top] == [(1, 75.0)] * 4


def test_the_csv_has_every_figure_with_basis_and_source_and_leaves_unpublished_cells_empty(tmp_path: Path) -> None:
    files = tidy_rows()
    files["population_0_17_mid_year.csv"][-1]["population_0_17"] = ""  # Bournemouth, Christchurch and Poole
    compare_authority(write_tidy(tmp_path / "tidy", files), "839", out=tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8") as lines:
        rows = {row["measure"]: row for row in csv.DictReader(lines)}
    assert all(row["basis"] and row["source"] and row["period"] for row in rows.values())
    assert (rows["plans_per_1000"]["value"], rows["plans_per_1000"]["rank"]) == ("", "")
    assert rows["plans_per_1000"]["published"] == "3"
    assert float(rows["independent_topup_per_child"]["value"]) == pytest.approx(1000 / 900)


def test_a_release_is_compared_on_what_it_holds_and_the_rest_is_named(tmp_path: Path) -> None:
    report = compare_authority(write_release(tmp_path / "release.zip", release_rows()), "Barnet")
    held = {one.measure.key for one in report.comparisons}
    absent = {measure.key for measure in report.absent}
    assert {"independent_share", "within_20_weeks"} <= held
    assert {"plans_per_1000", "spend_per_child", "grant_balance"} <= absent
    assert report.need_shares == {}


def test_a_name_means_the_authority_that_counts_plans_in_the_year(tidy: Path) -> None:
    assert compare_authority(tidy, "dorset").authority.code == "838"
    assert compare_authority(tidy, "dorset", year=2019, measure="independent_share").authority.code == "835"
    assert compare_authority(tidy, "bournemouth").authority.code == "839"
    assert compare_authority(tidy, "Bournemouth, Christchurch & Poole").authority.code == "839"


@pytest.mark.parametrize(
    ("authority", "measure", "year", "said"),
    [
        ("Barnat", None, None, "Did you mean Barnet"),
        ("ba", None, None, "Barking and Dagenham, Barnet"),
        ("302", "independence", None, "independent_share"),
        ("302", "independent_share", 2024, "2019 to 2021"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words_that_help(
    tidy: Path, authority: str, measure: str | None, year: int | None, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        compare_authority(tidy, authority, measure=measure, year=year)


def test_faulty_files_are_refused_with_every_fault(tmp_path: Path) -> None:
    files = tidy_rows()
    files["ehcp_stock_total.csv"][0]["plans"] = "many"
    files["new_plans_total.csv"][3]["new_plans"] = -1
    with pytest.raises(Refusal) as refused:
        compare_authority(write_tidy(tmp_path, files), "302")
    assert "ehcp_stock_total.csv, row 2, plans" in str(refused.value)
    assert "new_plans_total.csv, row 5, new_plans" in str(refused.value)


def test_a_call_without_an_authority_or_a_top_list_is_told_what_to_give(tidy: Path) -> None:
    seen = run("--data", str(tidy))
    assert seen.exit_code == 2
    assert "--authority" in seen.output


@pytest.mark.shared
@pytest.mark.skipif(not TIDY.is_dir(), reason=f"the published files are not at {TIDY}")
def test_the_real_top_eight_in_independent_placements_are_those_of_a_plain_count() -> None:
    with (TIDY / "ehcp_stock_placement.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] == "2022"]
    shares = {}
    for code in {row["old_la_code"] for row in rows}:
        own = [row for row in rows if row["old_la_code"] == code]
        wanted = [row for row in own if row["placement"] in {"special_independent", "special_non_maintained"}]
        shares[code] = sum(int(row["plans"]) for row in wanted) / sum(int(row["plans"]) for row in own)
    assert len(shares) == 152
    listed = top_authorities(TIDY, "independent_share", 8, authority="Surrey")
    assert [one.authority.code for one in listed.top] == sorted(shares, key=lambda code: -shares[code])[:8]
    assert [one.authority.name for one in listed.top if one.is_small] == ["Isles of Scilly", "City of London"]
    assert listed.asked is not None
    assert listed.asked.own is not None
    assert listed.asked.own.rank == 6


@pytest.mark.shared
@pytest.mark.skipif(not TIDY.is_dir(), reason=f"the published files are not at {TIDY}")
def test_england_is_what_the_release_publishes_for_the_nation() -> None:
    release = TIDY.parent / "education-health-and-care-plans_2022.zip"
    report = compare_authority(release, "Camden")
    england = {one.measure.key: one.england for one in report.comparisons}
    with zipfile.ZipFile(release) as package:
        process = io.TextIOWrapper(package.open("data/sen2_mi.csv"), encoding="utf-8-sig")
        nation = next(row for row in csv.DictReader(process) if row["geographic_level"] == "National")
        places = io.TextIOWrapper(package.open("data/sen2_estab_caseload.csv"), encoding="utf-8-sig")
        shares = {
            row["establishment_type"]: float(row["Total_all_pc"])
            for row in csv.DictReader(places)
            if row["geographic_level"] == "National" and row["time_period"] == "2022"
        }
    assert england["within_20_weeks"] == pytest.approx(float(nation["NoExc20weekRate"]), abs=0.05)
    assert england["within_20_weeks_all"] == pytest.approx(float(nation["IncExc20weekRate"]), abs=0.05)
    published = shares["Special - Independent"] + shares["Special - Non-maintained"]
    assert england["independent_share"] == pytest.approx(published, abs=1e-4)
