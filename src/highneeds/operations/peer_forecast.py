"""A forecast from the four files of another model: read, fit, simulate, write tables and a chart into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.evidence import parameter_table
from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import RatesMode, shards
from highneeds.forecast.summarise import Summary
from highneeds.forecast.types import Simulation
from highneeds.ingest.peer import PeerInputs, read_peer_files
from highneeds.operations.draws_file import DrawsFile
from highneeds.operations.forecast_chart import fan_chart
from highneeds.operations.peer_ranges import NO_CHANGE, ranges_asked, with_ranges

_FAULTS_TOLD = 20


@dataclass(frozen=True)
class PeerForecast:
    """What was simulated and written, and the faults that did not stop it.

    ``start + joins - leaves = end`` of ``summary.balances()`` was checked in every draw. ``ranges``: in words, whether
    total.csv shows ranges as the model gives them, and why.
    """

    summary: Summary
    faults: tuple[Fault, ...]
    written: tuple[Path, ...]
    ranges: tuple[str, ...]


def forecast_from_transitions(  # noqa: PLR0913 - the four files and the settings of a run, each named by the caller
    *,
    transitions: Path,
    population: Path,
    costs: Path,
    valid_states: Path,
    out: Path,
    draws: int,
    seed: int,
    years: int | None = None,
    threads: int = 2,
    rates: RatesMode = "fitted",
    draws_file: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PeerForecast:
    """Forecast ``years`` Januaries (None: all that the population covers); write the tables and the chart to ``out``.

    ``rates`` "constant": the central rates in every year and draw, without trend or shocks. ``draws_file``: Parquet of
    every draw (``DrawsFile``). Memory does not grow with ``draws``.

    Raises Refusal, with every fault, when the files cannot be used; nothing is written then.
    """
    inputs, faults = read_peer_files(
        transitions=transitions, population=population, costs=costs, valid_states=valid_states
    )
    if inputs is None:
        raise Refusal(_told(faults))
    years = _years_ahead(inputs, years)
    posterior = fit(inputs.history, inputs.population, inputs.space)
    run = shards(
        posterior,
        inputs.stock,
        inputs.population,
        inputs.prices,
        years=years,
        draws=draws,
        seed=seed,
        threads=threads,
        rates=rates,
        progress=progress,
    )
    summary = Summary.of(run) if draws_file is None else _summary_and_draws(run, draws_file)
    asked = NO_CHANGE if rates == "constant" else ranges_asked(inputs, seed=seed, threads=threads)
    total = with_ranges(summary.total_table(), asked)
    written = _write(summary, total, parameter_table(posterior, inputs.history, inputs.population), out)
    return PeerForecast(summary, faults, written if draws_file is None else (*written, draws_file), asked.in_words)


def _summary_and_draws(run: Iterable[Simulation], path: Path) -> Summary:
    with DrawsFile(path) as kept:

        def passed_on() -> Iterator[Simulation]:
            for shard in run:
                kept.add(shard)
                yield shard

        return Summary.of(passed_on())


def _told(faults: tuple[Fault, ...]) -> str:
    lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
    more = [f"and {len(lines) - _FAULTS_TOLD} faults more."] if len(lines) > _FAULTS_TOLD else []
    return "\n".join(["The files cannot be used. Nothing was written.", *lines[:_FAULTS_TOLD], *more])


def _years_ahead(inputs: PeerInputs, years: int | None) -> int:
    covered = inputs.population.last_year - inputs.stock.census_year
    if years is not None and years > covered:
        message = f"The population file reaches January {inputs.population.last_year}: at most {covered} years ahead."
        raise Refusal(message)
    return covered if years is None else years


def _write(summary: Summary, total: pl.DataFrame, parameters: pl.DataFrame, out: Path) -> tuple[Path, ...]:
    tables = {
        "total.csv": (total, 3),
        "by_need.csv": (summary.need_table(), 3),
        "by_setting.csv": (summary.setting_table(), 3),
        "by_nc_year.csv": (summary.nc_year_table(), 3),
        "parameters.csv": (parameters, 6),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, (table, decimals) in tables.items():
            table.write_csv(out / name, float_precision=decimals)
        (out / "chart.svg").write_text(fan_chart(total), encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in (*tables, "chart.svg"))
