"""``highneeds backtest``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from highneeds.cli.progress import console, stages
from highneeds.core.errors import Refusal
from highneeds.operations.backtest import WHAT_IT_KNEW, TrackRecord, back_test_council, back_test_peer_files

_FILES = ("--transitions", "--population", "--costs", "--valid-states")


def backtest(
    *,
    transitions: Annotated[Path | None, typer.Option(help="CSV: one row per child per year. Needs all four.")] = None,
    population: Annotated[Path | None, typer.Option(help="CSV: resident children by year and age.")] = None,
    costs: Annotated[Path | None, typer.Option(help="CSV: £ a year by need and setting.")] = None,
    valid_states: Annotated[Path | None, typer.Option(help="CSV: what each setting allows.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables and the chart.", metavar="DIR")] = None,
    draws: Annotated[int, typer.Option(min=20, max=100_000, help="Simulated worlds for each forecast.")] = 500,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")] = 2026,
) -> None:
    """Forecast again from every past January, and show how far out it was, beside simple methods.

    Without files: the stored council. With the four files of witan.send: those. Writes scores.csv, forecasts.csv and
    chart.svg when a folder is named.
    """
    given = (transitions, population, costs, valid_states)
    absent = [name for name, path in zip(_FILES, given, strict=True) if path is None]
    if 0 < len(absent) < len(_FILES):
        message = f"The four files go together; {', '.join(absent)} is missing."
        raise Refusal(message)
    with stages() as begin:
        begin("Forecasting again from every past January")

        def tell(done: int, of: int) -> None:
            begin.detail(f"{done} of {of} Januaries")

        if transitions and population and costs and valid_states:
            record = back_test_peer_files(
                transitions=transitions,
                population=population,
                costs=costs,
                valid_states=valid_states,
                draws=draws,
                seed=seed,
                out=out,
                progress=tell,
            )
        else:
            record = back_test_council(draws=draws, seed=seed, out=out, progress=tell)
    _tell(record)


def _tell(record: TrackRecord) -> None:
    for group in dict.fromkeys(score.group for score in record.scores):
        console.print(_table(record, group))
    console.print(f"Ranges of children. {record.past.children_in_words}", soft_wrap=True)
    console.print(f"Ranges of cost. {record.past.cost_in_words}", soft_wrap=True)
    for line in WHAT_IT_KNEW:
        console.print(f"[dim]{line}[/dim]", soft_wrap=True)
    for path in record.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def _table(record: TrackRecord, group: str) -> Table:
    """As narrow as can be: a screen of 80 columns shows it whole."""
    unit, scale = ("£ thousand a year", 1_000.0) if group == "Cost" else ("children", 1.0)
    title = f"\n{group} (CRPS in {unit}; 50, 80, 95 %: truths in those ranges)"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 0, 0, 1))
    table.add_column("Years", no_wrap=True)
    table.add_column("Method", no_wrap=True)
    for name in ("Made", "Bias%", "Error%", "MASE", "CRPS", "50%", "80%", "95%"):
        table.add_column(name, justify="right", no_wrap=True)
    for score in record.scores:
        if score.group == group and score.forecasts:  # a method without years enough has nothing to show
            marks = (
                _number(score.bias_percent, "+.1f"),
                _number(score.median_ape, ".1f"),
                _number(score.mase, ".2f"),
                _number(score.crps / scale, ",.0f"),
                *(_number(100.0 * share, ".0f") for share in score.covered),
            )
            table.add_row(f"{score.years_ahead}", score.method, f"{score.forecasts}", *marks)
    return table


def _number(value: float, form: str) -> str:
    return "" if math.isnan(value) else format(value, form)
