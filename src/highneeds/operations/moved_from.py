"""What the forecast of a month that is being closed has moved from, by which steps, and the rows behind each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.core import Pence
from highneeds.finance import OutturnLine, Position
from highneeds.finance.movement import Forecast, Step, lines_moved, rows_between, rows_from_budget, steps_between
from highneeds.finance.payments import MonthEnd, Tie
from highneeds.governance.closed_month import FROM_BUDGET, ClosedLine, ClosedMonth, Closing, Movement
from highneeds.operations.month_inputs import MonthInputs
from highneeds.store.closed_months import closings
from highneeds.store.snapshots import read_snapshot

TIMINGS, BEHIND = "timings", "behind"
"""Frames of a closed month's snapshot: by line what was had, paid and is still to come; the rows behind each step."""


@dataclass(frozen=True)
class MovedFrom:
    """``before`` in words, and its snapshot ("" of the budget); ``rows`` as ``finance.movement.ROWS_SCHEMA``."""

    before: str
    snapshot: str
    movements: tuple[Movement, ...]
    rows: pl.DataFrame


def moved_from(inputs: MonthInputs, paid: MonthEnd, money: Position) -> MovedFrom:
    """From the last closing of the year before this month, else from the budget, by volume, mix and price."""
    earlier = [
        closing
        for closing in closings()
        if closing.month.financial_year == paid.financial_year and closing.month.month < paid.months
    ]
    if not earlier:
        steps = tuple(Movement(step.cause, step.pence, step.in_words) for step in money.bridge)
        return MovedFrom(FROM_BUDGET, "", steps, rows_from_budget(money.outturn.lines))
    return _since(earlier[-1], inputs, paid, money)


def _since(last: Closing, inputs: MonthInputs, paid: MonthEnd, money: Position) -> MovedFrom:
    before = _as_forecast(last.month)
    tables = inputs.tables
    now = Forecast(
        paid.financial_year, paid.months, money.outturn.lines, paid.ties, tables["cost_lines"], paid.timings,
        tables["ledger"], tables["payments"],
    )  # fmt: skip
    moved = lines_moved((before.cost_lines, before.timings), (now.cost_lines, now.timings), last.month.as_at)
    journals = sum(tie.journals_pence for tie in before.ties), sum(tie.journals_pence for tie in now.ties)
    steps = steps_between(before.lines, now.lines, moved, journals)
    return MovedFrom(
        f"the forecast of month {last.month.month}, version {last.version}",
        str(last.month.snapshot),
        tuple(Movement(step.cause, step.pence, _rows_in_words(step)) for step in steps),
        rows_between(before, now, moved),
    )


def _as_forecast(month: ClosedMonth) -> Forecast:
    kept = read_snapshot(month.snapshot).tables
    ties = tuple(Tie(tie.cost_centre, tie.ledger_pence, tie.matched_pence, tie.unmatched_pence) for tie in month.ties)
    lines = tuple(map(_as_outturn, month.lines))
    return Forecast(
        month.financial_year, month.month, lines, ties, kept["cost_lines"], kept[TIMINGS], kept["ledger"],
        kept["payments"],
    )  # fmt: skip


def _as_outturn(line: ClosedLine) -> OutturnLine:
    return OutturnLine(
        budget_line=line.budget_line,
        cost_centre=line.cost_centre,
        kind=line.kind,
        setting=None,
        budget_pence=Pence(line.budget_pence),
        budget_fte=None,
        actual_to_date_pence=Pence(line.actual_pence),
        accrued_pence=Pence(line.accrued_pence),
        committed_pence=Pence(line.committed_pence),
        expected_pence=Pence(line.expected_pence),
        remaining_pence=Pence(line.remaining_pence),
        forecast_fte=None,
        prepaid_pence=Pence(line.prepaid_pence),
    )


def _rows_in_words(step: Step) -> str:
    if not step.rows:
        return ""
    return "1 line" if step.rows == 1 else f"{step.rows:,} lines"
