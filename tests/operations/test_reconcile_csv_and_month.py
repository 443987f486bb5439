"""Figures copied out of a spreadsheet, and our own paper, are reconciled as any page is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.reports.sample_month import sample_month

from highneeds.core.errors import Refusal
from highneeds.governance.record import MonthRecord
from highneeds.operations.papers import write_papers
from highneeds.operations.reconciling import reconcile_page
from highneeds.operations.reconciling_month import reconcile_month, refuse_broken

CSV = """Label,Key,Printed,Unit,Basis,Period,Table,Is total,Should be
Placements,,£54.4m,£,forecast,2026-27,block,,
Services,,£8.9m,£,forecast,2026-27,block,,
All spending,spending,£63.4m,£,forecast,2026-27,block,yes,
Budget,,£60.9m,£,as set,2026-27,,,
Overspend,over,£2.5m,£,forecast,2026-27,,,spending - budget
"""


def page(folder: Path, text: str) -> Path:
    path = folder / "october.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_table_and_what_figures_should_be_are_checked_from_csv(tmp_path: Path) -> None:
    found = reconcile_page(page(tmp_path, CSV))
    assert found.page.name == "october"
    assert [(one.identity.written, one.is_broken) for one in found.checked] == [
        ("over = spending - budget", False),
        ("spending = placements + services", False),  # 63.3 and 63.4 are one number, rounded
    ]
    found = reconcile_page(page(tmp_path, CSV.replace("£8.9m", "£7.9m").replace("£2.5m", "£3.5m")))
    assert [one.is_broken for one in found.checked] == [True, True]


def test_every_fault_of_the_csv_is_told_with_its_row(tmp_path: Path) -> None:
    wrong = CSV.replace("£54.4m", "much").replace("as set", "").replace("spending - budget", "spending - bugdet")
    with pytest.raises(Refusal) as refused:
        reconcile_page(page(tmp_path, wrong))
    told = str(refused.value)
    assert "october.csv, row 2, printed: The number cannot be read" in told
    assert "row 5, basis: The field is missing" in told
    assert "bugdet" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "first row should name"), ("a,b\n1,2\n", "first row should name"), ("label,printed\n", "nothing to check")],
)
def test_a_csv_that_is_no_page_is_refused_in_words(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(Refusal, match=expected):
        reconcile_page(page(tmp_path, text))


def test_a_csv_that_is_not_utf_8_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_bytes("label,printed\n£".encode("cp1252"))
    with pytest.raises(Refusal, match="Save it as CSV UTF-8"):
        reconcile_page(path)


def _cost(record: MonthRecord, more: int) -> MonthRecord:
    first = record.settings[0]
    return replace(record, settings=(replace(first, forecast_pence=first.forecast_pence + more), *record.settings[1:]))


def test_our_own_paper_holds_by_itself_and_every_figure_says_how_it_was_counted() -> None:
    found = reconcile_month(sample_month())
    assert not [one.identity.written for one in found.checked if one.is_broken]
    checked = {one.identity.key for one in found.checked}
    assert {"variance", "bridge", "settings_cost", "settings_now", "parts"} <= checked
    assert any("children_cost" in key for key in checked)  # the table's rows add to its total
    assert all(figure.has_basis for figure in found.page.figures)


def test_a_paper_whose_figures_do_not_agree_is_not_written(tmp_path: Path) -> None:
    broken = _cost(sample_month(), 200_000_000)
    with pytest.raises(Refusal, match="The settings cost what placements do"):
        refuse_broken(broken)
    with pytest.raises(Refusal, match="No paper was written"):
        write_papers(broken, tmp_path)
    assert not list(tmp_path.iterdir())
