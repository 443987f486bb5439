"""What page and paper say of past forecasts: their error, a straight line's, and whoever was nearer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pypdf
from docx import Document
from tests.reports.sample_month import sample_month
from tests.reports.sample_past import sample_past

from highneeds.governance.record import PastForecasts
from highneeds.reports import chart_table, past_scores, past_words
from highneeds.reports.docx_paper import paper_docx
from highneeds.reports.paper import paper_of
from highneeds.reports.pdf_paper import paper_pdf
from highneeds.reports.xlsx_annex import annex_xlsx

SENTENCE = (
    "At past Januaries a forecast of this kind was 2.8% out two years ahead; drawing a straight line would have been "
    "4.4% out, and the best of 5 simple methods, chosen with hindsight, 1.1% (median of 2 forecasts; annex)."
)


def none_yet() -> PastForecasts:
    return PastForecasts(0, (), (), (), (), "There are too few.", (), "There are too few.")


def test_the_sentence_gives_our_error_a_straight_line_s_and_the_best_method_where_it_was_nearer() -> None:
    assert past_words.in_a_sentence(sample_past()) == SENTENCE


def test_a_method_that_was_further_out_is_not_named_in_the_sentence() -> None:
    past = sample_past()
    worse = tuple(score if score.is_ours else replace(score, error_percent=30.0) for score in past.scores)
    said = past_words.in_a_sentence(replace(past, scores=worse))
    assert "drawing a straight line would have been 30.0% out (median of 2 forecasts; annex)." in said


def test_a_record_of_one_year_speaks_of_one_year() -> None:
    past = sample_past()
    one = replace(past, scores=tuple(score for score in past.scores if score.years_ahead == 1))
    assert past_words.in_a_sentence(one).startswith("At past Januaries a forecast of this kind was 1.4% out one year")


def test_without_a_record_the_sentence_says_so_and_an_older_month_says_nothing() -> None:
    assert past_words.in_a_sentence(none_yet()).startswith("There are too few Januaries yet")
    assert past_words.in_a_sentence(None) == ""


def test_the_best_simple_method_is_sought_among_those_marked_on_most_forecasts() -> None:
    past = sample_past()
    lucky = tuple(
        replace(score, forecasts=1, error_percent=0.1) if score.method == "damped trend (Holt)" else score
        for score in past.scores
    )
    best = past_words.best_simple(replace(past, scores=lucky), "All children", 1)
    assert best is not None
    assert best.method == "half own, half national growth"


def test_the_table_has_a_line_for_each_series_and_distance_with_both_errors() -> None:
    table = past_scores.table(sample_past())
    assert len(table.rows) == 15
    assert table.rows[1] == (
        *("All children", 2, 2, Decimal("2.8"), Decimal("-2.2"), 67),
        *(Decimal("1.1"), Decimal("-0.9"), "half own, half national growth"),
    )
    assert table.title == "In 0 of 15 lines this forecast was nearer than the best simple method"


def test_the_table_under_the_drawing_says_how_far_out_each_forecast_was() -> None:
    rows = chart_table(sample_month(), "earlier").texts()
    assert rows[2] == ("January 2023", "January 2026", "6,400", "6,130", "6,680", "6,701", "\N{MINUS SIGN}4.5")
    assert chart_table(sample_month(), "earlier").title == (
        "3 of 6 past forecasts of all children held what came in their 8-in-10 range"
    )


def test_only_ranges_that_are_changed_are_told_of_beside_the_figure() -> None:
    (said,) = past_words.changed_ranges(sample_past())
    assert said.startswith("Ranges of cost are widened to 1.2 to 1.3 times the model's, since 3 of 6")
    assert past_words.range_word(sample_past()) == "widened"
    assert past_words.range_word(none_yet()) == ""


def test_every_form_of_the_paper_holds_sentence_table_and_drawing() -> None:
    month = sample_month()
    pdf = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper_pdf(month))).pages).split())
    document = Document(BytesIO(paper_docx(month)))
    word = [paragraph.text for paragraph in document.paragraphs]
    assert any(text.startswith(SENTENCE) for text in word)
    assert SENTENCE in pdf
    for title in ("how good were past forecasts?", past_scores.table(month.past).title):
        assert title in pdf
        assert any(title in text for text in word)
    book = openpyxl.load_workbook(BytesIO(annex_xlsx(month)))
    assert {"Earlier", "Scores", "Methods"} <= set(book.sheetnames)
    assert book["Scores"].max_row == 4 + 15
    assert book["Methods"].max_row == 4 + 15 * 6


def test_a_month_that_looked_back_on_no_forecast_has_no_such_annex() -> None:
    assert paper_of(replace(sample_month(), past=None)).past is None
    annex = paper_of(replace(sample_month(), past=none_yet())).past
    assert annex is not None
    assert annex.tables == ()
    assert "Scores" not in openpyxl.load_workbook(BytesIO(annex_xlsx(replace(sample_month(), past=None)))).sheetnames
