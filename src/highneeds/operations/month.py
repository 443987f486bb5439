"""The month's whole cycle: import, caseload, forecast, position, and the one record that pages and papers show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.finance import Books, Position, own_prices, path_of, position, usual_outlook
from highneeds.finance import Outlook as FinancialOutlook
from highneeds.governance.record import MonthRecord, PastForecasts
from highneeds.operations.backtest import past_forecasts_of_month
from highneeds.operations.importing import Outcome, UnitOutcome, import_paths
from highneeds.operations.imports_list import fault_counts, held_rows_in_use
from highneeds.operations.month_forecast import YEARS_AHEAD, Outlook, outlook_of
from highneeds.operations.month_inputs import Caseload, MonthInputs, caseload_of, month_inputs
from highneeds.operations.month_record import Making, record_of
from highneeds.operations.parameters_file import write_parameters
from highneeds.operations.progress import Progress
from highneeds.operations.second_file import Second
from highneeds.store.board_records import assumption_log
from highneeds.store.months import save_month
from highneeds.store.setup import open_store
from highneeds.store.snapshots import Manifest, write_snapshot


def run_month(
    paths: Sequence[Path],
    *,
    council: str,
    is_invented: bool,
    draws: int,
    seed: int,
    progress: Progress,
    parameters: Path | None = None,
) -> MonthRecord:
    """Import ``paths`` (none: use what is stored), make the month of the latest finance extract, keep it, return it.

    ``parameters``: a CSV to write every fitted parameter to (``write_parameters``).
    Raises Refusal, naming what is missing, when the stored files do not make a month.
    """
    open_store()
    if paths:
        import_or_refuse(paths, progress)
    progress("Rebuilding the caseload on each census day")
    inputs = month_inputs()
    caseload = caseload_of(inputs)
    assumed = usual_outlook(inputs.financial_year, budget=inputs.tables["budget_lines"])
    manifest = month_manifest(inputs, assumed, draws=draws, seed=seed)
    snapshot = write_snapshot(
        inputs.tables, replace(manifest, assumptions=(*manifest.assumptions, *_logged_assumptions()))
    )
    progress(f"Simulating every child, {draws:,} times")
    outlook = month_outlook(inputs, caseload, draws=draws, seed=seed, progress=progress)
    progress("Pricing the caseload and setting it against the budget")
    money = month_position(inputs, caseload, outlook, assumed)
    progress("Forecasting again from every past January")
    past = _past(inputs, caseload, seed=seed, progress=progress)
    today = date.today()  # noqa: DTZ011 - the council's own calendar day
    making = Making(council, is_invented, today, snapshot, fault_counts(), held_rows_in_use(), past)
    record = record_of(inputs, caseload, outlook.simulation, money, making)
    if parameters is not None:
        write_parameters(outlook.parameters, parameters)
    save_month(record)
    return record


def _logged_assumptions() -> Iterable[tuple[str, str, str]]:
    """The council's own log, each in the version in use: another value is another snapshot."""
    for one in assumption_log():
        yield one.name, f"{one.value} {one.unit}", f"{one.source}; {one.owner}, version {one.version}"


def import_or_refuse(paths: Sequence[Path], progress: Progress, second: Second | None = None) -> None:
    """``second``: what a payments or ledger file is that would change a month which is imported already."""
    progress("Reading, checking and keeping the files")
    report = import_paths(
        paths,
        progress=progress.detail,
        detail=progress.detail,
        second=second,
    )
    refused = [unit for unit in report.units if unit.outcome is Outcome.REFUSED]
    if refused:
        reasons = "\n".join(f"  {unit.name}: {_why(unit)}" for unit in refused)
        message = (
            f"No month was made, since these could not be imported; the other files were kept.\n{reasons}\n"
            "Put them right and run it again, or run 'highneeds month' without files to use what is stored."
        )
        raise Refusal(message)


def _why(unit: UnitOutcome) -> str:
    stops = [fault.advice for fault in unit.faults if fault.severity is Severity.STOPS_FILE]
    return stops[0] if stops else "No row of it could be used."


def month_manifest(inputs: MonthInputs, assumed: FinancialOutlook, *, draws: int, seed: int) -> Manifest:
    growths = (
        ("Fees and top-ups, share a year", assumed.price.share_per_year, assumed.price.source),
        ("Grant, share a year", assumed.allocation.share_per_year, assumed.allocation.source),
        ("Place funding, share a year", assumed.places.share_per_year, assumed.places.source),
        ("Services, share a year", assumed.services.share_per_year, assumed.services.source),
    )
    return Manifest(
        financial_year=inputs.financial_year,
        month=inputs.month,
        seed=seed,
        draws=draws,
        assumptions=tuple((name, f"{share:.4f}", source) for name, share, source in growths),
    )


def month_outlook(
    inputs: MonthInputs,
    caseload: Caseload,
    *,
    draws: int,
    seed: int,
    progress: Progress,
    years: int = YEARS_AHEAD,
    ages_by_setting: bool = False,
) -> Outlook:
    """The month's own simulation, ``years`` Januaries ahead; ages as ``simulate``. Raises Refusal as ``council_of``."""

    def tell(done: int, of: int) -> None:
        progress.detail(f"{done / of:.0%}")

    january = caseload.januaries[caseload.start_january]
    prices = own_prices(january, inputs.tables["cost_lines"], inputs.financial_year.first_day, inputs.as_at).prices
    return outlook_of(
        caseload,
        inputs.tables,
        prices,
        draws=draws,
        seed=seed,
        years=years,
        ages_by_setting=ages_by_setting,
        progress=tell,
    )


def _past(inputs: MonthInputs, caseload: Caseload, *, seed: int, progress: Progress) -> PastForecasts:
    def tell(done: int, of: int) -> None:
        progress.detail(f"{done} of {of} Januaries")

    return past_forecasts_of_month(inputs, caseload, seed=seed, progress=tell)


def month_position(inputs: MonthInputs, caseload: Caseload, outlook: Outlook, assumed: FinancialOutlook) -> Position:
    """The month's own money, from its simulation."""
    tables = inputs.tables
    return position(
        as_at=inputs.as_at,
        books=Books(tables["budget_lines"], tables["ledger"], tables["cost_lines"], inputs.paid),
        census_now=caseload.now,
        census_year_ago=caseload.year_ago,
        simulated=path_of(outlook.simulation),
        path_assumptions=outlook.assumptions,
        outlook=assumed,
        months_so_far=caseload.months_so_far,
    )
