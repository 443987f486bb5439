"""``highneeds benchmark``."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from highneeds.cli.progress import console, errors
from highneeds.core.faults import Fault
from highneeds.forecast.benchmarking import Comparison, Measure, Standing
from highneeds.operations.benchmark import Benchmark, TopList, top_authorities
from highneeds.operations.benchmark import benchmark as compare_authority

_SMALL = "[dim]*[/]"
_ROOMY = 96  # columns of a terminal; in a narrower one no figure may be cut off for the sake of air
_SMALL_SAID = "* rests on a count of 1 to 5 children: one more or fewer changes it visibly."
_NEEDS_SOURCE = "DfE, Education, health and care plans, shares of England (national_profiles_2024_25_shares_only.csv)"
_NEEDS = {
    "asd": "autistic spectrum disorder", "hi": "hearing impairment", "mld": "moderate learning difficulty",
    "msi": "multi-sensory impairment", "need_unknown": "not known", "oth": "other", "pd": "physical disability",
    "pmld": "profound and multiple learning difficulty", "semh": "social, emotional and mental health",
    "slcn": "speech, language and communication", "sld": "severe learning difficulty",
    "spld": "specific learning difficulty", "vi": "visual impairment",
}  # fmt: skip


def benchmark(
    *,
    data: Annotated[Path, typer.Option(help="Folder or zip of the DfE's published files.", metavar="DIR_OR_ZIP")],
    authority: Annotated[str | None, typer.Option(help="The authority's name or three-digit code.")] = None,
    measure: Annotated[
        str | None, typer.Option(help="One measure, for example independent_share; all when not given.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, max=200, help="List the authorities with the largest value of --measure.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="January, calendar year, or first year of a financial year; default the newest.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A CSV to write, every figure with basis and source.")] = None,
) -> None:
    """Compare an authority with England, its region and its statistical neighbours on published figures.

    With --top 8 --measure independent_share: the eight authorities that place the largest share of children in
    independent and non-maintained special schools, and with --authority the place of that one.
    """
    if top is not None and measure is not None:
        listed = top_authorities(data, measure, top, authority=authority, year=year, out=out)
        _tell_top(listed)
        _tell_faults(listed.faults)
    elif authority is not None and top is None:
        report = compare_authority(data, authority, measure=measure, year=year, out=out)
        _tell(report)
        _tell_faults(report.faults)
    else:
        message = "Give --authority, or --top together with --measure."
        raise typer.BadParameter(message)
    if out is not None:
        console.print(f"Wrote {out}", markup=False, soft_wrap=True)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)


def _tell(report: Benchmark) -> None:
    console.print(f"\n[bold]{escape(report.authority.name)}[/] ({report.authority.code}), {report.authority.region}")
    groups = groupby(report.comparisons, key=lambda one: (one.measure.section, one.measure.period.shown(one.year)))
    for (section, period), found in groups:
        _tell_section(f"{section}, {period}", list(found))
    if any(one.own and one.own.is_small for one in report.comparisons):
        console.print(f"\n{_SMALL_SAID}")
    console.print(
        "\nRank: place from the largest value down, of all authorities with a figure; = shares its place."
        " Neighbours: the median, lowest and highest of the DfE's ten statistical neighbours of 2025. Near: place among"
        " those and this authority. England, region: sums over sums, not averages. -: not published."
    )
    if report.absent:
        names = ", ".join(measure.key for measure in report.absent)
        console.print(f"Not in these files, or not for that year: {names}.", soft_wrap=True)
    _tell_needs(report.need_shares)


def _tell_section(title: str, found: list[Comparison]) -> None:
    gap = 2 if console.width >= _ROOMY else 1
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, gap, 0, 0))
    table.add_column("", overflow="fold", min_width=12)
    for heading in ("Here", "England", "Region", "Neighbours", "Rank", "Near"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in found:
        table.add_row(*_row(one))
    console.print(f"\n[bold]{escape(title)}[/]")
    console.print(table)
    short = {f"{one.published} of {one.authorities}" for one in found if one.published < one.authorities}
    if short:
        console.print(f"[dim]{', '.join(sorted(short))} authorities have a figure.[/]")
    for basis, of in groupby(found, key=lambda one: one.measure.basis):
        labels = [one.measure.label for one in of]
        said = f"{labels[0]}: {basis}" if len(labels) < len(found) else f"Basis: {basis}"
        console.print(f"[dim]{escape(said)}.[/]")
    directions = dict.fromkeys(one.measure.first for one in found)
    sources = dict.fromkeys(part for one in found for part in one.source.split("; "))
    console.print(f"[dim]Rank: {'; '.join(directions)}. Source: {escape('; '.join(sources))}.[/]")


def _row(one: Comparison) -> list[str]:
    own, spread, middle = one.own, one.neighbour_range, one.neighbour_median
    near = "none in files"
    if spread is not None:
        low, high = (_bare(one.measure, value) for value in spread)
        near = f"{_number(one.measure, middle)} ({low} to {high})"
    return [
        one.measure.label,
        _number(one.measure, own.value) + (_SMALL if own.is_small else "") if own else "-",
        _number(one.measure, one.england),
        _number(one.measure, one.region),
        near,
        f"{_place(own)}/{one.published}",
        f"{one.rank_among_neighbours}/{len(one.neighbours) + 1}"
        if one.rank_among_neighbours and one.neighbours
        else "-",
    ]


def _bare(measure: Measure, value: float) -> str:
    return f"{value:,.0f}" if measure.unit.value == "£" else f"{value:.1f}"


def _number(measure: Measure, value: float | None) -> str:
    if value is None:
        return "-"
    if measure.unit.value == "£":
        return f"{'-' if value < 0 else ''}£{abs(value):,.0f}"
    return _bare(measure, value) + ("%" if measure.unit.value == "%" else "")


def _place(own: Standing | None) -> str:
    return "-" if own is None else f"{'=' if own.is_tied else ''}{own.rank}"


def _tell_top(listed: TopList) -> None:
    measure, period = listed.measure, listed.measure.period.shown(listed.year)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Rank", "Authority", "Region", "Value", "Count"):
        table.add_column(heading, justify="left" if heading in {"Authority", "Region"} else "right")
    asked = listed.asked
    rows = list(listed.top)
    if asked and asked.own and asked.own not in rows:
        rows.append(asked.own)
    for one in rows:
        style = "bold" if asked and one.authority == asked.authority else ""
        count = f"{one.count:,.0f}" + (_SMALL if one.is_small else "")
        names = (escape(one.authority.name), one.authority.region)
        table.add_row(_place(one), *names, _number(measure, one.value), count, style=style)
    console.print(f"\n[bold]{escape(measure.label)}, {period}: the first {len(listed.top)} of {listed.published}[/]")
    console.print(table)
    console.print(
        f"England: {_number(measure, listed.england)}. {listed.published} of {listed.authorities} have a figure."
    )
    if asked:
        console.print(_asked_in_words(asked), markup=False, soft_wrap=True)
    if any(one.is_small for one in rows):
        console.print(_SMALL_SAID)
    console.print(f"[dim]Basis: {escape(measure.basis)}; {measure.first}.[/]", soft_wrap=True)
    console.print(f"[dim]Source: {escape(listed.source)}.[/]", soft_wrap=True)


def _asked_in_words(asked: Comparison) -> str:
    if asked.own is None:
        return f"{asked.authority.name}: not published for {asked.measure.period.shown(asked.year)}."
    shared = " (shared)" if asked.own.is_tied else ""
    value = _number(asked.measure, asked.own.value)
    near = f", {asked.rank_among_neighbours} of {len(asked.neighbours) + 1} among it and its statistical neighbours"
    return f"{asked.authority.name}: {value}, place {asked.own.rank}{shared} of {asked.published}{near}."


def _tell_needs(shares: Mapping[str, float]) -> None:
    """England's need profile as a reference, since no file here has it by authority."""
    if not shares:
        console.print("Primary need is not in these files.")
        return
    ranked = sorted(shares.items(), key=lambda pair: -pair[1])
    said = "; ".join(f"{_NEEDS.get(need, need)} {100 * share:.1f}%" for need, share in ranked)
    console.print(
        "\n[bold]Primary need[/]: by authority it is not in these files. England, 2024 to 2025, for reference:"
    )
    console.print(
        f"{said}.\n[dim]  Source: {_NEEDS_SOURCE}.[/]",
        soft_wrap=True,
    )
