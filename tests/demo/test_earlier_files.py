"""Files of an earlier day hold what was known then, and nothing that came later."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from highneeds.core import FinancialYear
from highneeds.demo.earlier import EarlierCouncil

AS_AT = date(2024, 9, 30)


@pytest.fixture(scope="module")
def council() -> EarlierCouncil:
    return EarlierCouncil(seed=7, plans=150)


@pytest.fixture(scope="module")
def folder(council: EarlierCouncil, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = tmp_path_factory.mktemp("earlier")
    council.write(files, AS_AT)
    return files


def _rows(path: Path, titles: int = 0) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(list(file)[titles:]))


def _day(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def test_no_return_book_or_ledger_of_a_later_year_is_there(folder: Path) -> None:
    assert {path.name for path in (folder / "sen2").iterdir()} == {"2021", "2022", "2023", "2024"}
    finance = {path.name for path in (folder / "finance").iterdir()}
    assert "ledger-2024-25.csv" in finance
    assert not [name for name in finance if "2025-26" in name]


def test_the_ledger_of_the_year_stops_at_the_month(folder: Path) -> None:
    months = {int(row["Period"]) for row in _rows(folder / "finance/ledger-2024-25.csv", titles=2)}
    assert months == set(range(1, 7))


def test_plans_and_lines_end_on_days_that_had_come(folder: Path) -> None:
    plans = _rows(folder / f"casework/plans-{AS_AT}.csv")
    lines = _rows(folder / f"finance/placement-costs-{AS_AT}.csv")
    for rows, columns in (
        (plans, ("Plan start", "Plan ceased", "Entry date", "Leaving date")),
        (lines, ("Start", "End")),
    ):
        assert rows
        assert all(_day(row[column]) <= AS_AT for row in rows for column in columns if row[column])


def test_the_postings_known_then_are_those_of_the_whole_year(
    council: EarlierCouncil, folder: Path, tmp_path: Path
) -> None:
    council.write(tmp_path, date(2025, 3, 31))
    early = _rows(folder / "finance/ledger-2024-25.csv", titles=2)
    whole = _rows(tmp_path / "finance/ledger-2024-25.csv", titles=2)
    assert early == [row for row in whole if int(row["Period"]) <= 6]
    spent = sum(
        round(float(row["Amount"].strip("()-").replace(",", "")) * 100) * (-1 if row["Amount"][0] in "(-" else 1)
        for row in whole
        if row["Cost centre"] != "HN90"
    )
    assert council.outturn_pence(FinancialYear(2024)) == spent
