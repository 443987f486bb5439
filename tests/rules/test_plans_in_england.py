"""England's plans by January are what the department published, and nothing beyond."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from highneeds.rules.england import plans_in_england, source_of_plans_in_england

STOCK = Path(__file__).resolve().parents[2].parent / "shared/data/dfe-ehcp-to-2022/ehcp_stock_total.csv"


def test_the_years_have_no_gap_and_a_source() -> None:
    years = sorted(plans_in_england())
    assert years == list(range(2010, 2026))
    assert "Education, health and care plans" in source_of_plans_in_england().title


def test_a_year_not_published_is_absent() -> None:
    assert 2026 not in plans_in_england()


@pytest.mark.shared
def test_england_is_the_sum_of_its_authorities() -> None:
    if not STOCK.exists():
        pytest.skip(f"the published files are not beside the checkout: {STOCK}")
    totals: Counter[int] = Counter()
    with STOCK.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            totals[int(row["year"])] += int(row["plans"] or 0)
    assert {year: plans for year, plans in plans_in_england().items() if year <= 2022} == dict(totals)
