"""Every kind of file that people take away opens in LibreOffice, which is not ours, and shows what we wrote."""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import date
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest
from tests.reports.sample_month import sample_month
from tests.reports.test_budget_build import built
from tests.reports.test_programme_papers import FACTS, PAPER
from tests.reports.test_returns_demand import plan

from highneeds.reports.docx_paper import paper_docx
from highneeds.reports.papers.docx import document_docx
from highneeds.reports.returns.budget_build import budget_xlsx
from highneeds.reports.returns.workbook import return_xlsx
from highneeds.reports.table_export import write_table
from highneeds.reports.xlsx_annex import annex_xlsx

EVERY_SHEET_RAW = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
PLAIN_TEXT = "txt:Text (encoded):UTF8"
LOOKS_LIKE_A_FORMULA = (
    "=1+1",
    "+441234",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "\t=1+1",
    'Ann\'s "top-up"',
)
ROWS = pl.DataFrame({
    "words": LOOKS_LIKE_A_FORMULA,
    "day": [date(2026, 10, day) for day in range(1, 8)],
    "pence": [1, -(2**40), 0, None, 12, 99, 2**53 + 1],
    "is_residential": [True, False, None, True, False, None, True],
})  # fmt: skip


def opened(folder: Path, written_as: str, files: dict[str, bytes]) -> Path:
    """What LibreOffice makes of the files, each in the form ``written_as``; the folder where it wrote them."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    out = folder / "out"
    command = [
        "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
        "--convert-to", written_as, "--outdir", str(out), *(str(folder / name) for name in files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Error" not in done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("table") / "rows.xlsx"
    write_table(ROWS, "Rows", path, mark="For the panel of 3 November & no one else")
    build, _, _ = built(0.1, 0.043, 0.01, 0.03)
    return {
        "annex.xlsx": annex_xlsx(sample_month()),
        "return.xlsx": return_xlsx(plan()),
        "budget.xlsx": budget_xlsx(build, "Ashmere"),
        "rows.xlsx": path.read_bytes(),
    }


def test_every_sheet_of_every_workbook_opens_with_the_cells_that_were_written(
    workbooks: dict[str, bytes], tmp_path: Path
) -> None:
    out = opened(tmp_path, EVERY_SHEET_RAW, workbooks)
    for name, content in workbooks.items():
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
            text = (out / f"{name.removesuffix('.xlsx')}-{sheet.title}.csv").read_text(encoding="utf-8")
            shown = list(csv.reader(io.StringIO(text)))
            written = [[cell.value for cell in row] for row in sheet.iter_rows()]
            assert len(shown) == len(written), f"{name}, {sheet.title}"
            for seen, row in zip(shown, written, strict=True):
                assert [_cell(one, value) for one, value in zip(seen, row, strict=True)] == row, (
                    f"{name}, {sheet.title}"
                )


def _cell(shown: str, written: object) -> object:
    """What was shown, as the type of what was written."""
    if written is None:
        return shown or None
    if isinstance(written, bool):
        return {"TRUE": True, "FALSE": False}[shown]
    if isinstance(written, int | float):
        return written if float(shown) == pytest.approx(float(written)) else shown
    if isinstance(written, str):
        return shown
    return written if shown == str(written)[:10] else shown


def test_the_papers_open_with_their_paragraphs_in_order(tmp_path: Path) -> None:
    papers = {
        "month.docx": paper_docx(sample_month()),
        "committee.docx": document_docx(PAPER.public, FACTS.month.made_on),
    }
    out = opened(tmp_path, PLAIN_TEXT, papers)
    for name, content in papers.items():
        text = " ".join((out / name.replace("docx", "txt")).read_text(encoding="utf-8-sig").split())
        paragraphs = [" ".join(one.text.split()) for one in docx.Document(io.BytesIO(content)).paragraphs]
        assert len(paragraphs) > 10
        at = 0
        for paragraph in paragraphs:
            at = text.index(paragraph, at) + len(paragraph)
