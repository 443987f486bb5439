"""A forecast from the four files of another model: read, fit, simulate, write tables and a chart into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import RatesMode, check_conservation, simulate
from highneeds.forecast.summarise import nc_year_table, need_table, setting_table, total_table
from highneeds.forecast.types import Simulation
from highneeds.ingest.peer import PeerInputs, read_peer_files
from highneeds.operations.forecast_chart import fan_chart

_FAULTS_TOLD = 20


@dataclass(frozen=True)
class YearBalance:
    """Means over the draws of one year: ``start + joins - leaves = end`` was checked in every draw."""

    year: int
    start: float
    joins: float
    leaves: float
    end: float


@dataclass(frozen=True)
class PeerForecast:
    """What was simulated and written, and the faults that did not stop it."""

    simulation: Simulation
    balances: tuple[YearBalance, ...]
    faults: tuple[Fault, ...]
    written: tuple[Path, ...]


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
    progress: Callable[[int, int], None] | None = None,
) -> PeerForecast:
    """Forecast ``years`` Januaries (None: all that the population covers); write the tables and the chart to ``out``.

    ``rates`` "constant": the central rates in every year and draw, without trend or shocks.

    Raises Refusal, with every fault, when the files cannot be used; nothing is written then.
    """
    inputs, faults = read_peer_files(
        transitions=transitions, population=population, costs=costs, valid_states=valid_states
    )
    if inputs is None:
        raise Refusal(_told(faults))
    simulation = _simulate(inputs, draws=draws, seed=seed, years=years, threads=threads, rates=rates, progress=progress)
    check_conservation(simulation)
    return PeerForecast(simulation, _balances(simulation), faults, _write(simulation, out))


def _told(faults: tuple[Fault, ...]) -> str:
    lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
    more = [f"and {len(lines) - _FAULTS_TOLD} faults more."] if len(lines) > _FAULTS_TOLD else []
    return "\n".join(["The files cannot be used. Nothing was written.", *lines[:_FAULTS_TOLD], *more])


def _simulate(
    inputs: PeerInputs,
    *,
    draws: int,
    seed: int,
    years: int | None,
    threads: int,
    rates: RatesMode,
    progress: Callable[[int, int], None] | None,
) -> Simulation:
    covered = inputs.population.last_year - inputs.stock.census_year
    if years is not None and years > covered:
        message = f"The population file reaches January {inputs.population.last_year}: at most {covered} years ahead."
        raise Refusal(message)
    return simulate(
        fit(inputs.history, inputs.population, inputs.space),
        inputs.stock,
        inputs.population,
        inputs.prices,
        years=covered if years is None else years,
        draws=draws,
        seed=seed,
        threads=threads,
        rates=rates,
        progress=progress,
    )


def _balances(simulation: Simulation) -> tuple[YearBalance, ...]:
    present = np.asarray(simulation.children.sum(axis=(2, 3)).mean(axis=0))
    joins, leaves = simulation.joined.mean(axis=0), simulation.left.mean(axis=0)
    return tuple(
        YearBalance(year, float(present[i]), float(joins[i + 1]), float(leaves[i + 1]), float(present[i + 1]))
        for i, year in enumerate(simulation.census_years[1:])
    )


def _write(simulation: Simulation, out: Path) -> tuple[Path, ...]:
    total = total_table(simulation)
    tables = {
        "total.csv": total,
        "by_need.csv": need_table(simulation),
        "by_setting.csv": setting_table(simulation),
        "by_nc_year.csv": nc_year_table(simulation),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name, float_precision=3)
        (out / "chart.svg").write_text(fan_chart(total), encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in (*tables, "chart.svg"))
