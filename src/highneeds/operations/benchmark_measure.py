"""What the page of one measure shows: the years beside England and the neighbours, and the newest year by each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from highneeds.forecast.benchmarking import MEASURES, Comparison, Measure, compare, years_of
from highneeds.operations.benchmark_chart import Bar, Names, YearShown, bars_chart, short, years_chart
from highneeds.operations.benchmark_page import Line, benchmarks_page
from highneeds.operations.benchmark_words import (
    NOT_THERE,
    basis_of,
    england_of,
    finding_of_year,
    finding_over_years,
    gap_of,
    mark_of,
    place_of,
    sentence_of,
    series_in_words,
    series_of,
    short_or_not_there,
    symbols_used,
    unit_in_words,
    value_or_mark,
)
from highneeds.operations.compared_with import ComparedWith, compared_with
from highneeds.operations.pages import Drawing, drawn
from highneeds.operations.paper_benchmarks import benchmark_facts
from highneeds.operations.published_figures import FromImport, Published, published_in_use
from highneeds.reports import Table
from highneeds.reports.papers.figures import benchmark_keys
from highneeds.reports.tables import Cell, Column, Kind


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
    """``parts``: what the newest figure is made of. ``section``: the measures beside this one, with it.
    ``paper_figures``: the keys of its figures in papers, none where they may not say it.
    """

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
    paper_figures: tuple[str, ...]


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
        paper_figures=tuple(
            figure for one in benchmark_facts() if one.key == key for figure, _, _ in benchmark_keys(one)
        ),
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
    unit = one.measure.unit
    return (
        one.measure.period.shown(one.year),
        value_or_mark(one, published),
        short_or_not_there(one.england, unit),
        short_or_not_there(one.neighbour_median, unit),
        *(short_or_not_there(end, unit) for end in (one.neighbour_range or (None, None))),
        f"{len(one.neighbours)} of {one.neighbours_asked}",
        place_of(one) or NOT_THERE,
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
    return drawn(table, wide, narrow, f"{found.measure.label}, by year")


def _year_shown(one: Comparison) -> YearShown:
    low, high = one.neighbour_range or (None, None)
    own = None if one.own is None else one.own.value
    return YearShown(one.measure.period.shown(one.year), own, one.england, one.neighbour_median, low, high)


def _year_drawing(found: OfMeasure, table: Table, names: Names) -> Drawing:
    bars = [bar for bar, *_ in _bars(found)]
    key, said = f"bars-{found.measure.key}", f"{names.unit}, {found.measure.period.shown(found.newest.year)}"
    wide, narrow = (bars_chart(key, bars, said, is_narrow=narrow) for narrow in (False, True))
    return drawn(table, wide, narrow, f"{found.measure.label}, each neighbour")


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
