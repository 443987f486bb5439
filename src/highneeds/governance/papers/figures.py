"""The figures that a paper may say: each with its key, its text as read, what it tells of, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from highneeds.governance.papers.facts import SaidFigure
from highneeds.governance.papers.field_class import FieldClass, Part, part_of


@dataclass(frozen=True, slots=True)
class PaperFigure:
    """``text`` stands where a token names it, ``range_text`` where one asks for its range; ``about``: the period and
    the day. ``children``: how many children it counts, for disclosure; None where it counts none. ``is_headline``: one
    whose change since the last paper is told and must be explained. ``worse_if_more``: which way is bad, None neither.
    """

    key: str
    label: str
    text: str
    about: str
    basis: str
    source: str
    range_text: str = ""
    field_class: FieldClass = FieldClass.TOTAL
    children: int | None = None
    is_headline: bool = False
    value: float | None = None
    worse_if_more: bool | None = None

    @property
    def part(self) -> Part:
        return part_of(self.field_class)


Figures = Mapping[str, PaperFigure]


def by_key(figures: Iterable[PaperFigure]) -> Figures:
    """Raises ValueError for two figures of one key: a token would not know which."""
    found: dict[str, PaperFigure] = {}
    for figure in figures:
        if figure.key in found:
            message = f"two figures have the key {figure.key}"
            raise ValueError(message)
        found[figure.key] = figure
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that the last paper said otherwise. ``is_restated``: of the very same period and day, so that one of the
    two papers was wrong; ``why`` is empty until an author explains it.
    """

    figure: PaperFigure
    before: SaidFigure
    why: str

    @property
    def is_restated(self) -> bool:
        return self.before.about != "" and self.before.about == self.figure.about


def changes(figures: Figures, before: Iterable[SaidFigure], why: Mapping[str, str]) -> tuple[Change, ...]:
    """Every figure that both papers have and whose text differs, in the order of this paper."""
    said = {figure.key: figure for figure in before}
    return tuple(
        Change(figure, said[key], why.get(key, ""))
        for key, figure in figures.items()
        if key in said and said[key].text != figure.text
    )


def said_in_public(figures: Figures) -> tuple[SaidFigure, ...]:
    """What a public part may have said, to be held against the next paper."""
    return tuple(
        SaidFigure(one.key, one.label, one.text, one.about, one.children)
        for one in figures.values()
        if one.part is Part.PUBLIC
    )
