"""A paper as tagged PDF, in the usual print and in large print. The template sees nothing but the JSON it is handed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from pathlib import Path

import typst

from highneeds.reports.look import PLAIN, Look
from highneeds.reports.papers.items import Document, Item, Points, Shown, Tiles, Words
from highneeds.reports.papers.widths import widths
from highneeds.reports.pdf_paper import fonts, look_as_data

LARGE_PRINT = 1.55
"""Of the usual 10.5 points: 16, the least that the RNIB and the UK Association for Accessible Formats call large."""


def document_pdf(document: Document, made_on: date, *, scale: float = 1.0, look: Look = PLAIN) -> bytes:
    """The same document and look give the same bytes. Raises typst.TypstError when a text alternative is missing."""
    with as_file(files("highneeds.reports")) as room:
        pdf = typst.compile(
            Path(room) / "templates" / "document.typ",
            root=Path(room) / "templates",
            font_paths=fonts(),
            format="pdf",
            sys_inputs={
                "paper": json.dumps(_as_data(document, made_on, scale) | look_as_data(look), ensure_ascii=False)
            },
            pdf_standards="ua-1",
            timestamp=datetime.combine(made_on, time(), UTC),
        )
    return bytes(pdf)


def _as_data(document: Document, made_on: date, scale: float) -> dict[str, object]:
    return {
        "title": document.title,
        "council": document.council,
        "marking": document.marking,
        "facts": document.facts,
        "headline": document.headline,
        "running": document.running,
        "footer": document.footer,
        "one_page": document.is_one_page,
        "scale": scale,
        "made": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "sections": [
            {"title": section.title, "items": [_item(item, scale) for item in section.items]}
            for section in document.sections
        ],
    }


def _item(item: Item, scale: float) -> dict[str, object]:
    if isinstance(item, Words):
        return {"kind": "words", "text": item.text}
    if isinstance(item, Points):
        return {"kind": "points", "texts": item.texts}
    if isinstance(item, Tiles):
        return {"kind": "tiles", "tiles": item.tiles}
    return {"kind": "table", "table": _table(item), "drawing": _drawing(item, scale)}


def _drawing(item: Shown, scale: float) -> dict[str, object] | None:
    drawing = item.drawing
    if drawing is None:
        return None
    svg = drawing.large or drawing.svg if scale > 1 else drawing.svg
    return {"svg": svg, "alt": drawing.alternative, "beside": drawing.is_narrow}


def _table(item: Shown) -> dict[str, object]:
    table = item.table
    return {
        "title": table.title,
        "columns": [
            {"title": column.title, "number": column.kind.is_number, "group": column.group} for column in table.columns
        ],
        "rows": table.texts(),
        "note": table.note,
        "total": table.has_total,
        "widths": widths(table),
    }
