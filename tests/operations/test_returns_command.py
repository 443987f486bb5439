"""Returns by the command a person types, on a small demonstration council: files that agree with themselves."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest


class Council:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("demo-files", str(folder / "files"), "--plans", "300")
        self.run("import", str(folder / "files"))

    def run(self, *arguments: str) -> str:
        environment = {**os.environ, "HIGHNEEDS_HOME": str(self.folder / "home"), "COLUMNS": "200"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run([str(Path(sys.executable).parent / "highneeds"), *arguments], capture_output=True,
                              text=True, env=environment, check=False, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def written(self, kind: str) -> dict[str, Path]:
        out = self.folder / kind
        self.run(
            "returns", kind, "--out", str(out), "--draws", "50", "--council", "Ashmere County Council", "--invented"
        )
        return {path.suffix: path for path in out.iterdir()}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    return Council(tmp_path_factory.mktemp("returns"))


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
    files = council.written("lsrp")
    assert "for-submission" in files[".csv"].name
    assert _rows(files[".csv"])
    assert "For submission, not for publication" in str(openpyxl.load_workbook(files[".xlsx"])["Read me"]["A2"].value)


def test_next_years_budget_is_written_as_workbook_and_csv(council: Council) -> None:
    files = council.written("budget-build")
    assert "2027-28" in files[".csv"].name
    assert _rows(files[".csv"])
    assert openpyxl.load_workbook(files[".xlsx"]).sheetnames
