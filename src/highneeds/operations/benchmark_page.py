"""What the benchmark pages show: every measure at a glance, and one measure over the years beside each neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from highneeds.forecast.benchmarking import MEASURES, Comparison, Measure, compare, newest_year, years_of
from highneeds.operations.benchmark_chart import Bar, Names, YearShown, bars_chart, short, years_chart
from highneeds.operations.benchmark_words import (
    NOT_THERE,
    basis_of,
    finding_of_year,
    finding_over_years,
    gap_of,
    mark_of,
    sentence_of,
    series_in_words,
    series_of,
    side_of,
    symbols_used,
    unit_in_words,
    value_or_mark,
)
from highneeds.operations.compared_with import ComparedWith, compared_with
from highneeds.operations.pages import Drawing, month_on_show, shown
from highneeds.operations.published_figures import FromImport, Published, published_in_use, published_state
from highneeds.reports import Table
from highneeds.reports.tables import Cell, Column, Kind
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


@dataclass(frozen=True, slots=True)
class Part:
    """A published number that the measure is made of, with the file and row it stands in."""

    what: str
    value: str
    source: str
    file: str
    row: int | None
    import_id: int | None


@dataclass(frozen=True, eq=False)
class MeasurePage:
    """``parts``: what the newest figure is made of. ``section``: the measures beside this one, with it."""

    measure: Measure
    own: str
    england: str
    sentence: str
    over_years: Drawing
    in_year: Drawing | None
    basis: str
    symbols: str
    source: str
    imports: tuple[FromImport, ...]
    neighbours_said: str
    parts: tuple[Part, ...]
    sum_said: str
    is_invented: bool
    section: tuple[Line, ...]


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


def england_of(published: Published) -> str:
    """What the sum of all authorities is called: nobody's authorities do not make England."""
    return "Invented England" if published.is_invented else "England"


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
        england=NOT_THERE if one.england is None else short(one.england, measure.unit),
        neighbours=NOT_THERE if one.neighbour_median is None else short(one.neighbour_median, measure.unit),
        spread="" if ends is None else f"{short(ends[0], measure.unit)} to {short(ends[1], measure.unit)}",
        place="" if one.own is None else f"{'=' if one.own.is_tied else ''}{one.own.rank} of {one.published}",
    )


@dataclass(frozen=True, eq=False)
class OfMeasure:
    """A measure in every year that anybody has it."""

    published: Published
    compared: ComparedWith
    years: tuple[Comparison, ...]

    @property
    def measure(self) -> Measure:
        return self.years[-1].measure

    @property
    def newest(self) -> Comparison:
        return self.years[-1]


def of_measure(key: str) -> OfMeasure | None:
    """None for a measure nobody knows or that has no figure, and before it is known who we are."""
    published = published_in_use()
    compared = None if published is None else compared_with(published)
    if published is None or compared is None or key not in MEASURES:
        return None
    measure = MEASURES[key]
    years = years_of(compared.figures, measure)
    found = tuple(compare(compared.figures, measure, year, compared.own.code) for year in years)
    return OfMeasure(published, compared, found) if found else None


def measure_page(key: str) -> MeasurePage | None:
    """As ``of_measure``."""
    found, every = of_measure(key), benchmarks_page()
    if found is None or every is None:
        return None
    newest, measure = found.newest, found.measure
    names = Names(found.compared.own.name, england_of(found.published), unit_in_words(measure))
    tables = (years_table(found), year_table(found))
    return MeasurePage(
        measure=measure,
        own=found.compared.own.name,
        england=names.england,
        sentence=sentence_of(found.years, found.published, names),
        over_years=_years_drawing(found, tables[0], names),
        in_year=_year_drawing(found, tables[1], names) if found.compared.neighbours else None,
        basis=basis_of(newest, names.england),
        symbols=symbols_used(cell for table in tables for row in table.rows for cell in row if isinstance(cell, str)),
        source=newest.source,
        imports=_imports_of(found),
        neighbours_said=found.compared.said,
        parts=tuple(_parts(found)),
        sum_said=_sum(newest),
        is_invented=found.published.is_invented,
        section=next(section.lines for section in every.sections if section.title == measure.section),
    )


def _imports_of(found: OfMeasure) -> tuple[FromImport, ...]:
    series = series_of(found.measure)
    return tuple(dict.fromkeys(one for name in series for one in found.published.imports.get(name, ())))


def years_table(found: OfMeasure) -> Table:
    names = (found.compared.own.name, england_of(found.published))
    columns = (
        Column("Period"),
        Column(names[0], Kind.COUNT),
        Column(names[1], Kind.COUNT),
        Column("Neighbours' median", Kind.COUNT),
        Column("Lowest", Kind.COUNT),
        Column("Highest", Kind.COUNT),
        Column("Neighbours with a figure", Kind.COUNT),
        Column("Place", Kind.COUNT),
    )
    rows = tuple(_year_row(one, found.published) for one in found.years)
    title = finding_over_years(found.years, found.published, *names)
    return Table(found.measure.key, title, columns, rows, f"{unit_in_words(found.measure)}.")


def _year_row(one: Comparison, published: Published) -> tuple[Cell, ...]:
    unit, ends = one.measure.unit, one.neighbour_range
    return (
        one.measure.period.shown(one.year),
        value_or_mark(one, published),
        NOT_THERE if one.england is None else short(one.england, unit),
        NOT_THERE if one.neighbour_median is None else short(one.neighbour_median, unit),
        *(NOT_THERE if ends is None else short(end, unit) for end in (ends or (0.0, 0.0))),
        f"{len(one.neighbours)} of {one.neighbours_asked}",
        NOT_THERE if one.own is None else f"{'=' if one.own.is_tied else ''}{one.own.rank} of {one.published}",
    )


def year_table(found: OfMeasure) -> Table:
    columns = (
        Column("Authority"),
        Column("Value", Kind.COUNT),
        Column("Count", Kind.COUNT),
        Column("Place", Kind.COUNT),
    )
    rows = tuple((bar.name, bar.said, count, place) for bar, count, place in _bars(found))
    title = finding_of_year(found.newest, found.published)
    return Table(f"{found.measure.key}-neighbours", title, columns, rows, f"{unit_in_words(found.measure)}.")


def _bars(found: OfMeasure) -> list[tuple[Bar, str, str]]:
    """Ours and each neighbour, the largest first, those without a figure below; then the sums."""
    newest, unit = found.newest, found.measure.unit
    bars: list[tuple[Bar, str, str]] = []
    placed = {one.authority.code: one for one in newest.neighbours}
    for one in (found.compared.own, *found.compared.neighbours):
        is_own = one.code == found.compared.own.code
        standing = newest.own if is_own else placed.get(one.code)
        if standing is None:
            mark = mark_of(gap_of(found.measure, newest.year, one.code, found.published))
            bars.append((Bar(one.name, None, mark, is_own=is_own), "", ""))
        else:
            said = short(standing.value, unit) + ("*" if standing.is_small else "")
            count = f"{standing.count:,.0f}" if found.measure.counts_children else ""
            bars.append((Bar(one.name, standing.value, said, is_own=is_own), count, f"{standing.rank}"))
    bars.sort(key=lambda bar: (bar[0].value is None, -(bar[0].value or 0.0), bar[0].name))
    sums = ((newest.authority.region, newest.region), (england_of(found.published), newest.england))
    for name, value in sums:
        if value is not None:
            bars.append((Bar(name, value, short(value, unit), is_sum=True), "", ""))
    return bars


def _years_drawing(found: OfMeasure, table: Table, names: Names) -> Drawing:
    years = tuple(_year_shown(one) for one in found.years)
    key, unit = f"years-{found.measure.key}", found.measure.unit
    wide, narrow = (years_chart(key, years, names, unit, is_narrow=narrow) for narrow in (False, True))
    return _drawing(table, wide, narrow, f"{found.measure.label}, by year")


def _year_shown(one: Comparison) -> YearShown:
    low, high = one.neighbour_range or (None, None)
    own = None if one.own is None else one.own.value
    return YearShown(one.measure.period.shown(one.year), own, one.england, one.neighbour_median, low, high)


def _year_drawing(found: OfMeasure, table: Table, names: Names) -> Drawing:
    bars = [bar for bar, *_ in _bars(found)]
    key, said = f"bars-{found.measure.key}", f"{names.unit}, {found.measure.period.shown(found.newest.year)}"
    wide, narrow = (bars_chart(key, bars, said, is_narrow=narrow) for narrow in (False, True))
    return _drawing(table, wide, narrow, f"{found.measure.label}, each neighbour")


def _drawing(table: Table, wide: str, narrow: str, caption: str) -> Drawing:
    plain = shown(table)
    return Drawing(
        table.name, table.title, caption, wide, narrow, plain.columns, table.texts(), table.has_total, table.note
    )


def _parts(found: OfMeasure) -> Iterator[Part]:
    newest, figures = found.newest, found.compared.figures
    measure, code = found.measure, found.compared.own.code
    for name in series_of(measure):
        year = newest.year + (measure.lag if name == measure.denominator else 0)
        value = figures.value(name, year, code)
        row = _row_of(found.published, name, year, code)
        said = mark_of(found.published.not_published.get((name, year, code))) if value is None else f"{value:,.10g}"
        imports: Mapping[str, int] = {one.release: one.import_id for one in found.published.imports.get(name, ())}
        yield Part(
            what=f"{series_in_words(name)}, {year}",
            value=said,
            source=figures.sources.get(name, ""),
            file="" if row is None else str(row["source_file"]),
            row=None if row is None else int(str(row["source_row"])),
            import_id=None if row is None else imports.get(str(row["release"])),
        )


def _row_of(published: Published, series: str, year: int, code: str) -> dict[str, object] | None:
    """None of a group of placements, which is added up from several."""
    rows = published.rows.filter(series=series, year=year, code=code)
    return rows.row(0, named=True) if rows.height else None


def _sum(newest: Comparison) -> str:
    measure = newest.measure
    if newest.own is None:
        return ""
    if measure.denominator is None:
        return "As published."
    times = {100.0: " × 100", 1000.0: " × 1,000"}.get(measure.times, "")  # noqa: RUF001 - a sign of multiplication
    above = " + ".join(map(series_in_words, measure.numerator))
    return f"{above[0].upper()}{above[1:]} ÷ {series_in_words(measure.denominator)}{times}."
