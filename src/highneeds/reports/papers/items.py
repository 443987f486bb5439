"""What a section of a paper is made of, and the paper as data, from which PDF and DOCX are set."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.governance.papers.field_class import FieldClass
from highneeds.reports.tables import Table


@dataclass(frozen=True, slots=True)
class Words:
    """A numbered paragraph; words between asterisks are bold."""

    text: str
    field_class: FieldClass = FieldClass.TOTAL


@dataclass(frozen=True, slots=True)
class Points:
    """Lettered points, such as recommendations; they belong to the paragraph before them."""

    texts: tuple[str, ...]
    field_class: FieldClass = FieldClass.TOTAL


@dataclass(frozen=True, slots=True)
class Drawing:
    """``alternative`` tells all of its numbers. ``is_narrow``: it stands beside its table. ``large``: the same for
    large print, letters as large as the text's where it is as wide as the page; empty where ``svg`` is so itself.
    """

    svg: str
    alternative: str
    is_narrow: bool = False
    large: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its finding over it, and the chart of the same numbers if it has one."""

    table: Table
    drawing: Drawing | None = None
    field_class: FieldClass = FieldClass.TOTAL


@dataclass(frozen=True, slots=True)
class Tiles:
    """A few large numbers, each with the words under it."""

    tiles: tuple[tuple[str, str], ...]
    field_class: FieldClass = FieldClass.TOTAL


Item = Words | Points | Shown | Tiles


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One part of one paper. ``content``: hash of all that it was made from. ``is_one_page``: set without section
    columns, for a side that is read at a glance.
    """

    ref: str
    title: str
    council: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    headline: str
    running: str
    footer: str
    content: str
    sections: tuple[Section, ...]
    is_one_page: bool = False
