"""A file to be published shows all it holds: each way of hiding something is found, and our own files hide nothing."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from highneeds.reports.hidden_content import hidden_in

UPN, KEY = "A123456789012", "0123456789abcdef0123456789abcdef"


def workbook(change: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = "highneeds"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"], sheet["A2"], sheet["B2"] = "Children", 12, "Ashmere"
    _CHANGES.get(change, lambda _book, _sheet: None)(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _hide_sheet(book: Workbook, _: Worksheet) -> None:
    book.create_sheet("Rows").sheet_state = "veryHidden"


def _hide_column(_: Workbook, sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def _hide_row(_: Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True


def _comment(_: Workbook, sheet: Worksheet) -> None:
    sheet["A1"].comment = Comment("ask Kim's mother", "")


def _name(book: Workbook, _: Worksheet) -> None:
    book.defined_names["raw"] = DefinedName("raw", attr_text="Sheet!$A$1:$B$2")


def _author(book: Workbook, _: Worksheet) -> None:
    book.properties.creator = "K. Smith"


def _formula(_: Workbook, sheet: Worksheet) -> None:
    sheet["C1"] = "=1+1"


def _upn(_: Workbook, sheet: Worksheet) -> None:
    sheet["C1"] = f"child {UPN}"


def _key(_: Workbook, sheet: Worksheet) -> None:
    sheet["C1"] = KEY


_CHANGES = {
    "a hidden sheet": _hide_sheet,
    "a hidden row or column": _hide_column,
    "a hidden row": _hide_row,
    "comments": _comment,
    "the name raw, which points at data": _name,
    "the author K. Smith": _author,
    "a formula": _formula,
    "a pupil number": _upn,
    "the key of a child": _key,
}


def test_a_workbook_that_hides_nothing_passes() -> None:
    assert hidden_in("plan.xlsx", workbook()) == ()


@pytest.mark.parametrize("change", _CHANGES)
def test_whatever_a_workbook_hides_is_told(change: str) -> None:
    said = hidden_in("plan.XLSX", workbook(change))
    assert said
    assert all(one.startswith(change.replace("a hidden row", "a hidden row")[:12]) for one in said)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/vbaProject.bin", "a macro"),
        ("xl/externalLinks/externalLink1.xml", "a link to another workbook"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "the data behind a pivot table"),
        ("xl/embeddings/Workbook.xlsx", "an embedded file"),
        ("customXml/item1.xml", "custom data"),
        ("xl/threadedComments/threadedComment1.xml", "comments"),
    ],
)
def test_a_part_that_has_no_business_in_a_published_workbook_is_told(part: str, says: str) -> None:
    stream = io.BytesIO(workbook())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(part, "<x>rows</x>")
    assert hidden_in("plan.xlsx", stream.getvalue()) == (says,)


def document(text: str = "Ashmere", markup: str = "") -> bytes:
    paper = Document()
    paper.core_properties.author = "highneeds"
    run = paper.add_paragraph(text).runs[0]
    run.font.hidden = True if markup == "hidden" else None
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def test_hidden_words_tracked_changes_and_pupil_numbers_of_a_document_are_told() -> None:
    assert hidden_in("paper.docx", document()) == ()
    assert hidden_in("paper.docx", document(markup="hidden")) == ("hidden words",)
    assert hidden_in("paper.docx", document(text=f"Child {UPN} moved")) == ("a pupil number",)
    plain = document()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(stream, "w") as after:
        for part in before.namelist():
            text = before.read(part)
            after.writestr(
                part, text.replace(b"<w:r>", b'<w:ins w:id="1"><w:r>') if part == "word/document.xml" else text
            )
    assert "tracked changes" in hidden_in("paper.docx", stream.getvalue())


def test_an_attachment_a_script_and_an_author_of_a_pdf_are_told() -> None:
    def pdf(change: str = "") -> bytes:
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        if change == "file":
            writer.add_attachment("rows.csv", b"1,2")
        if change == "script":
            writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
                {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
            )
        if change == "author":
            writer.add_metadata({"/Author": "K. Smith"})
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    assert hidden_in("paper.pdf", pdf()) == ()
    assert "an attached file" in hidden_in("paper.pdf", pdf("file"))
    assert "a script" in hidden_in("paper.pdf", pdf("script"))
    assert hidden_in("paper.pdf", pdf("author")) == ("the author K. Smith",)
    assert hidden_in("paper.pdf", pdf("author"), author="K. Smith") == ()
    assert hidden_in("paper.pdf", b"hello") == ("what cannot be read: the file is no PDF",)


def test_a_formula_in_a_csv_is_told_and_a_negative_number_is_none() -> None:
    assert hidden_in("a.csv", b'a,b\r\n-12.5,\'=1\r\n+3%,"x, y"\r\n') == ()
    assert hidden_in("a.csv", b"a,b\r\n1,=cmd\r\n") == ("a formula",)
    assert hidden_in("a.csv", f"a\r\n{UPN}\r\n{KEY}\r\n".encode()) == ("a pupil number", "the key of a child")


def test_what_cannot_be_looked_into_is_not_passed() -> None:
    assert hidden_in("a.zip", b"") != ()
    assert hidden_in("a.xlsx", b"not a workbook") == ("what cannot be read: the file is broken",)
