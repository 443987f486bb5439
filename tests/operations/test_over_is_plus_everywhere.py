"""One sign convention from the file to the paper: spending and overspends are plus, income is minus, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.reports.sample_month import sample_month
from tests.web.sample_closing import sample_closing

from highneeds.governance.record import MonthRecord
from highneeds.operations.importing import import_paths
from highneeds.operations.month_end_page import month_end_page
from highneeds.reports import findings
from highneeds.reports.charts import bridge
from highneeds.reports.words import MINUS, over_or_under
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db


def _imported(folder: Path, *amounts: str) -> list[int]:
    """Each amount as a posting of its own cost centre, through the reader and the store and out again."""
    rows = [f'2026-27,1,HN{number},Postings,"{amount}"' for number, amount in enumerate(amounts, 10)]
    path = folder / "ledger-2026-27.csv"
    path.write_text("\n".join(["Financial year,Period,Cost centre,Description,Amount", *rows, ""]), encoding="utf-8")
    import_paths([path])
    return [int(pence) for pence in load_table("ledger")["amount_pence"]]


def test_income_is_minus_in_the_file_the_reader_and_the_store(tmp_path: Path) -> None:
    assert _imported(tmp_path, "1,200.00", "(350.00)", "-350.00", f"{MINUS}350.00") == [
        120_000, -35_000, -35_000, -35_000,
    ]  # fmt: skip


def test_a_closed_month_and_its_page_say_plus_for_over_and_minus_for_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path))
    month = sample_closing().month
    over, under, income = month.lines
    assert over.variance_pence > 0
    assert income.forecast_pence < 0  # the grant
    assert month.forecast_pence == over.forecast_pence + under.forecast_pence  # and takes no part in spending
    page = month_end_page()
    assert page is not None
    variance = [row[6][0] for row in page.forecast.rows]
    assert variance[0].startswith("+")
    assert under.variance_pence > 0 or variance[1].startswith(MINUS)
    assert "plus is over budget" in page.forecast.note


def _with_bridge(record: MonthRecord, *pence: int) -> MonthRecord:
    """The sample month with a bridge of these steps, and a variance that they add to."""
    steps = tuple(replace(step, pence=amount) for step, amount in zip(record.bridge, pence, strict=False))
    moved = sum(pence)
    of = {figure.key: figure for figure in record.figures}
    budget = of["block_budget"].value
    changed = {
        "forecast_outturn": replace(of["forecast_outturn"], value=budget + moved, low=None, high=None),
        "forecast_variance": replace(of["forecast_variance"], value=moved, low=None, high=None),
    }
    figures = tuple(changed.get(figure.key, figure) for figure in record.figures)
    return replace(record, bridge=steps, figures=figures)


@pytest.mark.parametrize(("pence", "sign", "word"), [(150_000_000, "+", "over"), (-150_000_000, MINUS, "under")])
def test_the_paper_says_over_for_plus_and_under_for_minus(pence: int, sign: str, word: str) -> None:
    record = _with_bridge(sample_month(), pence, 0, 0, 0, 0, 0)
    first = bridge.table(record).texts()[0]
    assert first[1] == f"{sign}1.50"
    assert first[2] == word
    assert over_or_under(pence) == f"£1.5m {word}"
    assert ("adds" if pence > 0 else "takes off") in findings.bridge(record)
    assert word in bridge.in_words(record)
