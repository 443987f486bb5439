"""A paper as a Word document in a council's own template: its styles, its header and footer, its placeholders.

A placeholder stands in double braces, such as ``{{ title }}``, anywhere in the body, a table, the header or the footer.
``{{ facts }}`` and ``{{ body }}`` stand alone in a paragraph and are replaced by as much as there is. Nothing in a
template is run: it is words and styles.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime, time
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from highneeds.core.errors import Refusal
from highneeds.reports import docx_parts as parts
from highneeds.reports.papers.items import Document, Item, Points, Shown, Tiles, Words
from highneeds.reports.pdf_paper import svg_to_png

PLACEHOLDERS = ("title", "council", "marking", "running", "headline", "footer", "ref", "facts", "body")
"""Every placeholder that a template may have; ``body`` it must."""

_PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_NEEDED_STYLES = ("Heading 2", "Heading 3")
_CHART_WIDTH, _NARROW_WIDTH = Mm(160), Mm(84)
_CHART_POINTS, _CHART_DOTS_PER_INCH = 720.0, 144.0


def document_docx(document: Document, made_on: date, template: bytes | None = None) -> bytes:
    """The same document and template give the same bytes. ``template``: None for the one that comes with highneeds.

    Raises Refusal, with all that is wrong, for a template that is no Word document, has no ``{{ body }}``, names a
    placeholder that there is not, or lacks a style.
    """
    word = _opened(template or default_template())
    _refuse_unfit(word)
    texts = {
        "title": document.title,
        "council": document.council,
        "marking": document.marking,
        "running": document.running,
        "headline": document.headline,
        "footer": document.footer,
        "ref": document.ref,
    }
    body = next(one for one in word.paragraphs if _alone(one) == "body")
    for paragraph in list(_paragraphs(word)):
        if _alone(paragraph) == "facts":
            _set_facts(paragraph, document.facts)
        elif _alone(paragraph) != "body":
            _fill(paragraph, texts)
    _set_body(word, body, document)
    _set_properties(word, document, made_on)
    return parts.steady(word)


def default_template() -> bytes:
    """The template that comes with highneeds, for a council to restyle."""
    word = docx.Document()
    parts.set_styles(word)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    section.header.paragraphs[0].text = "{{ marking }} · {{ council }} · {{ running }}"
    foot = section.footer.paragraphs[0]
    foot.add_run("{{ footer }} · Page ")
    parts.add_field(foot, "PAGE")
    foot.add_run(" of ")
    parts.add_field(foot, "NUMPAGES")
    word.add_heading("{{ title }}", level=1)
    word.add_paragraph("{{ facts }}")
    word.add_paragraph("{{ headline }}", style="Intense Quote")
    word.add_paragraph("{{ body }}")
    return parts.steady(word)


def _opened(template: bytes) -> WordDocument:
    try:
        return docx.Document(io.BytesIO(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        message = "The template is not a Word document (.docx). Save it as .docx and name it again."
        raise Refusal(message) from error


def _refuse_unfit(word: WordDocument) -> None:
    wrong = []
    found = [name for paragraph in _paragraphs(word) for name in _PLACEHOLDER.findall(paragraph.text)]
    if sum(_alone(paragraph) == "body" for paragraph in word.paragraphs) != 1:
        wrong.append("it needs {{ body }} once, alone in a paragraph that is in no table")
    unknown = sorted({name for name in found if name not in PLACEHOLDERS})
    if unknown:
        wrong.append(f"there is no placeholder {', '.join(unknown)}; there are {', '.join(PLACEHOLDERS)}")
    named = {style.name for style in word.styles}
    lacking = [name for name in _NEEDED_STYLES if name not in named]
    if lacking:
        wrong.append(f"it has no style {' or '.join(lacking)}; use the style once in Word and save it again")
    if wrong:
        message = f"The template cannot be used: {'; '.join(wrong)}."
        raise Refusal(message)


def _paragraphs(word: WordDocument) -> Iterator[Paragraph]:
    """Of the body, its tables, and every header and footer."""
    yield from word.paragraphs
    yield from _in_tables(word.tables)
    for section in word.sections:
        for place in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if not place.is_linked_to_previous:
                yield from place.paragraphs
                yield from _in_tables(place.tables)


def _in_tables(tables: Iterable[WordTable]) -> Iterator[Paragraph]:
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
                yield from _in_tables(cell.tables)


def _alone(paragraph: Paragraph) -> str:
    match = _PLACEHOLDER.fullmatch(paragraph.text.strip())
    return match[1] if match else ""


def _fill(paragraph: Paragraph, texts: Mapping[str, str]) -> None:
    """Word cuts text into runs where it likes: a placeholder is joined in its first run, in whose form it stands."""
    if not _PLACEHOLDER.search(paragraph.text):
        return
    runs = paragraph.runs
    whole = "".join(run.text for run in runs)
    owner = [number for number, run in enumerate(runs) for _ in run.text]
    said = [""] * len(runs)
    at = 0
    for match in _PLACEHOLDER.finditer(whole):
        for position in range(at, match.start()):
            said[owner[position]] += whole[position]
        said[owner[match.start()]] += texts.get(match[1], match[0])
        at = match.end()
    for position in range(at, len(whole)):
        said[owner[position]] += whole[position]
    for run, text in zip(runs, said, strict=True):
        if run.text != text:
            run.text = text


def _set_facts(paragraph: Paragraph, facts: Iterable[tuple[str, str]]) -> None:
    for name, words in facts:
        copied = deepcopy(paragraph._p)  # noqa: SLF001 - python-docx has no public way to copy a paragraph
        paragraph._p.addprevious(copied)  # noqa: SLF001 - as above
        line = Paragraph(copied, paragraph._parent)  # noqa: SLF001 - as above
        for run in line.runs:
            run.text = ""
        parts.add_words(line, f"*{name}:* {words}")
    _take_out(paragraph)


def _take_out(paragraph: Paragraph) -> None:
    element = paragraph._p  # noqa: SLF001 - python-docx has no public way to remove a paragraph
    element.getparent().remove(element)


def _set_body(word: WordDocument, body: Paragraph, document: Document) -> None:
    """Everything is added at the end, as python-docx does, and then moved to where the placeholder stood."""
    last = word.element.body[-1]  # the section's own properties, which stay last
    first_new = len(word.element.body) - (1 if last.tag.endswith("}sectPr") else 0)
    cited = 0
    for number, section in enumerate(document.sections, 1):
        heading = section.title if document.is_one_page else f"{number} {section.title}"
        word.add_heading(heading, level=2)
        for item in section.items:
            if isinstance(item, Words) and not document.is_one_page:
                cited += 1
            _add_item(word, item, "" if document.is_one_page else f"{cited}  ")
    new = list(word.element.body)[first_new:]
    for element in new:
        if not element.tag.endswith("}sectPr"):
            body._p.addprevious(element)  # noqa: SLF001 - python-docx has no public way to move what it added
    _take_out(body)


def _add_item(word: WordDocument, item: Item, cited: str) -> None:
    if isinstance(item, Words):
        parts.add_words(word.add_paragraph(), f"{cited}{item.text}")
    elif isinstance(item, Points):
        for letter, text in zip("abcdefghijklmnopqrstuvwxyz", item.texts, strict=False):
            paragraph = word.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(8)
            parts.add_words(paragraph, f"({letter}) {text}")
    elif isinstance(item, Tiles):
        for large, under in item.tiles:
            parts.add_words(word.add_paragraph(), f"*{large}* {under}")
    else:
        _add_shown(word, item)


def _add_shown(word: WordDocument, item: Shown) -> None:
    word.add_heading(item.table.title, level=3)
    if item.drawing is not None:
        width = _NARROW_WIDTH if item.drawing.is_narrow else _CHART_WIDTH
        png = svg_to_png(item.drawing.svg, width=_CHART_POINTS, pixels_per_inch=_CHART_DOTS_PER_INCH)
        parts.add_picture(word, png, item.drawing.alternative, name=item.table.name, width=width)
    parts.add_table(word, item.table)


def _set_properties(word: WordDocument, document: Document, made_on: date) -> None:
    made = datetime.combine(made_on, time())
    core = word.core_properties
    core.title, core.author, core.last_modified_by = document.title, document.council, document.council
    core.subject, core.comments = document.ref, document.footer
    core.keywords, core.language, core.category = document.marking, "en-GB", "Committee paper"
    core.created = core.modified = core.last_printed = made
    core.revision = 1
