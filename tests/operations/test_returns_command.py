"""Returns by the command a person types, on a small demonstration council: files that agree with themselves."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from tests.operations.command_council import CommandCouncil

from highneeds.reports.disclosure import tells_of_few

SHEET = "The sheet Two plans has them all."


class Council(CommandCouncil):
    def written(self, kind: str, *options: str) -> dict[str, Path]:
        return self.written_and_told(kind, *options)[0]

    def written_and_told(self, kind: str, *options: str) -> tuple[dict[str, Path], str]:
        out = self.folder / "-".join((kind, *(Path(option).stem for option in options)))
        council = ("--council", "Ashmere County Council", "--invented")
        told = self.said("returns", kind, "--out", str(out), "--draws", "50", *council, *options)
        return {path.suffix: path for path in out.iterdir()}, told


@pytest.fixture(scope="module")
def council(imported: CommandCouncil) -> Council:
    return Council(imported.folder, imported.files)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_the_dsg_plan_counts_as_many_plans_by_age_as_by_need_on_every_sheet(council: Council) -> None:
    files = council.written("dsg-plan")
    totals: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in _rows(files[".csv"]):
        if row["row"].startswith("Total number"):
            totals[row["sheet"], row["key"].rsplit(": ", 1)[1]][row["row"]] = row["value"]
    compared = [both for both in totals.values() if len(both) == 2]
    assert len(compared) >= 7 * 5
    assert all(len(set(both.values())) == 1 for both in compared)
    book = openpyxl.load_workbook(files[".xlsx"])
    assert "Ashmere County Council" in str([cell.value for line in book["Read me"].iter_rows() for cell in line])


def test_the_reform_plan_is_written_and_is_marked_for_submission(council: Council) -> None:
    files, told = council.written_and_told("lsrp")
    assert "for-submission" in files[".csv"].name
    assert _rows(files[".csv"])
    book = openpyxl.load_workbook(files[".xlsx"])
    assert "For submission, not for publication" in str(book["Read me"]["A2"].value)
    assert "Two plans" in book.sheetnames
    assert f"have different rules. {SHEET}" in told


@pytest.mark.parametrize("kind", ["dsg-plan", "lsrp"])
def test_what_is_written_for_publication_withholds_few_children_and_says_so(council: Council, kind: str) -> None:
    files, told = council.written_and_told(kind, "--publication")
    assert "for-publication" in files[".csv"].name
    rows = _rows(files[".csv"])
    children = [row["value"] for row in rows if row["unit"] == "children"]
    assert "[c]" in children
    assert not {"1", "2", "3", "4"} & set(children)
    assert {row["marking"] for row in rows} == {"For publication: few children are withheld"}
    book = openpyxl.load_workbook(files[".xlsx"])
    assert not any(tells_of_few(str(cell.value)) for line in book["Read me"].iter_rows() for cell in line)
    assert "Two plans" not in book.sheetnames
    assert "made from the same children" in told
    assert SHEET not in told


def test_section_251_and_the_budget_build_are_not_written_for_publication(council: Council) -> None:
    for kind in ("s251", "budget-build"):
        told = council.refused("returns", kind, "--out", str(council.folder / "not"), "--publication")
        assert f"{kind} is not written for publication: dsg-plan and lsrp are." in told
    assert not (council.folder / "not").exists()


def test_next_years_budget_is_written_as_workbook_and_csv(council: Council) -> None:
    files = council.written("budget-build")
    assert "2027-28" in files[".csv"].name
    assert _rows(files[".csv"])
    assert openpyxl.load_workbook(files[".xlsx"]).sheetnames


BLOCK = """name = "The block"
spending_holds_deductions = true

[[allocation]]
financial_year = "2026-27"
version = "July"
published_on = 2026-07-16
before_adjustment = 20_000_000
deductions = { "special academies" = 400_000 }
source = "an invented publication"

[[transfer]]
name = "Half a percent"
financial_year = "2026-27"
amount = 100_000
status = "secretary of state decided"
source = "an invented letter"

[[measure]]
name = "More in units"
owner = "Head of sufficiency"
ROW
delivery = "likely"
saving = { "2027-28" = 50_000 }
investment = { "2026-27" = 20_000 }
source = "an invented case"

[[line]]
name = "LINE"
s251 = "1.2.9"
"""


def block_file(folder: Path, *, row: str = 'row = "nmss_independent"', line: str = "SEN support services") -> str:
    path = folder / "the-block.toml"
    path.write_text(BLOCK.replace("ROW", row).replace("LINE", line), encoding="utf-8")
    return str(path)


def _values(path: Path) -> dict[tuple[str, str, str, str], str]:
    return {(row["sheet"], row["table"], row["row"], row["column"]): row["value"] for row in _rows(path)}


def test_what_the_blocks_file_says_is_in_the_dsg_plan(council: Council) -> None:
    found = _values(council.written("dsg-plan", "--file", block_file(council.folder))[".csv"])
    of = {(row, column): value for (_, _, row, column), value in found.items()}
    assert of["Recoupment deductions", "2026-27"] == "-400000"
    assert of["Block transfers in, less out", "2026-27"] == "100000"
    assert of["M1 More in units (Head of sufficiency)", "2027-28"] == "50000"
    assert of["M1 More in units (Head of sufficiency)", "2026-27"] == "-20000"
    before = {year: int(of["In-year net position, unmitigated", year]) for year in ("2026-27", "2027-28")}
    after = {year: int(of["In-year net position, mitigated", year]) for year in before}
    assert (after["2026-27"] - before["2026-27"], after["2027-28"] - before["2027-28"]) == (20_000, -50_000)


def test_section_251_explains_by_recoupment_what_is_no_variance(council: Council) -> None:
    found = _values(council.written("s251", "--file", block_file(council.folder))[".csv"])
    of = {row: int(value) for (sheet, _, row, year), value in found.items()
          if sheet == "Reconciliation" and year == "2026-27" and value != "[z]"}  # fmt: skip
    assert of["of which recoupment, which is no variance"] == -400_000
    parts = of["of which recoupment, which is no variance"], of["of which over or under budget"]
    assert of["Outturn less budget, as returned"] == sum(parts)
    budget = {row: int(value) for (sheet, table, row, year), value in found.items()
              if (sheet, table, year) == ("Budget", "Education budget lines", "2026-27")}  # fmt: skip
    total = budget.pop("Total of the high needs lines")
    assert total == sum(budget.values())
    assert budget["1.2.9 Special schools and PRUs in financial difficulty"] > 0
    assert budget["1.2.5 SEN support services"] > 0  # specialist teaching stands there still


def test_a_measure_without_its_row_and_a_line_of_no_book_are_told_together(council: Council) -> None:
    file = block_file(council.folder, row="", line="Tea")
    told = council.refused("returns", "dsg-plan", "--out", str(council.folder / "no"), "--file", file)
    assert 'measure "More in units" has no row' in told
    assert 'no budget book has a line "Tea"' in told
    assert not (council.folder / "no").exists()
