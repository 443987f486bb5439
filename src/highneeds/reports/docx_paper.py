"""The same paper as a Word document to edit: real heading styles, repeated header rows, alternative text."""

from __future__ import annotations

from datetime import datetime, time

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from highneeds.governance.record import MonthRecord
from highneeds.reports import docx_parts as parts
from highneeds.reports.charts import chart_in_words, chart_svg
from highneeds.reports.paper import Paper, Section, paper_of
from highneeds.reports.pdf_paper import svg_to_png
from highneeds.reports.tables import Table

_CHART_WIDTH = Mm(165)
_CHART_POINTS = 720.0
_CHART_DOTS_PER_INCH = 144.0


def paper_docx(record: MonthRecord) -> bytes:
    """The paper; the same record gives the same bytes."""
    paper = paper_of(record)
    document = Document()
    parts.set_styles(document)
    _set_page(document, paper)
    _set_properties(document, paper, record)
    document.add_heading(paper.title, level=1)
    for name, words in paper.facts:
        parts.add_words(document.add_paragraph(), f"*{name}:* {words}")
    parts.add_words(document.add_paragraph(style="Intense Quote"), paper.headline)
    for number, section in enumerate(paper.sections, 1):
        _add_section(document, record, section, f"{number} {section.title}")
    if paper.past is not None:
        _add_section(document, record, paper.past, paper.past.title)
    _add_annex(document, paper.annex)
    return parts.steady(document)


def _set_page(document: DocumentType, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    parts.add_words(section.header.paragraphs[0], f"*{paper.marking}* · {paper.council} · {paper.running}")
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{paper.footer} · Page ")
    parts.add_field(foot, "PAGE")
    foot.add_run(" of ")
    parts.add_field(foot, "NUMPAGES")


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
        parts.add_words(document.add_paragraph(), words)
    for letter, point in zip("abcdefghij", section.points, strict=False):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(8)
        parts.add_words(paragraph, f"({letter}) {point}")
    for position, table in enumerate(section.tables):
        document.add_heading(table.title, level=3)
        if section.chart and position == 0:
            _add_chart(document, record, section.chart)
        parts.add_table(document, table)


def _add_annex(document: DocumentType, annex: Table) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.add_heading("Annex: every figure", level=2)
    document.add_heading(annex.title, level=3)
    parts.add_table(document, annex, size=7.5)


def _add_chart(document: DocumentType, record: MonthRecord, name: str) -> None:
    png = svg_to_png(chart_svg(record, name), width=_CHART_POINTS, pixels_per_inch=_CHART_DOTS_PER_INCH)
    parts.add_picture(document, png, chart_in_words(record, name), name=name, width=_CHART_WIDTH)
