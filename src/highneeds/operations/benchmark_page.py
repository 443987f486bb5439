"""What the first benchmark page shows: every measure at a glance, and where we are outside our neighbours' range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from highneeds.forecast.benchmarking import MEASURES, Comparison, compare, newest_year
from highneeds.operations.benchmark_chart import short
from highneeds.operations.benchmark_words import (
    england_of,
    place_of,
    short_or_not_there,
    side_of,
    symbols_used,
    value_or_mark,
)
from highneeds.operations.compared_with import ComparedWith, compared_with
from highneeds.operations.pages import month_on_show
from highneeds.operations.published_figures import FromImport, Published, published_in_use, published_state
from highneeds.store.compared_with import choice_in_force
from highneeds.store.made_once import MadeOnce
from highneeds.store.sen2_returns import years_of_returns


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in its newest year. Numbers in words, or the mark in their place."""

    key: str
    label: str
    period: str
    own: str
    england: str
    neighbours: str
    spread: str
    place: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    slug: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False)
class BenchmarksPage:
    """``own`` and ``compared`` are None where nobody knows which authority is ours.

    ``outside``: the measures in which we are above or below every neighbour.
    """

    own: str | None
    lead: str
    outside: tuple[Line, ...]
    sections: tuple[Section, ...]
    absent: tuple[tuple[str, str], ...]
    compared: ComparedWith | None
    england: str
    is_invented: bool
    symbols: str
    imports: tuple[FromImport, ...]


_held: MadeOnce[BenchmarksPage | None] = MadeOnce(most=1)


def _state() -> tuple[object, ...]:
    """All that a page is made of: the month gives the council's name."""
    choice, month = choice_in_force(), month_on_show()
    named = None if month is None else month.council
    return (*published_state(), None if choice is None else choice.pk, named, *years_of_returns())


def benchmarks_page() -> BenchmarksPage | None:
    """None before a release was imported."""
    return _held.get("benchmarks", _state, _made)


def _made() -> BenchmarksPage | None:
    published = published_in_use()
    if published is None:
        return None
    compared = compared_with(published)
    england = england_of(published)
    if compared is None:
        return BenchmarksPage(None, "", (), (), (), None, england, published.is_invented, "", _imports(published))
    found = list(_newest(compared))
    sections = tuple(
        Section(title, title.lower().replace(" ", "-").replace(",", ""), tuple(_line(one, published) for one in of))
        for title, of in groupby(found, key=lambda one: one.measure.section)
    )
    has = {one.measure.key for one in found}
    absent = tuple((one.section, one.label) for one in MEASURES.values() if one.key not in has)
    return BenchmarksPage(
        own=compared.own.name,
        lead=_lead(found, compared, england),
        outside=tuple(replace(_line(one, published), label=_label(one)) for one in found if _is_outside(one)),
        sections=sections,
        absent=absent,
        compared=compared,
        england=england,
        is_invented=published.is_invented,
        symbols=symbols_used(
            cell
            for section in sections
            for line in section.lines
            for cell in (line.own, line.england, *([line.neighbours] if compared.neighbours else []))
        ),
        imports=_imports(published),
    )


def _imports(published: Published) -> tuple[FromImport, ...]:
    return tuple(dict.fromkeys(one for each in published.imports.values() for one in each))


def _newest(compared: ComparedWith) -> Iterator[Comparison]:
    for measure in MEASURES.values():
        year = newest_year(compared.figures, measure)
        if year is not None:
            yield compare(compared.figures, measure, year, compared.own.code)


def _lead(found: list[Comparison], compared: ComparedWith, england: str) -> str:
    both = [one for one in found if one.own is not None and one.england is not None]
    sides = [
        side_of(one.own.value, one.england, one.measure.unit) for one in both if one.own and one.england is not None
    ]
    outside = sum(_is_outside(one) for one in both)
    said = (
        f"Of {len(both)} measures {compared.own.name} is above {england} in {sides.count('above')} and below in "
        f"{sides.count('below')}"
    )
    if not compared.neighbours:
        return f"{said}."
    return f"{said}; in {outside} it is outside the range of its {len(compared.neighbours)} neighbours."


def _label(one: Comparison) -> str:
    """Of a measure away from its section."""
    return f"{one.measure.section}: {one.measure.label}"


def _is_outside(one: Comparison) -> bool:
    ends = one.neighbour_range
    return one.own is not None and ends is not None and not ends[0] <= one.own.value <= ends[1]


def _line(one: Comparison, published: Published) -> Line:
    measure, ends = one.measure, one.neighbour_range
    return Line(
        key=measure.key,
        label=measure.label,
        period=measure.period.shown(one.year),
        own=value_or_mark(one, published),
        england=short_or_not_there(one.england, measure.unit),
        neighbours=short_or_not_there(one.neighbour_median, measure.unit),
        spread="" if ends is None else f"{short(ends[0], measure.unit)} to {short(ends[1], measure.unit)}",
        place=place_of(one),
    )
