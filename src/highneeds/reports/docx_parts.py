"""What Word documents share: styles, tables with repeated headings, pictures with words, fields."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from highneeds.reports.tables import Table

_DARK_BLUE = RGBColor(0x12, 0x43, 0x6D)
_FONT = "Arial"  # on every desk, so that the document looks the same on each
_WIDEST_CELL = 36  # letters
_RUNNING = {"Header": 8.5, "Footer": 8.5}  # on one line each
_SIZE, _SMALL, _MANY = 9.0, 8.0, 7  # points; more columns than that are set small
_LETTER = 0.56  # of the size: a bold letter of Arial, on average
_PADDING = Mm(4.2)  # a cell's own margins, left and right
_TABLE_STYLES = ("Paper Table", "Light Shading", "Table Grid")  # a council's own first
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def set_styles(document: DocumentType) -> None:
    """The face and sizes of highneeds' own documents, in English."""
    sizes = {"Normal": 11, "Heading 1": 20, "Heading 2": 14, "Heading 3": 11, "Intense Quote": 13, **_RUNNING}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name = _FONT
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for face in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(face), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        if name != "Normal" and name not in _RUNNING:
            style.font.color.rgb = _DARK_BLUE
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def add_table(document: DocumentType, table: Table, *, size: float | None = None) -> None:
    """With its headings repeated on each page and no row split; in the style ``Paper Table`` where there is one.

    ``size`` None: smaller where there are many columns.
    """
    size = size or (_SIZE if len(table.columns) <= _MANY else _SMALL)
    named = {style.name for style in document.styles}
    style = next((name for name in _TABLE_STYLES if name in named), None)
    titles = [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    rows = [tuple(titles), *table.texts()]
    grid = document.add_table(rows=len(rows), cols=len(table.columns), style=style)
    _mark_look(grid)
    cells = [list(row.cells) for row in grid.rows]
    _set_widths(grid, cells, rows, document, size)
    for i, row in enumerate(rows):
        is_bold = i == 0 or (table.has_total and i == len(rows) - 1)
        for cell, words, column in zip(cells[i], row, table.columns, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(words)
            run.font.size, run.bold = Pt(size), is_bold or None
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            if column.kind.is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _keep_row_whole(grid, i, is_header=i == 0)
    if table.note:
        document.add_paragraph().add_run(table.note).font.size = Pt(9)


def _set_widths(
    grid: WordTable,
    cells: Sequence[Sequence[_Cell]],
    rows: Sequence[Sequence[str]],
    document: DocumentType,
    size: float,
) -> None:
    """Every column as wide as its longest word, so that words keep whole; the rest of the line by what stands there."""
    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    columns = list(zip(*rows, strict=True))
    words = [
        max((len(word) for text in column for word in re.split(r"\s|(?<=-)", text)), default=1) for column in columns
    ]
    texts = [max((len(text) for text in column[1:]), default=1) for column in columns]
    letter = Pt(size) * _LETTER
    least = [min(word, _WIDEST_CELL) * letter + _PADDING for word in words]
    wanted = [max(word, min(text, _WIDEST_CELL)) * letter + _PADDING for word, text in zip(words, texts, strict=True)]
    met = min(1.0, max(0.0, room - sum(least)) / ((sum(wanted) - sum(least)) or 1.0))
    shares = [low + (high - low) * met for low, high in zip(least, wanted, strict=True)]
    grid.autofit = False
    for position, (column, share) in enumerate(zip(grid.columns, shares, strict=True)):
        width = Emu(int(room * share / sum(shares)))
        column.width = width
        for row in cells:
            row[position].width = width


def _mark_look(grid: WordTable) -> None:
    """Say that the first row and the first column are headings, and use no banding."""
    look = grid._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001  python-docx has no public table look
    if look is None:
        look = OxmlElement("w:tblLook")
        grid._tbl.tblPr.append(look)  # noqa: SLF001  as above
    values = {"val": "06A0", "firstRow": "1", "firstColumn": "1", "lastRow": "0", "lastColumn": "0"}
    for name, value in {**values, "noHBand": "1", "noVBand": "1"}.items():
        look.set(qn(f"w:{name}"), value)


def _keep_row_whole(grid: WordTable, number: int, *, is_header: bool) -> None:
    properties = grid.rows[number]._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no public row properties
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))


def add_words(paragraph: Paragraph, words: str) -> None:
    """Words between asterisks are bold."""
    for i, part in enumerate(words.split("*")):
        if part:
            paragraph.add_run(part).bold = i % 2 == 1 or None


def add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills, such as ``PAGE``."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no public fields


def steady(document: DocumentType) -> bytes:
    """The document with the time taken out of its zip, so that the same record gives the same bytes."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def add_picture(document: DocumentType, png: bytes, alternative: str, *, name: str, width: Length) -> None:
    """With the words that a person hears who cannot see it."""
    picture = document.add_picture(io.BytesIO(png), width=width)
    described = picture._inline.docPr  # noqa: SLF001  python-docx has no public way to set alternative text
    described.set("descr", alternative)
    described.set("name", f"Chart: {name}")
