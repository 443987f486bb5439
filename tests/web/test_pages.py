"""What the pages show: the month in words, each figure's making, the faults by rule, downloads that are safe."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.sample_month import sample_month

from highneeds.governance.record import BridgeStep, MonthRecord
from highneeds.operations.overview_page import overview_of
from highneeds.store.models import ImportRun
from highneeds.store.months import save_month
from highneeds.web.csv_download import safe_cell


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_overview_opens_with_the_position_in_one_sentence(signed_in: Client, month: MonthRecord) -> None:
    page = text_of(signed_in, "/overview")
    assert month.council in page
    assert "<b>£121.4m: £6.2m over the budget</b> of £115.2m." in page
    assert "7,024 children have a plan, 398 more than a year ago." in page


def test_the_overview_shows_eight_numbers_each_with_its_making(signed_in: Client, month: MonthRecord) -> None:
    page = text_of(signed_in, "/overview")
    numbers = overview_of(month).key_numbers
    assert len(numbers) == 8
    for number in numbers:
        assert number.value in page
        assert f'href="/figures/{number.key}"' in page


def test_a_month_on_budget_or_under_is_said_so() -> None:
    month = sample_month()
    figures = {figure.key: figure for figure in month.figures}
    budget = int(figures["block_budget"].value)
    for variance, said in ((0, "£115.2m: on budget"), (-110_000_000, "£114.1m: £1.1m under the budget")):
        changed = figures | {
            "forecast_variance": replace(figures["forecast_variance"], value=variance, low=None, high=None),
            "forecast_outturn": replace(figures["forecast_outturn"], value=budget + variance, low=None, high=None),
        }
        steps = (BridgeStep("residual", variance, "test"),)
        overview = overview_of(replace(month, figures=tuple(changed.values()), bridge=steps))
        assert overview.lead.position == said


def test_every_drawing_stands_beside_its_numbers(signed_in: Client, month: MonthRecord) -> None:
    page = text_of(signed_in, "/overview")
    assert month.draws
    assert page.count("<svg") == 6  # three, each wide and narrow
    assert page.count('role="img"') == 6
    assert page.count("<figure") == 3
    assert page.count("<details>") == 3


def test_the_overview_leads_to_how_good_past_forecasts_were(signed_in: Client, month: MonthRecord) -> None:
    assert month.past
    page = text_of(signed_in, "/overview")
    assert "At past Januaries a forecast of this kind was 2.8% out two years ahead" in page
    assert 'href="/past-forecasts"' in page
    assert ", widened by the record of past forecasts" in page


def test_the_page_of_past_forecasts_gives_sentence_drawing_marks_and_reasons(
    signed_in: Client, month: MonthRecord
) -> None:
    assert month.past
    page = text_of(signed_in, "/past-forecasts")
    assert "drawing a straight line would have been 4.4% out" in page
    assert page.count("<svg") == 2
    assert page.count('data-label="Made"') == 15
    for words in ("Ranges are widened".lower(), "no clear sign", "nothing but what had been counted", "MASE"):
        assert words in page


def test_a_month_that_looked_back_on_no_forecast_says_what_is_needed(signed_in: Client, month: MonthRecord) -> None:
    save_month(replace(month, past=None))
    assert "at least four Januaries are needed" in text_of(signed_in, "/past-forecasts")
    assert "/past-forecasts" not in text_of(signed_in, "/overview")


def test_ids_on_the_overview_are_unique_and_nothing_is_styled_inline(signed_in: Client, month: MonthRecord) -> None:
    page = text_of(signed_in, "/overview")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert month.draws
    assert len(ids) == len(set(ids))
    assert not re.search(r"\sstyle=|<style|<script(?! type=\"module\" src=)|\son\w+=", page)


def test_a_label_of_the_month_cannot_become_markup(signed_in: Client, month: MonthRecord) -> None:
    hostile = "<script>alert(1)</script>"
    steps = (replace(month.bridge[0], in_words=hostile), *month.bridge[1:])
    save_month(replace(month, council=hostile, bridge=steps))
    assert hostile not in text_of(signed_in, "/overview")


def test_every_figure_has_a_page_that_says_how_it_was_made(signed_in: Client, month: MonthRecord) -> None:
    for figure in month.figures:
        page = text_of(signed_in, f"/figures/{figure.key}")
        for part in (str(figure.basis), figure.period, figure.scope, figure.source, figure.trace):
            assert part in page


def test_an_import_accounts_for_every_row(signed_in: Client, finance_import: ImportRun) -> None:
    page = text_of(signed_in, f"/imports/{finance_import.pk}")
    assert "6,930 read = 6,900 in use + 9 held + 21 skipped." in page
    assert "129 faults were found" in page


def test_faults_stand_by_rule_the_worst_first_and_can_be_filtered(signed_in: Client, finance_import: ImportRun) -> None:
    page = text_of(signed_in, f"/imports/{finance_import.pk}")
    assert page.index("The rate is not a number") < page.index("The plan ceased but the payment goes on")
    held = text_of(signed_in, f"/imports/{finance_import.pk}?severity=stops_row")
    assert "The rate is not a number" in held
    assert "The plan ceased but the payment goes on" not in held


def test_the_rows_behind_a_rule_come_fifty_to_a_page(signed_in: Client, finance_import: ImportRun) -> None:
    address = f"/imports/{finance_import.pk}/faults/C02"
    assert text_of(signed_in, address).count('data-label="Row"') == 50
    last = text_of(signed_in, f"{address}?page=3")
    assert last.count('data-label="Row"') == 20
    assert "Next page" not in last
    assert text_of(signed_in, f"{address}?page=x").count('data-label="Row"') == 50


def test_what_stood_in_a_cell_is_shown_as_text(signed_in: Client, finance_import: ImportRun) -> None:
    page = text_of(signed_in, f"/imports/{finance_import.pk}/faults/C04")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_list_of_faults_holds_no_formula_and_no_cell_of_the_file(
    signed_in: Client, finance_import: ImportRun
) -> None:
    address = f"/imports/{finance_import.pk}/faults.csv"
    assert "What are these rows for?" in signed_in.get(address).content.decode()
    answer = signed_in.post(address, {"purpose": "=to mend them"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 131
    assert "for: =to mend them. Audit entry" in rows[-1][0]
    assert rows[1][0].startswith("'=cmd")
    assert "tbc" not in answer.content.decode()


def test_the_numbers_of_a_drawing_stay_numbers_in_its_csv(signed_in: Client, month: MonthRecord) -> None:
    assert month.draws
    rows = list(csv.reader(io.StringIO(signed_in.get("/drawings/bridge.csv").content.decode("utf-8-sig"))))
    numbers = [float(cell) for row in rows[1:] for cell in row if re.fullmatch(r"[+-]?[\d.]+", cell)]
    assert -0.24 in numbers


@given(st.text())
def test_no_text_leaves_as_a_formula(text: str) -> None:
    cell = str(safe_cell(text))
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) is not None
    assert is_number or not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(("form", "starts"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_paper_comes_as_a_file_of_its_kind(
    signed_in: Client, month: MonthRecord, own_home: Path, form: str, starts: bytes
) -> None:
    answer = signed_in.get(f"/papers/paper.{form}")
    content = b"".join(answer.streaming_content)
    assert content.startswith(starts)
    expected = f'attachment; filename="high-needs-block-{month.financial_year}-month-{month.month}.{form}"'
    assert answer.headers["Content-Disposition"] == expected
    assert [path.name for path in (own_home / "papers").rglob("*.*")] == [f"paper.{form}"]
    assert b"".join(signed_in.get(f"/papers/paper.{form}").streaming_content) == content
