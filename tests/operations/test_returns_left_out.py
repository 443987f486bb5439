"""A return left out between two others is named and refused; nobody guesses what it would have said."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.operations.month_inputs import MonthInputs, caseload_of


def of_years(*years: int) -> MonthInputs:
    children = pl.DataFrame({"return_year": list(years)}, schema={"return_year": pl.Int16})
    tables = {"children": children, "plans": pl.DataFrame(), "placements": pl.DataFrame()}
    return MonthInputs(tables, date(2026, 10, 31), FinancialYear(2026))


def test_a_return_missing_between_two_others_is_named() -> None:
    with pytest.raises(Refusal, match="2024, 2025 is missing between 2023 and 2026"):
        caseload_of(of_years(2023, 2026))


def test_one_return_alone_is_too_few_to_learn_from() -> None:
    with pytest.raises(Refusal, match="at least two consecutive years"):
        caseload_of(of_years(2026))
