"""``highneeds national``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from highneeds.cli.progress import console, errors
from highneeds.core.faults import Fault
from highneeds.forecast.national.nested import METHODS, MODEL, Mark
from highneeds.forecast.national.types import FORECAST_SERIES, NEW_PLANS
from highneeds.operations.national import (
    NationalBackTest,
    NationalReport,
    back_test_national,
    england_range_percent,
    england_total,
    forecast_every_authority,
)

_SERIES = {
    "total": "All plans",
    "placement:mainstream": "Mainstream, units included",
    "placement:special_state": "State-funded special",
    "placement:special_indep_nmss": "Independent and non-maintained",
    "placement:post16": "Further education and post-16",
    "placement:other": "All other placements",
    "new_plans": "New plans, calendar year",
}
_SIGNALS_TOLD = 4
_SMALLEST = 0.005
_LARGEST = 9_999  # a method that gives millions is wrong enough


def national(
    *,
    data: Annotated[Path, typer.Option(help="Folder or zip of the DfE's published files.", metavar="DIR_OR_ZIP")],
    origin: Annotated[int | None, typer.Option(help="The January to forecast from, for example 2022.")] = None,
    out: Annotated[Path | None, typer.Option(help="The CSV to write: series,la,target,point,lo80,hi80.")] = None,
    years: Annotated[int, typer.Option(help="Years ahead, 1 to 5.")] = 5,
    growth: Annotated[
        float | None, typer.Option(help="England's growth to assume, per cent a year; last year's when not given.")
    ] = None,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Forecast from every past January and mark it beside naive methods.")
    ] = False,
) -> None:
    """Forecast every authority in England from the DfE's published totals, with 8-in-10 ranges.

    Only what was known in January of the origin is used: plans counted by then, flows to the year before.
    """
    if not backtest and (origin is None or out is None):
        message = "Give --origin and --out, or --backtest."
        raise typer.BadParameter(message)
    if (origin is None) != (out is None):
        message = "Give --origin and --out together."
        raise typer.BadParameter(message)
    if origin is not None and out is not None:
        report = forecast_every_authority(data, origin, out, years=years, growth_percent=growth)
        _tell(report)
        _tell_faults(report.faults)
    if backtest:
        tested = back_test_national(data)
        _tell_back_test(tested)
        if origin is None:
            _tell_faults(tested.faults)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)


def _tell(report: NationalReport) -> None:
    forecast = report.forecast
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("England, all areas added up", overflow="fold")
    years = forecast.targets(NEW_PLANS)
    for year in years:
        table.add_column(str(year), justify="right", no_wrap=True)
    for series in FORECAST_SERIES:
        numbers = dict(zip(forecast.targets(series), england_total(forecast, series), strict=True))
        table.add_row(_SERIES[series], *(f"{numbers[year]:,.0f}" if year in numbers else "" for year in years))
    console.print(f"\n[bold]From January {forecast.origin}: {len(forecast.areas)} areas[/]")
    console.print(table)
    pace = 100.0 * float(np.expm1(forecast.england[0]))
    off = england_range_percent(forecast)
    console.print(
        f"Every area rests on England growing by {pace:.1f}% a year. Alone, that may be off by {off[0]:.1f}% in "
        f"{forecast.targets('total')[0]} and by {off[-1]:.1f}% in {forecast.targets('total')[-1]}, 8 times in 10."
    )
    _tell_signals(report)
    if forecast.filled:
        named = ", ".join(report.area_names[area] for area in forecast.filled)
        console.print(f"No count in January {forecast.origin}, so their last one grown as England: {named}.")
    if forecast.left_out:
        named = ", ".join(report.area_names[area] for area in forecast.left_out)
        console.print(f"Never counted in these files, so left out: {named}.")
    if report.absent:
        console.print(f"Would help but is not in these files: {', '.join(report.absent)}.", soft_wrap=True)
    console.print(f"Wrote {report.out}", markup=False, soft_wrap=True)


def _tell_signals(report: NationalReport) -> None:
    """What sets an authority's growth apart, largest first."""
    weights = {name: 100.0 * weight for name, weight in report.forecast.weights.items()}
    largest = sorted((name for name in weights if abs(weights[name]) > _SMALLEST), key=lambda name: -abs(weights[name]))
    if largest:
        said = ", ".join(f"{name} {weights[name]:+.1f}" for name in largest[:_SIGNALS_TOLD])
        console.print(f"Growth next year beside England's, points for one standard deviation more: {said}.")


def _tell_back_test(tested: NationalBackTest) -> None:
    by_key = {(mark.series, mark.method, mark.years_ahead): mark for mark in tested.marks}
    steps = sorted({mark.years_ahead for mark in tested.marks})
    console.print(
        f"\n[bold]Back-test from January {tested.origins[0]} to {tested.origins[-1]}[/], each from what was known then"
    )
    for series in FORECAST_SERIES:
        table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column(_SERIES[series], overflow="fold")
        for step in steps:
            table.add_column(f"{step} y", justify="right", no_wrap=True)
        for title, shown in _MARKS.items():
            table.add_row(f"[dim]{title}[/]")
            for method in METHODS:
                cells = [shown(by_key[series, method, step]) for step in steps]
                table.add_row(f"  {method}", *cells, style="bold" if method == MODEL else "")
        console.print()
        console.print(table)
    console.print(
        "\nError: median of the absolute percentage errors of all areas and origins. Score: width of the 8-in-10 range "
        "and ten times what the truth lay outside it, mean, smaller is better. ~: for fewer origins than the model, as "
        "the method needs more years. Ranges of naive methods held 8 in 10 of their own past errors."
    )


def _number(value: float, of: Mark) -> str:
    if np.isnan(value):
        return "-"
    return (f"{value:,.1f}" if value < _LARGEST else f">{_LARGEST:,}") + ("~" if of.is_partial else "")


_MARKS: dict[str, Callable[[Mark], str]] = {
    "Error, %": lambda mark: _number(mark.median_ape, mark),
    "Score, plans": lambda mark: _number(mark.interval_score, mark),
    "In the 8-in-10 range, %": lambda mark: _number(mark.coverage, mark),
}
