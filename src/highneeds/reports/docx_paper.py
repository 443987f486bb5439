"""The same paper as a Word document to edit: real heading styles, repeated header rows, alternative text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from highneeds.governance.record import MonthRecord
from highneeds.reports.charts import chart_in_words, chart_svg
from highneeds.reports.paper import Paper, Section, paper_of
from highneeds.reports.pdf_paper import svg_to_png
from highneeds.reports.tables import Table

_CHART_WIDTH = Mm(165)
_CHART_POINTS = 720.0
_CHART_DOTS_PER_INCH = 144.0
_DARK_BLUE = RGBColor(0x12, 0x43, 0x6D)
_FONT = "Arial"  # on every desk, so that the document looks the same on each
_WIDEST_CELL = 36  # letters
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def paper_docx(record: MonthRecord) -> bytes:
    """The paper; the same record gives the same bytes."""
    paper = paper_of(record)
    document = Document()
    _set_styles(document)
    _set_page(document, paper)
    _set_properties(document, paper, record)
    document.add_heading(paper.title, level=1)
    for name, words in paper.facts:
        _add_words(document.add_paragraph(), f"*{name}:* {words}")
    _add_words(document.add_paragraph(style="Intense Quote"), paper.headline)
    for number, section in enumerate(paper.sections, 1):
        _add_section(document, record, section, f"{number} {section.title}")
    if paper.past is not None:
        _add_section(document, record, paper.past, paper.past.title)
    _add_annex(document, paper.annex)
    return _steady(document)


def _set_styles(document: DocumentType) -> None:
    sizes = {"Normal": 11, "Heading 1": 20, "Heading 2": 14, "Heading 3": 11, "Intense Quote": 13}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name = _FONT
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for face in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(face), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        if name != "Normal":
            style.font.color.rgb = _DARK_BLUE
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def _set_page(document: DocumentType, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    _add_words(section.header.paragraphs[0], f"*{paper.marking}* · {paper.council} · {paper.running}")
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{paper.footer} · Page ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _set_properties(document: DocumentType, paper: Paper, record: MonthRecord) -> None:
    made = datetime.combine(record.made_on, time())
    core = document.core_properties
    core.title, core.author, core.last_modified_by = paper.title, paper.council, paper.council
    core.subject, core.comments = f"As at {record.as_at.isoformat()}", paper.footer
    core.keywords, core.language, core.category = paper.marking, "en-GB", "Committee paper"
    core.created = core.modified = core.last_printed = made
    core.revision = 1


def _add_section(document: DocumentType, record: MonthRecord, section: Section, heading: str) -> None:
    document.add_heading(heading, level=2)
    for words in section.paragraphs:
        _add_words(document.add_paragraph(), words)
    for letter, point in zip("abcdefghij", section.points, strict=False):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(8)
        _add_words(paragraph, f"({letter}) {point}")
    for position, table in enumerate(section.tables):
        document.add_heading(table.title, level=3)
        if section.chart and position == 0:
            _add_chart(document, record, section.chart)
        _add_table(document, table)


def _add_annex(document: DocumentType, annex: Table) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.add_heading("Annex: every figure", level=2)
    document.add_heading(annex.title, level=3)
    _add_table(document, annex, size=7.5)


def _add_chart(document: DocumentType, record: MonthRecord, name: str) -> None:
    png = svg_to_png(chart_svg(record, name), width=_CHART_POINTS, pixels_per_inch=_CHART_DOTS_PER_INCH)
    picture = document.add_picture(io.BytesIO(png), width=_CHART_WIDTH)
    described = picture._inline.docPr  # noqa: SLF001  python-docx has no public way to set alternative text
    described.set("descr", chart_in_words(record, name))
    described.set("name", f"Chart: {name}")


def _add_table(document: DocumentType, table: Table, *, size: float = 9) -> None:
    grid = document.add_table(rows=1, cols=len(table.columns), style="Light Shading")
    _mark_look(grid)
    titles = [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    rows = [tuple(titles), *table.texts()]
    for _ in rows[1:]:
        grid.add_row()
    cells = [list(row.cells) for row in grid.rows]
    _set_widths(grid, rows, document)
    for i, row in enumerate(rows):
        is_bold = i == 0 or (table.has_total and i == len(rows) - 1)
        for cell, words, column in zip(cells[i], row, table.columns, strict=True):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(words)
            run.font.size, run.bold = Pt(size), is_bold or None
            paragraph.paragraph_format.space_after = Pt(0)
            if column.kind.is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _keep_row_whole(grid, i, is_header=i == 0)
    if table.note:
        document.add_paragraph().add_run(table.note).font.size = Pt(9)


def _set_widths(grid: WordTable, rows: Sequence[Sequence[str]], document: DocumentType) -> None:
    """Share the line out by what stands in each column, within bounds, so that words keep whole."""
    page = document.sections[-1]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    columns = list(zip(*rows, strict=True))
    words = [max((len(word) for text in column for word in text.split()), default=1) for column in columns]
    texts = [max((len(text) for text in column[1:]), default=1) for column in columns]
    weights = [max(word + 6, min(text, _WIDEST_CELL)) for word, text in zip(words, texts, strict=True)]
    grid.autofit = False
    for column, weight in zip(grid.columns, weights, strict=True):
        width = Emu(room * weight // sum(weights))
        column.width = width
        for cell in column.cells:
            cell.width = width


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


def _add_words(paragraph: Paragraph, words: str) -> None:
    """Words between asterisks are bold."""
    for i, part in enumerate(words.split("*")):
        if part:
            paragraph.add_run(part).bold = i % 2 == 1 or None


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no public fields


def _steady(document: DocumentType) -> bytes:
    """The document with the time taken out of its zip, so that the same record gives the same bytes."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
