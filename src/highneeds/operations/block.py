"""The stored council's block over five to ten years: deficit by tranche in three series, on the month's own draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.core import FinancialYear, Labelled
from highneeds.core.errors import Refusal
from highneeds.finance import Assumption, Outlook, Position, five_years, past_years, usual_outlook
from highneeds.finance.block import (
    BlockOutlook,
    VersionChange,
    block_outlook,
    block_table,
    changes_between,
    version_table,
)
from highneeds.finance.block.stretch import stretched
from highneeds.forecast.effects import Run
from highneeds.governance.ranges import cost_factors
from highneeds.ingest.block_file import BlockFile, read_block_file
from highneeds.operations.block_levers import compiled_for_measures, measures_of
from highneeds.operations.block_plan import plan_of, refuse_misfit
from highneeds.operations.forecast_inputs import population_of
from highneeds.operations.month import month_outlook, month_position
from highneeds.operations.month_inputs import MonthInputs, caseload_of, month_inputs
from highneeds.operations.peer_inputs import told
from highneeds.operations.progress import Progress
from highneeds.operations.scenario_inputs import Compiled
from highneeds.store.months import latest_month
from highneeds.store.setup import open_store

FEWEST_YEARS, MOST_YEARS = 5, 10
RANGES_STRETCHED = "Ranges, by earlier forecasts"
_JANUARIES_BEYOND = 1  # a financial year ends in the March after its January
_FEWEST_JANUARIES = 7  # what the month's own five years ahead need


@dataclass(frozen=True)
class CouncilBlock:
    """``changes``: of this year's allocation, from version to version."""

    name: str
    as_at: date
    draws: int
    outlook: BlockOutlook
    changes: tuple[VersionChange, ...]
    written: tuple[Path, ...]


def block_of_council(
    file: Path | None,
    *,
    scenario: Path | None = None,
    years: int,
    draws: int,
    seed: int,
    out: Path | None,
    progress: Progress,
) -> CouncilBlock:
    """``years`` financial years, this one among them; ``file`` as docs/guide/block.md says, None for the books alone;
    ``scenario``: the file of the levers that its measures name.

    Writes block.csv, allocation_versions.csv and assumptions.csv into ``out``. Raises Refusal when what is stored makes
    no month, the population does not reach far enough, or the file has faults or does not fit the month.
    """
    progress("Reading the block's file and what is stored")
    open_store()
    inputs = month_inputs()
    _refuse_short_population(inputs, years)
    said = read_said(file, scenario, inputs, years=years)
    caseload = caseload_of(inputs)
    assumed = outlook_said(said, inputs)
    progress(f"Simulating every child, {draws:,} times")
    januaries = max(years + _JANUARIES_BEYOND, _FEWEST_JANUARIES)
    simulated = month_outlook(inputs, caseload, draws=draws, seed=seed, progress=progress, years=januaries)
    progress("Pricing the caseload and following the deficit")
    money = month_position(inputs, caseload, simulated, assumed)
    outlook = outlook_of(said, money, assumed, years=years, run=Run(draws=draws, seed=seed), progress=progress)
    return CouncilBlock(
        "The high needs block" if said.file is None else said.file.name,
        inputs.as_at,
        draws,
        outlook,
        changes_between(outlook.plan.versions, inputs.financial_year, inputs.as_at),
        () if out is None else _write(outlook, out),
    )


@dataclass(frozen=True)
class Said:
    """What the block's file says, and the scenario of its levers; both None where there is none."""

    file: BlockFile | None
    compiled: Compiled | None


def read_said(file: Path | None, scenario: Path | None, inputs: MonthInputs, *, years: int) -> Said:
    """The block's file and scenario, before anything long is begun. Raises Refusal where they do not fit the month."""
    given = None if file is None else _read_or_refuse(file)
    past = past_years(inputs.tables["ledger"], inputs.tables["budget_lines"], inputs.financial_year)
    refuse_misfit(given, inputs.financial_year, inputs.as_at, past)
    planned = () if given is None else given.measures
    return Said(given, compiled_for_measures(scenario, planned, years=years + _JANUARIES_BEYOND))


def outlook_said(said: Said, inputs: MonthInputs) -> Outlook:
    """The usual outlook with the drivers of services that the file names.

    Raises Refusal where one of them is no service of this year's book.
    """
    usual = usual_outlook(inputs.financial_year, budget=inputs.tables["budget_lines"])
    drivers = () if said.file is None else said.file.services
    of_year = pl.col("financial_year") == str(inputs.financial_year)
    services = of_year & (pl.col("kind").cast(pl.String) == "service")
    known = set(inputs.tables["budget_lines"].filter(services)["budget_line"])
    unknown = [driver.budget_line for driver in drivers if driver.budget_line not in known]
    if unknown:
        message = (
            f"No service of {inputs.financial_year} is called {', '.join(unknown)}. The services are "
            f"{', '.join(sorted(known))}."
        )
        raise Refusal(message)
    return replace(usual, drivers=drivers)


def outlook_of(
    said: Said, money: Position, assumed: Outlook, *, years: int, run: Run, progress: Progress
) -> BlockOutlook:
    """The block over ``years`` financial years on the draws of ``money``, which ``run`` made."""
    spending = five_years(
        outturn=money.outturn,
        path=money.path,
        outlook=assumed,
        opening_deficit_pence=money.opening_deficit_pence,
        years_ahead=years - 1,
    ).block_cost
    first = money.outturn.financial_year
    spending, widened = _as_wide_as_asked(spending, first)
    financial_years = tuple(FinancialYear(first.starts + ahead) for ahead in range(years))
    if said.compiled is not None:
        progress("Running the same worlds with and without each lever")
    planned = () if said.file is None else said.file.measures
    measures = measures_of(planned, said.compiled, financial_years, assumed.price, run, progress)
    plan = plan_of(said.file, money, assumed, measures, financial_years, widened)
    return block_outlook(spending, plan, day=money.as_at, seed=run.seed)


def _as_wide_as_asked(spending: Labelled, year: FinancialYear) -> tuple[Labelled, Assumption]:
    """The draws with ranges as the month of ``year`` found past forecasts to ask for, and what was done in words."""
    record = latest_month()
    if record is None or record.past is None or record.financial_year != year:
        words = "as the model gives them: no month of this year has looked back on earlier forecasts"
        return spending, Assumption(RANGES_STRETCHED, words, "run highneeds month first")
    factors = cost_factors(record.past, spending.values.shape[1])
    if set(factors) == {1.0}:
        return spending, Assumption(RANGES_STRETCHED, "as the model gives them", record.past.cost_in_words)
    told = ", ".join(f"{factor:.2f}" for factor in factors)
    words = f"spending of each year {told} times as far from its mean as the model has it"
    return stretched(spending, factors), Assumption(RANGES_STRETCHED, words, record.past.cost_in_words)


def _read_or_refuse(path: Path) -> BlockFile:
    given = read_block_file(path)
    if given.faults:
        raise Refusal(told(given.faults, "The block's file cannot be used. Nothing was written."))
    return given


def _refuse_short_population(inputs: MonthInputs, years: int) -> None:
    last = population_of(inputs.tables["population"]).last_year
    most = last - inputs.financial_year.starts - _JANUARIES_BEYOND
    if years > most:
        message = (
            f"The population file ends with mid-year {last - 1}, which makes at most {most} financial years, "
            f"not {years}. Ask for fewer with --years, or import a longer projection."
        )
        raise Refusal(message)


def _write(outlook: BlockOutlook, out: Path) -> tuple[Path, ...]:
    said = pl.DataFrame(
        [(each.name, each.in_words, each.source) for each in outlook.assumptions],
        schema=["name", "value", "source"],
        orient="row",
    )
    tables = {
        "block.csv": block_table(outlook),
        "allocation_versions.csv": version_table(outlook.plan.versions),
        "assumptions.csv": said,
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name, float_precision=2)
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in tables)
