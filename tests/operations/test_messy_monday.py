"""What a month says when the files of a messy Monday do not make one: plain words, and nothing half done."""

import os
from pathlib import Path

import polars as pl
import pytest
from tests.reports.sample_month import sample_month

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.operations.month_inputs import _refuse_incomplete_books
from highneeds.operations.papers import write_papers
from highneeds.store.home import home

YEAR = FinancialYear(2026)


def books(year: str, months: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    ledger = pl.DataFrame(
        {"financial_year": ["2026-27"] * len(months), "month": months}, schema_overrides={"month": pl.Int8}
    )
    return pl.DataFrame({"financial_year": [year]}), ledger


def test_a_month_of_the_ledger_missing_in_the_middle_is_named_and_refused() -> None:
    with pytest.raises(Refusal, match="July 2026"):
        _refuse_incomplete_books(*books("2026-27", [1, 2, 3, 5, 6, 7]), YEAR)


def test_a_ledger_that_ends_before_the_finance_extract_is_complete_as_far_as_it_goes() -> None:
    _refuse_incomplete_books(*books("2026-27", [1, 2, 3]), YEAR)


def test_without_a_budget_book_of_the_year_the_month_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match="budget book of 2026-27"):
        _refuse_incomplete_books(*books("2025-26", [1, 2]), YEAR)


def test_a_home_where_nothing_can_be_written_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refusal, match="HIGHNEEDS_HOME"):
        home()


def test_a_home_that_is_a_file_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path / "taken"))
    with pytest.raises(Refusal, match="HIGHNEEDS_HOME"):
        home()


def test_a_paper_that_cannot_be_written_there_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="cannot be written"):
        write_papers(sample_month(), tmp_path / "file" / "folder")
