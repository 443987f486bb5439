"""The month's record from what finance and the engine found: one frozen object for pages and papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.core import SnapshotId
from highneeds.finance import Position
from highneeds.forecast.types import Simulation
from highneeds.governance.ranges import adjusted_series, range_assumptions
from highneeds.governance.record import BridgeStep, FaultCount, MonthRecord, PastForecasts, SettingRow
from highneeds.operations.month_figures import FigureStamp, month_figures
from highneeds.operations.month_inputs import Caseload, MonthInputs
from highneeds.operations.month_series import forecast_series
from highneeds.rules import Setting, dsg_plan_row

CASELOAD_DAY = "The caseload now"


@dataclass(frozen=True, slots=True)
class Making:
    """Whose record it is, what it is stamped with, and the faults of the files it stands on."""

    council: str
    is_invented: bool
    made_on: date
    snapshot: SnapshotId
    faults: tuple[FaultCount, ...]
    held_rows: int
    past: PastForecasts


def record_of(
    inputs: MonthInputs, caseload: Caseload, simulation: Simulation, money: Position, making: Making
) -> MonthRecord:
    """Freeze the month."""
    counted = {year: frame.height for year, frame in caseload.januaries.items()}
    modelled = forecast_series(money, simulation, counted)
    series = adjusted_series(modelled, making.past)
    stamp = FigureStamp(inputs.financial_year, inputs.as_at, making.snapshot, simulation.draws)
    rows_with_faults = sum(count.rows for count in making.faults)
    return MonthRecord(
        council=making.council,
        is_invented=making.is_invented,
        financial_year=inputs.financial_year,
        month=money.outturn.months_closed,
        as_at=inputs.as_at,
        made_on=making.made_on,
        snapshot=making.snapshot,
        seed=simulation.seed,
        draws=simulation.draws,
        figures=month_figures(
            stamp, money, series, making.past, rows_with_faults=rows_with_faults, held_rows=making.held_rows
        ),
        bridge=tuple(BridgeStep(step.cause, step.pence, step.in_words) for step in money.bridge),
        settings=_setting_rows(money),
        outturn_by_month=money.outturn_by_month,
        forecasts=series,
        faults=making.faults,
        assumptions=(
            _caseload_day(inputs, caseload),
            *range_assumptions(modelled, making.past),
            *((said.name, said.in_words, said.source) for said in money.assumptions),
        ),
        past=making.past,
    )


def _caseload_day(inputs: MonthInputs, caseload: Caseload) -> tuple[str, str, str]:
    """Which day the caseload is counted on: without a current list of plans it is the last census."""
    if caseload.has_running_list:
        return (CASELOAD_DAY, f"counted on {inputs.as_at:%-d %B %Y}", "the case system's current list of plans")
    latest = max(caseload.januaries)
    return (CASELOAD_DAY, f"as it was in January {latest}; no later list of plans was imported", "SEN2 return")


def _setting_rows(money: Position) -> tuple[SettingRow, ...]:
    prices = money.prices_now.prices
    uncosted = Counter(dsg_plan_row(Setting(name)) for name in prices.filter(pl.col("basis") == "uncosted")["setting"])
    return tuple(
        SettingRow(
            row.setting,
            row.children_year_ago,
            row.children_now,
            row.budget_fte,
            row.forecast_fte,
            row.budget_pence,
            row.forecast_pence,
            children_without_cost=uncosted[row.setting],
        )
        for row in money.settings
    )
