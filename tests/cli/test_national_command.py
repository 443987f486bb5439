"""``highneeds national``: a forecast of every authority in one command, and refusals in people's words."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import typer
from tests.ingest.published_files import release_rows, tidy_rows, write_release, write_tidy
from typer.testing import CliRunner, Result

from highneeds.cli.national_command import national
from highneeds.core.errors import Refusal
from highneeds.forecast.national.forecast import forecast_national
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.nested import MODEL, Mark, nested_back_test
from highneeds.forecast.national.types import FORECAST_SERIES, NEW_PLANS, TOTAL, NationalPanel
from highneeds.forecast.published.boundaries import panel_code_of
from highneeds.ingest.dfe import read_national
from highneeds.operations.national import COLUMNS, back_test_national, forecast_every_authority

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TIDY, RELEASE = DATA / "dfe-ehcp-to-2022", DATA / "education-health-and-care-plans_2022.zip"
needs_published = pytest.mark.skipif(not TIDY.is_dir(), reason=f"the published files are not at {TIDY}")


@pytest.fixture
def tidy(tmp_path: Path) -> Path:
    return write_tidy(tmp_path / "tidy", tidy_rows())


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(national)
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_series_area_and_target_is_written_once_in_the_scoring_format(tidy: Path, tmp_path: Path) -> None:
    out = tmp_path / "forecast.csv"
    seen = run("--data", str(tidy), "--origin", "2021", "--out", str(out), "--years", "2")
    assert seen.exit_code == 0, seen.output
    assert out.read_text(encoding="utf-8").splitlines()[0] == "series,la,target,point,lo80,hi80" == ",".join(COLUMNS)
    rows = rows_of(out)
    keys = [(row["series"], row["la"], int(row["target"])) for row in rows]
    assert len(keys) == len(set(keys))
    assert set(keys) == {
        (series, area, target)
        for series in FORECAST_SERIES
        for area in ("301", "302", "DBP")
        for target in ((2021, 2022, 2023) if series == NEW_PLANS else (2022, 2023))
    }
    assert all(0.0 <= float(row["lo80"]) <= float(row["point"]) <= float(row["hi80"]) for row in rows)


def test_the_release_as_downloaded_is_read_and_what_it_lacks_is_named(tmp_path: Path) -> None:
    release = write_release(tmp_path / "release.zip", release_rows())
    seen = run("--data", str(release), "--origin", "2021", "--out", str(tmp_path / "out.csv"), "--years", "1")
    assert seen.exit_code == 0, seen.output
    assert "Would help but is not in these files: appeals" in seen.output
    assert "population 0 17" in seen.output


def test_what_the_forecast_rests_on_is_said(tidy: Path, tmp_path: Path) -> None:
    seen = run("--data", str(tidy), "--origin", "2021", "--out", str(tmp_path / "out.csv"), "--growth", "7.5")
    assert seen.exit_code == 0, seen.output
    assert "From January 2021: 3 areas" in seen.output
    assert "England growing by 7.5% a year" in seen.output


@pytest.mark.parametrize(
    ("origin", "years", "growth", "said"),
    [
        (2030, 5, None, "January 2030 cannot be an origin. These files count plans in January 2019 to 2021"),
        (2020, 5, None, "the two before it"),
        (2021, 7, None, "--years is 1 to 5, not 7"),
        (2021, 5, 950.0, "per cent a year, -20 to 40, not 950"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_in_words(
    tidy: Path, tmp_path: Path, origin: int, years: int, growth: float | None, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        forecast_every_authority(tidy, origin, tmp_path / "out.csv", years=years, growth_percent=growth)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("name", "field", "year", "absent", "empty"),
    [
        ("ehcp_stock_total.csv", "plans", 2020, "No row is of 2020", "January 2020 is missing for every authority"),
        ("new_plans_total.csv", "new_plans", 2019, "No row is of 2019", "new plans of 2019 are missing for every"),
    ],
)
def test_a_year_without_rows_or_without_figures_is_refused_and_named(
    tmp_path: Path, name: str, field: str, year: int, absent: str, empty: str
) -> None:
    files = tidy_rows()
    gone = [row for row in files[name] if row["year"] != year]
    hollow = [row | {field: ""} if row["year"] == year else row for row in files[name]]
    for rows, said in ((gone, absent), (hollow, empty)):
        folder = write_tidy(tmp_path / said.replace(" ", "-"), files | {name: rows})
        with pytest.raises(Refusal, match=said):
            forecast_every_authority(folder, 2021, tmp_path / "out.csv")


def test_a_negative_number_and_a_missing_file_are_refused_together(tmp_path: Path) -> None:
    files = tidy_rows()
    files["ehcp_stock_total.csv"][0]["plans"] = -4
    del files["new_plans_total.csv"]
    with pytest.raises(Refusal) as refused:
        forecast_every_authority(write_tidy(tmp_path / "tidy", files), 2021, tmp_path / "out.csv")
    assert "ehcp_stock_total.csv, row 2, plans" in str(refused.value)
    assert "new_plans_total.csv" in str(refused.value)


def test_a_folder_that_is_not_there_and_a_file_that_cannot_be_written_are_refused(tidy: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="nowhere"):
        forecast_every_authority(tmp_path / "nowhere", 2021, tmp_path / "out.csv")
    with pytest.raises(Refusal, match="cannot be written"):
        forecast_every_authority(tidy, 2021, tmp_path / "no" / "out.csv")


def test_a_back_test_of_three_januaries_is_refused(tidy: Path) -> None:
    with pytest.raises(Refusal, match=r"at least eight Januaries in a row.*January 2019 to 2021"):
        back_test_national(tidy)


@pytest.mark.parametrize("arguments", [(), ("--origin", "2021"), ("--out", "out.csv"), ("--backtest", "--origin", "1")])
def test_a_call_without_enough_is_told_what_to_give(tidy: Path, arguments: tuple[str, ...]) -> None:
    seen = run("--data", str(tidy), *arguments)
    assert seen.exit_code == 2
    assert "--origin and --out" in seen.output


@pytest.fixture(scope="module")
def published() -> NationalPanel:
    panel, _ = read_national(TIDY)
    assert panel is not None
    return panel


@pytest.fixture(scope="module")
def marks(published: NationalPanel) -> dict[tuple[str, str, int], Mark]:
    return {(mark.series, mark.method, mark.years_ahead): mark for mark in nested_back_test(published)}


def of_naive(marks: dict[tuple[str, str, int], Mark], series: str, step: int) -> list[Mark]:
    return [
        mark for (name, method, ahead), mark in marks.items() if (name, ahead) == (series, step) and method != MODEL
    ]


@pytest.mark.shared
@needs_published
@pytest.mark.parametrize("step", [1, 2, 3])
def test_totals_beat_every_naive_method_and_their_ranges_hold(
    marks: dict[tuple[str, str, int], Mark], step: int
) -> None:
    model, naive = marks[TOTAL, MODEL, step], of_naive(marks, TOTAL, step)
    assert len(naive) == 6
    assert model.forecasts == 150 * (7 - step)
    assert all(mark.forecasts == model.forecasts for mark in naive)
    assert model.median_ape < min(mark.median_ape for mark in naive)
    assert model.interval_score <= 0.9 * min(mark.interval_score for mark in naive)
    assert 77.0 <= model.coverage <= 83.0


@pytest.mark.shared
@needs_published
def test_groups_and_new_plans_are_no_worse_than_any_naive_method_but_where_the_guide_says_so(
    marks: dict[tuple[str, str, int], Mark],
) -> None:
    worse = {
        (mark.series, mark.method, mark.years_ahead)
        for mark in marks.values()
        if mark.method != MODEL and mark.series != TOTAL and mark.model_median_ape > mark.median_ape
    }
    assert worse <= {
        ("placement:special_indep_nmss", "national growth", 5),
        ("placement:post16", "damped trend (Holt)", 3),
        ("placement:post16", "damped trend (Holt)", 4),
    }


@pytest.mark.shared
@needs_published
def test_ranges_hold_for_small_and_large_authorities_alike(published: NationalPanel) -> None:
    sizes, held = [], []
    for origin in range(2016, 2022):
        forecast = forecast_national(published, origin, years=1)
        came = figures(published, TOTAL, origin + 1)
        sizes.append(figures(published, TOTAL, origin))
        held.append((forecast.low[TOTAL][:, 0] <= came) & (came <= forecast.high[TOTAL][:, 0]))
    size, is_held = np.concatenate(sizes), np.concatenate(held)
    quarter = np.digitize(size, np.quantile(size, [0.25, 0.5, 0.75]))
    shares = [is_held[quarter == number].mean() for number in range(4)]
    assert min(shares) > 0.7
    assert max(shares) < 0.9


@pytest.mark.shared
@needs_published
def test_the_release_alone_beats_every_naive_method_on_totals_too() -> None:
    tested = back_test_national(RELEASE)
    assert tested.origins == (2016, 2017, 2018, 2019, 2020, 2021)
    found = {(mark.series, mark.method, mark.years_ahead): mark for mark in tested.marks}
    for step in (1, 2, 3):
        model = found[TOTAL, MODEL, step]
        assert model.median_ape < min(mark.median_ape for mark in of_naive(found, TOTAL, step))


@pytest.mark.shared
@needs_published
def test_a_plain_reading_of_the_written_file_finds_the_marks_of_the_back_test(
    published: NationalPanel, tmp_path: Path
) -> None:
    """The truth comes straight from the CSV, the forecast from the written file: no code of ours in between."""
    forecast_every_authority(TIDY, 2019, tmp_path / "out.csv")
    truth: dict[tuple[str, str], float] = {}
    for row in rows_of(TIDY / "ehcp_stock_total.csv"):
        key = (panel_code_of(row["old_la_code"]), row["year"])
        truth[key] = truth.get(key, 0.0) + float(row["plans"] or "nan")
    written = [row for row in rows_of(tmp_path / "out.csv") if row["series"] == TOTAL and row["target"] == "2021"]
    errors, held = [], []
    for row in written:
        came = truth[row["la"], "2021"]
        errors.append(100.0 * abs(float(row["point"]) - came) / came)
        held.append(float(row["lo80"]) <= came <= float(row["hi80"]))
    assert len(errors) == 150
    mark = next(
        one
        for one in nested_back_test(published, [2019])
        if (one.series, one.method, one.years_ahead) == (TOTAL, MODEL, 2)
    )
    assert mark.median_ape == pytest.approx(np.median(errors), abs=1e-3)
    assert mark.coverage == pytest.approx(100.0 * np.mean(held), abs=0.01)


@pytest.mark.shared
@needs_published
def test_the_back_test_is_printed_beside_every_naive_method() -> None:
    seen = run("--data", str(TIDY), "--backtest")
    assert seen.exit_code == 0, seen.output
    for words in ("All plans", "New plans, calendar year", "half own, half national growth", "In the 8-in-10 range, %"):
        assert words in seen.output
    assert seen.output.count("this model") == 3 * len(FORECAST_SERIES)
