"""The committee paper as a tagged PDF. The template is package data and sees nothing but the JSON it is handed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import typst

from highneeds.governance.record import MonthRecord
from highneeds.reports.charts import CHART_NAMES, bridge, chart_in_words, chart_svg
from highneeds.reports.look import PLAIN, Look
from highneeds.reports.paper import Paper, Section, paper_of
from highneeds.reports.tables import Table

_UNITS_IN_A_MILLIMETRE = 5.0  # of the bridge drawn beside its table
_BRIDGE_WIDTH_MM = 58.0
_ROW_HEIGHT_MM = 6.3  # at least; every row is as high as the longest asks, so that rows and bars keep in step
_HEAD_HEIGHT_MM = 7.0
_LINE_HEIGHT_MM = 3.8
_LETTERS_IN_A_LINE = 38


def paper_pdf(record: MonthRecord, look: Look = PLAIN) -> bytes:
    """The same record and look give the same bytes. Raises typst.TypstError when a text alternative is missing."""
    with as_file(files("highneeds.reports")) as room:
        pdf = typst.compile(
            Path(room) / "templates" / "paper.typ",
            root=Path(room) / "templates",
            font_paths=fonts(),
            format="pdf",
            sys_inputs={"paper": json.dumps(_as_data(record) | look_as_data(look), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=datetime.combine(record.made_on, time(), UTC),
        )
    return bytes(pdf)


def look_as_data(look: Look) -> dict[str, object]:
    """What the template is handed of the council's look; the logo as numbers, since JSON has no bytes."""
    said = {"accent": look.accent, "logo": None if look.logo is None else list(look.logo)}
    return {name: value for name, value in said.items() if value}


@cache
def fonts() -> typst.Fonts:
    """Lato from this package and the faces typst carries; never a font of the machine, so that every machine agrees."""
    with as_file(files("highneeds.reports") / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def svg_to_png(svg: str, *, width: float, pixels_per_inch: float) -> bytes:
    """The drawing ``width`` points wide, for documents that cannot hold SVG."""
    page = f"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), width: {width}pt)"
    png = typst.compile(
        page.encode(), font_paths=fonts(), format="png", ppi=pixels_per_inch, sys_inputs={"svg": svg}, timestamp=0
    )
    return bytes(png)


def _as_data(record: MonthRecord) -> dict[str, object]:
    paper = paper_of(record)
    made = record.made_on
    return {
        "title": paper.title,
        "council": paper.council,
        "marking": paper.marking,
        "facts": paper.facts,
        "headline": paper.headline,
        "running": paper.running,
        "footer": paper.footer,
        "bridge_row": _row_height(record),
        "bridge_head": _HEAD_HEIGHT_MM,
        "bridge_width": _BRIDGE_WIDTH_MM,
        "made": {"year": made.year, "month": made.month, "day": made.day},
        "sections": [_section(section) for section in paper.sections],
        "past": _section(paper.past) if paper.past else None,
        "annex": _table(paper.annex),
        "charts": {name: _chart(record, paper, name) for name in CHART_NAMES},
    }


def _chart(record: MonthRecord, paper: Paper, name: str) -> dict[str, str]:
    svg = chart_svg(record, name, narrow=name == "months")
    if name == "bridge":
        rows = next(len(section.tables[0].rows) for section in paper.sections if section.chart == name)
        row = _row_height(record) * _UNITS_IN_A_MILLIMETRE
        head = _HEAD_HEIGHT_MM * _UNITS_IN_A_MILLIMETRE
        size = (_BRIDGE_WIDTH_MM * _UNITS_IN_A_MILLIMETRE, head + row * rows)
        svg = bridge.draw_beside(record, key="bridge-paper", size=size, head=head)
    return {"svg": svg, "alt": f"{chart_in_words(record, name)} The same numbers are in the table beside it."}


def _row_height(record: MonthRecord) -> float:
    longest = max((len(step.in_words) for step in record.bridge), default=0)
    return max(_ROW_HEIGHT_MM, _LINE_HEIGHT_MM * -(-longest // _LETTERS_IN_A_LINE))


def _section(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "paragraphs": section.paragraphs,
        "points": section.points,
        "tables": [_table(table) for table in section.tables],
        "chart": section.chart,
    }


def _table(table: Table) -> dict[str, object]:
    columns = [
        {"title": column.title, "number": column.kind.is_number, "group": column.group} for column in table.columns
    ]
    return {
        "name": table.name,
        "title": table.title,
        "columns": columns,
        "rows": table.texts(),
        "note": table.note,
        "total": table.has_total,
    }
