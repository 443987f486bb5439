"""The three files of a paper: tags, language, text alternatives, sums, and the same bytes for the same record."""

from __future__ import annotations

import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet
from tests.reports.sample_month import sample_month

from highneeds.core import SnapshotId
from highneeds.governance.record import MonthRecord
from highneeds.reports import annexes, children
from highneeds.reports.docx_paper import paper_docx
from highneeds.reports.paper import paper_of
from highneeds.reports.pdf_paper import paper_pdf
from highneeds.reports.tables import Kind, Table
from highneeds.reports.write import write_paper
from highneeds.reports.xlsx_annex import annex_xlsx


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(paper_pdf(sample_month())))


@pytest.fixture(scope="module")
def words_of_pdf(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def _kinds_and_alternatives(pdf: pypdf.PdfReader) -> tuple[set[str], list[str]]:
    kinds: set[str] = set()
    alternatives: list[str] = []
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            kinds.add(str(node.get("/S", "")))
            if "/Alt" in node:
                alternatives.append(str(node["/Alt"]))
            if "/K" in node:
                waiting.append(node["/K"])
    return kinds, alternatives


def test_the_pdf_is_tagged_titled_and_in_english(pdf: pypdf.PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title == "High needs block: budget, forecast and children"
    kinds, alternatives = _kinds_and_alternatives(pdf)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert len(alternatives) == 4
    assert any("volume £2.93m over" in words for words in alternatives)


def test_every_page_carries_marking_day_snapshot_and_number(pdf: pypdf.PdfReader) -> None:
    for number, page in enumerate(pdf.pages, 1):
        text = " ".join(page.extract_text().split())
        for words in ("OFFICIAL", "Ashmere County Council", "As at 31 October 2026", "2026-M07-4f2a91c0"):
            assert words in text
        assert f"Page {number} of {len(pdf.pages)}" in text
        assert "Every child and figure is invented" in text


def test_a_real_month_does_not_say_that_it_is_invented() -> None:
    paper = paper_of(replace(sample_month(), is_invented=False))
    assert "invented" not in paper.footer


def test_the_paper_says_its_figures_in_words(words_of_pdf: str) -> None:
    for words in (
        "£6.2m over",
        "£115.2m",
        "£121.4m",
        "7,024 plans",
        "398 more than a year before",
        "Annex: every figure",
    ):
        assert words in words_of_pdf


def _tables(record: MonthRecord) -> list[Table]:
    paper = paper_of(record)
    return [table for section in paper.sections for table in section.tables]


def test_every_column_of_every_table_with_a_total_adds() -> None:
    summed = {Kind.COUNT, Kind.CHANGE, Kind.MILLIONS, Kind.CHANGE_MILLIONS}
    checked = 0
    for table in _tables(sample_month()):
        for i, column in enumerate(table.columns):
            if table.has_total and column.kind in summed:
                parts = [row[i] for row in table.rows[:-1] if row[i] is not None]
                assert sum(parts, Decimal(0)) == table.rows[-1][i], (table.name, column.title)
                checked += 1
    assert checked == 8


def test_the_note_reconciles_children_on_the_day_with_full_time_equivalents() -> None:
    note = children.table(sample_month()).note
    assert "From 7,024 children on the day to 6,833" in note
    assert "less 74 whose placement costs this budget nothing, less 117 for" in note


def test_the_annex_gives_every_figure_its_basis_period_day_scope_source_and_trace() -> None:
    table = annexes.figures(sample_month())
    assert len(table.rows) == len(sample_month().figures)
    titles = [column.title for column in table.columns]
    for row in table.rows:
        for title in ("Basis", "Period", "As at", "Scope", "Source", "Trace"):
            assert row[titles.index(title)]


@pytest.mark.parametrize("make", [paper_pdf, paper_docx, annex_xlsx])
def test_the_same_record_gives_the_same_bytes(make: object) -> None:
    assert callable(make)
    first = make(sample_month())
    time.sleep(2.1)  # zip stamps count in steps of two seconds
    assert make(sample_month()) == first


def test_the_word_paper_has_headings_language_alternatives_and_repeated_header_rows() -> None:
    document = Document(BytesIO(paper_docx(sample_month())))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == 10
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.created.isoformat().startswith("2026-11-09")
    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    assert {element.get(qn("w:val")) for element in languages} == {"en-GB"}
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(described) == 4
    assert all(described)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert not table._tbl.findall(f".//{qn('w:gridSpan')}")


def test_pdf_and_word_say_the_same_paragraphs(words_of_pdf: str) -> None:
    document = Document(BytesIO(paper_docx(sample_month())))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Normal"]
    assert sum(text[:40] in words_of_pdf for text in said) > 15


def _sheets(record: MonthRecord) -> list[Worksheet]:
    return openpyxl.load_workbook(BytesIO(annex_xlsx(record))).worksheets


def test_the_spreadsheet_starts_with_contents_and_hides_and_merges_nothing() -> None:
    sheets = _sheets(sample_month())
    assert sheets[0].title == "Contents"
    listed = [row[0].value for row in sheets[0]["A7:A25"]]
    assert [sheet.title for sheet in sheets[1:]] == [name for name in listed if name and name != "Sheet"]
    for sheet in sheets:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not [row for row in sheet.row_dimensions.values() if row.hidden]
        assert not [column for column in sheet.column_dimensions.values() if column.hidden]
        assert len(sheet.tables) == 1
        assert sheet.freeze_panes


def test_every_chart_in_the_spreadsheet_has_a_text_alternative() -> None:
    with zipfile.ZipFile(BytesIO(annex_xlsx(sample_month()))) as book:
        drawings = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/drawings/drawing")]
    assert len(drawings) == 4
    assert all('descr="' in drawing for drawing in drawings)


def test_the_figures_sheet_gives_numbers_as_numbers() -> None:
    sheet = next(sheet for sheet in _sheets(sample_month()) if sheet.title == "Figures")
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows["Forecast outturn"][1:5] == ("£m", 121.4, 119.6, 123.5)
    assert rows["Children with a plan"][2] == 7024


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_stays_text(start: str) -> None:
    poison = f"{start}1+1"
    month = sample_month()
    figures = (replace(month.figures[0], trace=poison), *month.figures[1:])
    record = replace(month, figures=figures, assumptions=((poison, poison, poison),), snapshot=SnapshotId(poison))
    for sheet in _sheets(record):
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]


def test_words_of_the_record_are_never_read_as_markup() -> None:
    month = sample_month()
    odd = replace(month, assumptions=(("#panic() $x$ <tag>", "[c] & \\", "@ref"),), council="A & B #county")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper_pdf(odd))).pages)
    assert "#panic()" in text
    assert Document(BytesIO(paper_docx(odd))).tables


def test_a_bare_month_can_still_be_written(tmp_path: Path) -> None:
    month = sample_month()
    figures = tuple(replace(figure, low=None, high=None) for figure in month.figures)
    bare = replace(month, forecasts=(), faults=(), assumptions=(), outturn_by_month=(), figures=figures, past=None)
    for suffix in (".pdf", ".docx", ".xlsx"):
        write_paper(bare, tmp_path / f"paper{suffix}")
        assert (tmp_path / f"paper{suffix}").stat().st_size > 0


def test_the_form_follows_the_ending_and_another_is_refused(tmp_path: Path) -> None:
    write_paper(sample_month(), tmp_path / "paper.PDF")
    assert (tmp_path / "paper.PDF").read_bytes().startswith(b"%PDF")
    with pytest.raises(ValueError, match="can be written as"):
        write_paper(sample_month(), tmp_path / "paper.odt")
    assert [path.name for path in tmp_path.iterdir()] == ["paper.PDF"]


def test_the_three_files_are_written_in_under_eight_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    for suffix in (".pdf", ".docx", ".xlsx"):
        write_paper(sample_month(), tmp_path / f"paper{suffix}")
    assert time.perf_counter() - started < 8
