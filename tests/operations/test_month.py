"""The month end to end, through the command a person types, on a small demonstration council."""

import csv
import json
import math
import re
from pathlib import Path

import openpyxl
import pytest
from tests.operations.command_council import CommandCouncil

from highneeds.governance.record import MonthRecord
from highneeds.store.record_json import from_json

ROOT = Path(__file__).resolve().parents[2]
PLANS = 600
READ_LATEST_MONTH = (
    "import json; from highneeds.store.setup import open_store; open_store();"
    "from highneeds.store.months import latest_month; from highneeds.store.record_json import to_json;"
    "print(json.dumps(to_json(latest_month())))"
)


class Council(CommandCouncil):
    """The demonstration council with one month made."""

    def month(self) -> str:
        named = ("--council", "Ashmere County Council", "--invented", "--draws", "100")
        return self.said("month", str(self.files), "--out", str(self.out), *named)

    def record(self) -> MonthRecord:
        return from_json(MonthRecord, json.loads(self.python(READ_LATEST_MONTH)))

    def imports(self) -> list[dict[str, object]]:
        return json.loads(self.said("import", str(self.files), "--json"))["units"]


@pytest.fixture(scope="module")
def council(imported: CommandCouncil) -> Council:
    return Council(imported.folder, imported.files)


@pytest.fixture(scope="module")
def shown(council: Council) -> str:
    return council.month()


@pytest.fixture(scope="module")
def record(council: Council, shown: str) -> MonthRecord:  # noqa: ARG001 - made first
    return council.record()


@pytest.fixture(scope="module")
def units(council: Council) -> list[dict[str, object]]:
    """The files of the import as the command tells them."""
    return council.imports()


pytestmark = pytest.mark.usefixtures("shown")


def test_the_month_says_what_it_found_in_words(shown: str) -> None:
    assert "Ashmere County Council" in shown
    assert re.search(r"£[\d.]+m (over|under)|on budget", shown)


def test_the_month_looks_back_on_forecasts_at_every_past_january(record: MonthRecord) -> None:
    assert record.past is not None
    assert record.past.origins == (2023, 2024, 2025)
    assert len(record.past.forecasts) == 6
    assert {score.group for score in record.past.scores} == {"All children", "Cost", "Age", "Need", "Setting"}
    names = [name for name, _, _ in record.assumptions]
    assert "Ranges of children, by earlier forecasts" in names
    assert "Ranges of cost, by earlier forecasts" in names
    assert record.past.cost_in_words in record.figure("block_cost_in_five_years").trace


def test_the_three_forms_of_the_paper_are_written(council: Council) -> None:
    assert (council.out / "paper.pdf").read_bytes().startswith(b"%PDF-")
    assert (council.out / "paper.docx").read_bytes().startswith(b"PK")
    assert (council.out / "paper.xlsx").read_bytes().startswith(b"PK")


def test_the_fitted_parameters_stand_beside_the_papers_and_tell_of_no_few_children(council: Council) -> None:
    with (council.out / "parameters.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["what"] for row in rows} >= {"leaving", "moving", "joining", "first setting", "month of leaving"}
    counts = [int(row[name]) for row in rows for name in ("children_to_nearest_5", "events_to_nearest_5") if row[name]]
    assert max(counts) > 100
    assert all(count % 5 == 0 for count in counts)


def test_every_planted_defect_is_reported_with_file_row_rule_and_advice(
    council: Council, units: list[dict[str, object]]
) -> None:
    with (council.files / "planted-defects.csv").open(encoding="utf-8") as lines:
        planted = {(line["rule"], line["file"], line["row"]) for line in csv.DictReader(lines)}
    faults = [fault for unit in units for fault in unit["faults"]]
    found = {(fault["rule"], fault["file"], str(fault["row"] or "")) for fault in faults}
    missed = {defect for defect in planted if defect not in found}
    assert len(planted) > 100
    assert missed == set()
    assert all(fault["advice"] for fault in faults)


def test_no_row_is_lost_rows_read_are_kept_held_or_skipped_and_only_planted_ones_are_held(
    council: Council, units: list[dict[str, object]]
) -> None:
    with (council.files / "planted-defects.csv").open(encoding="utf-8") as lines:
        planted = {line["rule"] for line in csv.DictReader(lines)}
    assert len(units) > 15
    stopping = {fault["rule"] for unit in units for fault in unit["faults"] if "stops" in str(fault["severity"])}
    assert stopping <= planted
    assert sum(int(str(unit["rows_read"])) for unit in units) > 10_000


def test_the_same_files_and_seed_give_the_same_snapshot_and_the_same_numbers(
    council: Council, record: MonthRecord
) -> None:
    council.month()
    after = council.record()
    assert after.snapshot == record.snapshot
    assert after.figures == record.figures
    assert all(unit["outcome"] == "unchanged" for unit in council.imports())


def test_the_bridge_adds_to_the_variance_to_the_penny(record: MonthRecord) -> None:
    assert sum(step.pence for step in record.bridge) == record.figure("forecast_variance").value


def test_forecast_less_budget_is_the_variance_to_the_penny(record: MonthRecord) -> None:
    forecast, budget = record.figure("forecast_outturn"), record.figure("block_budget")
    assert forecast.value - budget.value == record.figure("forecast_variance").value


def test_the_settings_add_to_the_placement_lines_and_to_all_children(record: MonthRecord) -> None:
    assert sum(row.forecast_pence for row in record.settings) == record.figure("placements_forecast").value
    assert sum(row.children_now for row in record.settings) == record.figure("children_now").value
    assert sum(row.children_year_ago for row in record.settings) == record.figure("children_year_ago").value


def test_every_figure_says_basis_period_day_and_source(record: MonthRecord) -> None:
    assert len(record.figures) == len({figure.key for figure in record.figures}) > 15
    for figure in record.figures:
        assert str(figure.basis)
        assert figure.period
        assert figure.as_at == record.as_at
        assert record.snapshot in figure.source


def test_every_figure_is_explained_in_the_guide(record: MonthRecord) -> None:
    guide = (ROOT / "docs" / "guide" / "figures.md").read_text(encoding="utf-8")
    assert [figure.key for figure in record.figures if f"`{figure.key}`" not in guide] == []


def test_the_forecast_starts_where_the_count_ends(record: MonthRecord) -> None:
    children = next(series for series in record.forecasts if series.key == "children")
    actual = [year for year in children.years if year.is_actual]
    ahead = [year for year in children.years if not year.is_actual]
    assert [year.label for year in actual] == [f"January {year}" for year in range(2021, 2027)]
    assert len(ahead) == 5
    assert all(year.p10 <= year.p50 <= year.p90 for year in ahead)
    assert ahead[-1].p90 - ahead[-1].p10 > ahead[0].p90 - ahead[0].p10


def test_a_return_made_after_the_month_has_the_months_own_children(council: Council, record: MonthRecord) -> None:
    out = council.out / "benchmark"
    council.said("returns", "benchmark", "--out", str(out))
    (written,) = out.glob("*.csv")
    with written.open(encoding="utf-8-sig", newline="") as lines:
        totals = {row["column"]: int(row["value"]) for row in csv.DictReader(lines) if row["row"] == "Total"}
    children = next(series for series in record.forecasts if series.key == "children")
    ahead = {year.label.removeprefix("January "): year.mean for year in children.years if not year.is_actual}
    assert len(ahead) == 5
    assert {year: totals[year] for year in ahead} == {year: math.floor(mean + 0.5) for year, mean in ahead.items()}
    (workbook,) = out.glob("*.xlsx")
    told = [row for row in openpyxl.load_workbook(workbook)["Read me"].iter_rows(values_only=True) if row[0]]
    futures = next(row for row in told if row[0] == "Futures")
    assert str(futures[1]).startswith("100, simulated again")
    assert record.snapshot in str(futures[2])
    assert not any(word in str(row[:2]).casefold() for row in told for word in ("budget", "ledger", "grant"))


def test_a_month_without_files_names_what_is_missing(bare: CommandCouncil) -> None:
    told = bare.refused("month")
    assert "SEN2 return" in told
    assert "ledger" in told
