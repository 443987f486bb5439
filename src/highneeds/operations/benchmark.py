"""One authority beside all others on published figures, or the authorities at the top of one measure."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.benchmarking import MEASURES, Comparison, Measure, Standing, compare, standings, years_of
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published import Authority, PublishedFigures
from highneeds.ingest.dfe import read_published

_FAULTS_TOLD = 20
_COLUMNS = (
    "authority_code", "authority", "region", "measure", "label", "unit", "period", "value", "count", "rests_on_1_to_5",
    "rank", "rank_is_shared", "published", "authorities", "england", "region_value", "neighbour_median",
    "neighbour_lowest", "neighbour_highest", "neighbours_published", "neighbours", "rank_among_neighbours", "rank_1_is",
    "basis", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Benchmark:
    """``absent`` are the measures for which the files, or the year asked for, hold no figure of any authority."""

    authority: Authority
    comparisons: tuple[Comparison, ...]
    absent: tuple[Measure, ...]
    need_shares: Mapping[str, float]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class TopList:
    """The first standings of one measure, all that share the last place among them; ``asked`` is one authority."""

    measure: Measure
    year: int
    top: tuple[Standing, ...]
    asked: Comparison | None
    published: int
    authorities: int
    england: float | None
    source: str
    faults: tuple[Fault, ...]


def benchmark(
    data: Path, authority: str, *, measure: str | None = None, year: int | None = None, out: Path | None = None
) -> Benchmark:
    """Every measure of one authority (or one of them) in ``year``, else in the newest year each was published for.

    Raises Refusal when the files cannot be used, the authority or measure is not known, or nothing can be compared.
    """
    figures, faults = _read(data)
    found = _authority(figures, authority, year)
    wanted = [_measure(measure)] if measure else list(MEASURES.values())
    when = {asked: asked_year for asked in wanted if (asked_year := _year(figures, asked, year)) is not None}
    if not when:
        raise Refusal(_no_figure(figures, wanted, year))
    comparisons = tuple(compare(figures, asked, at, found.code) for asked, at in when.items())
    if out is not None:
        _write(out, comparisons)
    absent = tuple(asked for asked in wanted if asked not in when)
    return Benchmark(found, comparisons, absent, figures.need_shares, faults)


def top_authorities(
    data: Path,
    measure: str,
    count: int,
    *,
    authority: str | None = None,
    year: int | None = None,
    out: Path | None = None,
) -> TopList:
    """The ``count`` authorities with the largest value, and the place of ``authority``. Raises as ``benchmark``."""
    figures, faults = _read(data)
    asked = _measure(measure)
    at = _year(figures, asked, year)
    if at is None:
        raise Refusal(_no_figure(figures, [asked], year))
    placed = standings(figures, asked, at)
    top = tuple(standing for standing in placed if standing.rank <= count)
    compared = [compare(figures, asked, at, standing.authority.code) for standing in top]
    own = compare(figures, asked, at, _authority(figures, authority, year).code) if authority else None
    if out is not None:
        _write(out, [*compared, *([own] if own and own.authority not in [one.authority for one in compared] else [])])
    first = compared[0]
    return TopList(asked, at, top, own, first.published, first.authorities, first.england, first.source, faults)


def _read(data: Path) -> tuple[PublishedFigures, tuple[Fault, ...]]:
    figures, faults = read_published(data)
    if figures is None:
        lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
        more = [f"and {len(lines) - _FAULTS_TOLD} faults more."] if len(lines) > _FAULTS_TOLD else []
        raise Refusal("\n".join(["The files cannot be used.", *lines[:_FAULTS_TOLD], *more]))
    return figures, faults


def _measure(key: str) -> Measure:
    if key not in MEASURES:
        message = f"There is no measure {key!r}. There are: {', '.join(MEASURES)}."
        raise Refusal(message)
    return MEASURES[key]


def _year(figures: PublishedFigures, measure: Measure, year: int | None) -> int | None:
    years = years_of(figures, measure)
    if year is not None:
        return year if year in years else None
    return years[-1] if years else None


def _no_figure(figures: PublishedFigures, wanted: list[Measure], year: int | None) -> str:
    if len(wanted) == 1 and (years := years_of(figures, wanted[0])):
        return f"{wanted[0].key} is published for {years[0]} to {years[-1]}, not for {year}."
    which = wanted[0].key if len(wanted) == 1 else "Every measure"
    return f"{which} needs figures that are not in these files{'' if year is None else f' for {year}'}."


def _authority(figures: PublishedFigures, asked: str, year: int | None) -> Authority:
    """By code, by name, or by a part of the name that only one has.

    Those that counted plans in ``year`` (else in the newest January) come first: Bournemouth alone was abolished.
    """
    januaries = figures.years(TOTAL)
    then = figures.codes_in(TOTAL, year if year in januaries else januaries[-1])
    ordered = [figures.authorities[code] for code in then]
    former = [figures.authorities[code] for code in sorted(set(figures.authorities) - set(then))]
    wanted = _plain(asked)
    parts = [authority for authority in ordered if wanted and wanted in _plain(authority.name)]
    exact = [one for one in ordered if wanted in (one.code.casefold(), _plain(one.name))]
    gone = [one for one in former if wanted in (one.code.casefold(), _plain(one.name))]
    for found in (exact, parts, gone):
        if len(found) == 1:
            return found[0]
    names = [authority.name for authority in ordered + former]
    near = [one.name for one in parts] or difflib.get_close_matches(asked, names, n=3, cutoff=0.5)
    meant = f" Did you mean {', '.join(near)}?" if near else ""
    message = f"There is no one authority {asked!r} in the files.{meant}"
    raise Refusal(message)


def _plain(name: str) -> str:
    """Lower case, ``&`` as and, no punctuation: St Helens is St. Helens."""
    spelt = name.casefold().replace("&", " and ")
    return " ".join("".join(mark if mark.isalnum() else " " for mark in spelt.replace(".", "")).split())


def _write(out: Path, comparisons: tuple[Comparison, ...] | list[Comparison]) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            writer.writerows(_cells(one) for one in comparisons)
    except OSError as error:
        message = f"The file {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error


def _cells(one: Comparison) -> list[object]:
    """Empty where not published, never nought."""
    own, spread = one.own, one.neighbour_range
    mine = (own.value, own.count, own.is_small, own.rank, own.is_tied) if own else (None,) * 5
    lowest, highest = spread or (None, None)
    return [
        one.authority.code, one.authority.name, one.authority.region, one.measure.key, one.measure.label,
        one.measure.unit.value, one.measure.period.shown(one.year), *mine, one.published, one.authorities, one.england,
        one.region, one.neighbour_median, lowest, highest, len(one.neighbours), one.neighbours_asked,
        one.rank_among_neighbours, one.measure.first, one.measure.basis, one.source,
    ]  # fmt: skip
