"""``highneeds forecast``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from highneeds.cli.progress import console, errors, stages
from highneeds.operations.peer_forecast import PeerForecast, forecast_from_transitions


def forecast(  # noqa: PLR0913  the options of a command
    *,
    transitions: Annotated[Path, typer.Option(help="CSV: one row per child from one January to the next.")],
    population: Annotated[Path, typer.Option(help="CSV: resident children by calendar and academic year.")],
    costs: Annotated[Path, typer.Option(help="CSV: £ a year by need and setting.")],
    valid_states: Annotated[Path, typer.Option(help="CSV: ages, needs and moves that each setting allows.")],
    out: Annotated[Path, typer.Option(help="The folder to write; made when absent.", metavar="DIR")],
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Simulated worlds.")] = 1_000,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
    years: Annotated[
        int | None, typer.Option(min=1, max=30, help="Years ahead; all that the population covers when not given.")
    ] = None,
    rates: Annotated[
        Literal["fitted", "constant"],
        typer.Option(help="constant: the central rates in every year and draw, without trend or shocks."),
    ] = "fitted",
    draws_file: Annotated[
        Path | None, typer.Option(help="Every draw as well, as Parquet.", metavar="FILE.parquet")
    ] = None,
) -> None:
    """Forecast children with plans and their cost from the input files of witan.send.

    Writes total.csv, by_need.csv, by_setting.csv, by_nc_year.csv, parameters.csv (every fitted rate with its evidence)
    and chart.svg. Every child is followed one by one; the balance of joins and leaves is checked in every draw.
    """
    with stages() as begin:
        begin(f"Reading the files, fitting the rates, simulating {draws:,} draws")

        def tell(done: int, of: int) -> None:
            begin.detail(f"{done:,} of {of:,}")

        result = forecast_from_transitions(
            transitions=transitions,
            population=population,
            costs=costs,
            valid_states=valid_states,
            out=out,
            draws=draws,
            seed=seed,
            years=years,
            rates=rates,
            draws_file=draws_file,
            progress=tell,
        )
    _tell(result, draws, out)


def _tell(result: PeerForecast, draws: int, out: Path) -> None:
    for fault in result.faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)
    console.print(f"start + joins - leaves = end, checked in each of {draws:,} draws; means:")
    for balance in result.summary.balances():
        console.print(
            f"  January {balance.year}: {balance.start:,.1f} + {balance.joins:,.1f} - {balance.leaves:,.1f}"
            f" = {balance.end:,.1f}"
        )
    children, cost = result.summary.largest_errors()
    if cost:
        console.print(f"Percentiles of so many draws are kept to within {children:,.1f} children and £{cost:,.0f}.")
    for reason in result.ranges:
        console.print(reason, soft_wrap=True)
    names = ", ".join(path.name for path in result.written)
    console.print(f"Wrote {names} to {out}", markup=False, soft_wrap=True)
