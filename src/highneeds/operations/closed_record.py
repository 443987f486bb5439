"""The record of a month that is being closed: its lines, ties, exceptions, ladder and movement."""

from __future__ import annotations

import numpy as np
import polars as pl

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance import OutturnLine, Position
from highneeds.finance.contracts.beside import placements_to_come, rises_to_settle, transport_of_year
from highneeds.finance.contracts.from_tables import calendars_of
from highneeds.finance.contracts.ladder import Status
from highneeds.finance.movement import PLACEMENT_KINDS
from highneeds.finance.payments import EXCEPTION_RULES, MonthEnd, last_day_of
from highneeds.governance.closed_month import (
    Beside,
    ClosedLine,
    ClosedMonth,
    Counted,
    ExceptionCount,
    TieLine,
)
from highneeds.operations.month_inputs import MonthInputs
from highneeds.operations.moved_from import MovedFrom

_PENCE_IN_A_POUND = 100


def closed_record(
    inputs: MonthInputs, paid: MonthEnd, money: Position, moved: MovedFrom, snapshot: SnapshotId
) -> ClosedMonth:
    """What ``keep_closed`` keeps of the month whose tables are in ``snapshot``."""
    calendars = calendars_of(inputs.tables["term_dates"])
    carried, transport = transport_of_year(inputs.tables["transport_lines"], paid.financial_year, calendars)
    return ClosedMonth(
        financial_year=paid.financial_year,
        month=paid.months,
        as_at=last_day_of(paid.financial_year, paid.months),
        snapshot=snapshot,
        lines=_lines(inputs, money),
        ties=tuple(
            TieLine(tie.cost_centre, tie.ledger_pence, tie.matched_pence, tie.unmatched_pence) for tie in paid.ties
        ),
        exceptions=_counts(paid.exceptions),
        moved_from=moved.before,
        movements=moved.movements,
        assumptions=tuple((said.name, said.in_words, said.source) for said in money.outturn.assumptions),
        beside=_beside(inputs, paid.financial_year),
        counted=_counted(money),
        low_pence=int(money.spending_low_pence),
        high_pence=int(money.spending_high_pence),
        moved_from_snapshot=moved.snapshot,
        transport_children=carried,
        transport_pence=int(transport),
    )


def _counted(money: Position) -> tuple[Counted, ...]:
    """The two rungs that the forecast's placements hold: what is committed, and the simulated growth with its range."""
    placed = [line for line in money.outturn.lines if line.kind in PLACEMENT_KINDS]
    committed = sum(line.forecast_pence - line.expected_pence for line in placed)
    growth = sum(line.expected_pence for line in placed)
    draws = money.outturn.placements.values.sum(axis=1)
    low, high = (round(float(end) * _PENCE_IN_A_POUND) for end in np.quantile(draws - draws.mean(), (0.1, 0.9)))
    return (
        Counted(Status.COMMITTED, committed, committed, committed, "the ledger, contracts and payments"),
        Counted(
            Status.UNIDENTIFIED_GROWTH,
            growth,
            growth + low,
            growth + high,
            "the simulation: children yet to start, move or leave",
        ),
    )


def _beside(inputs: MonthInputs, year: FinancialYear) -> tuple[Beside, ...]:
    calendars = calendars_of(inputs.tables["term_dates"])
    rungs = (
        *placements_to_come(inputs.tables["proposed_lines"], year, calendars, inputs.as_at),
        *rises_to_settle(inputs.tables["cost_lines"], year, calendars),
    )
    return tuple(
        Beside(
            kind=rung.kind,
            status=rung.status,
            cases=rung.cost.cases,
            prob=rung.prob,
            expected_pence=rung.cost.expected_pence,
            all_pence=rung.cost.high_pence,
            standard_deviation_pence=rung.cost.standard_deviation_pence,
            full_year_pence=rung.full_year_pence,
            source=rung.source,
        )
        for rung in rungs
    )


def _lines(inputs: MonthInputs, money: Position) -> tuple[ClosedLine, ...]:
    """The outturn's lines, with what the placements now paid for cost in a whole year."""
    prices = money.prices_now.prices
    of_setting = dict(prices.group_by("setting").agg(pl.col("price_pence_per_year").sum()).iter_rows())
    book = inputs.tables["budget_lines"].filter(pl.col("financial_year") == str(inputs.financial_year))
    budgeted = {str(setting) for setting in book["setting"].drop_nulls()}
    elsewhere = sum(pence for setting, pence in of_setting.items() if setting not in budgeted)
    return tuple(_line(line, of_setting, elsewhere) for line in money.outturn.lines)


def _line(line: OutturnLine, of_setting: dict[str, int], elsewhere: int) -> ClosedLine:
    full_year = of_setting.get(line.setting, 0) if line.kind == "placement" and line.setting else None
    return ClosedLine(
        budget_line=line.budget_line,
        cost_centre=line.cost_centre,
        kind=line.kind,
        budget_pence=line.budget_pence,
        actual_pence=line.actual_to_date_pence,
        accrued_pence=line.accrued_pence,
        prepaid_pence=line.prepaid_pence,
        committed_pence=line.committed_pence,
        expected_pence=line.expected_pence,
        remaining_pence=line.remaining_pence,
        full_year_pence=elsewhere if line.kind == "unbudgeted" else full_year,
    )


def _counts(found: pl.DataFrame) -> tuple[ExceptionCount, ...]:
    """Every rule, in the order in which they are asked, those without an exception too."""
    summed = {
        str(row["rule"]): row
        for row in found.group_by("rule").agg(
            pl.len().alias("rows"), pl.col("pence").sum(), pl.col("age_days").max().alias("oldest")
        ).iter_rows(named=True)
    }  # fmt: skip
    none = {"rows": 0, "pence": 0, "oldest": 0}
    return tuple(
        ExceptionCount(rule.id, rule.title, row["rows"], row["pence"], row["oldest"])
        for rule in EXCEPTION_RULES.values()
        for row in [summed.get(rule.id, none)]
    )
