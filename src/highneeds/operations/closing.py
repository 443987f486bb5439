"""Close a month: import, match, tie to the ledger, forecast by line, tell what is wrong, and freeze it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core import FinancialYear, Pence, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.finance import OutturnLine, Position, usual_outlook
from highneeds.finance.contracts.beside import placements_to_come, rises_to_settle
from highneeds.finance.contracts.from_tables import calendars_of
from highneeds.finance.movement import Step, lines_moved, steps_between
from highneeds.finance.payments import EXCEPTION_RULES, MonthEnd, last_day_of, teach
from highneeds.governance.closed_month import (
    FROM_BUDGET,
    Beside,
    ClosedLine,
    ClosedMonth,
    Closing,
    ExceptionCount,
    Movement,
    TieLine,
)
from highneeds.operations.month import import_or_refuse, month_manifest, month_outlook, month_position
from highneeds.operations.month_inputs import MonthInputs, caseload_of, month_inputs
from highneeds.operations.progress import Progress
from highneeds.store.closed_months import closings, keep_closed
from highneeds.store.setup import open_store
from highneeds.store.snapshots import read_snapshot, write_snapshot
from highneeds.store.tables import load_table
from highneeds.store.taught import remember

MATCHES, TIMINGS, EXCEPTIONS = "matches", "timings", "exceptions"
"""The frames that a closed month keeps in its snapshot beside the canonical tables."""


@dataclass(frozen=True)
class ClosedNow:
    """``is_new`` is false when exactly this was closed before. ``rows``: the exceptions, one by one."""

    closing: Closing
    is_new: bool
    rows: pl.DataFrame


def close_month(paths: Sequence[Path], *, draws: int, seed: int, progress: Progress, correction: str = "") -> ClosedNow:
    """Import ``paths`` (none: use what is stored) and close the last month of the ledger.

    Nothing is frozen before everything is worked out, and then all at once: a month is open, or closed whole. Raises
    Refusal when what is stored does not make a month, has no payments of it, or is closed with other numbers and
    ``correction`` says nothing.
    """
    open_store()
    if paths:
        import_or_refuse(paths, progress)
    progress("Rebuilding the caseload on each census day")
    inputs = month_inputs()
    caseload = caseload_of(inputs)
    progress("Setting payments against contracts and the ledger")
    paid = inputs.paid
    if paid is None:
        message = (
            f"There are no payments of the last month of the ledger of {inputs.financial_year}. Import them first."
        )
        raise Refusal(message)
    assumed = usual_outlook(inputs.financial_year, budget=inputs.tables["budget_lines"])
    progress(f"Simulating every child, {draws:,} times")
    outlook = month_outlook(inputs, caseload, draws=draws, seed=seed, progress=progress)
    progress("Pricing the caseload and setting it against the budget")
    money = month_position(inputs, caseload, outlook, assumed)
    progress("Freezing the month")
    frames = {MATCHES: paid.matched, TIMINGS: paid.timings, EXCEPTIONS: paid.exceptions}
    manifest = month_manifest(inputs, assumed, draws=draws, seed=seed)
    snapshot = write_snapshot({**inputs.tables, **frames}, manifest)
    month = _closed(inputs, paid, money, snapshot)
    closing, is_new = keep_closed(month, correction=correction)
    return ClosedNow(closing, is_new, paid.exceptions)


def teach_matches(decisions: Path) -> int:
    """Remember what a person decided: a CSV with payment_ref and line_ref or urn; how many rules came of it.

    Raises Refusal when the file cannot be read or names payments nobody knows.
    """
    open_store()
    try:
        given = pl.read_csv(decisions, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        message = f"{decisions} cannot be read as CSV: {error}"
        raise Refusal(message) from error
    absent = {"payment_ref"} - set(given.columns)
    if absent or not {"line_ref", "urn"} & set(given.columns):
        message = f"{decisions} needs the columns payment_ref and line_ref or urn."
        raise Refusal(message)
    missing = [pl.lit(None, pl.String).alias(name) for name in ("line_ref", "urn") if name not in given.columns]
    payments = load_table("payments")
    unknown = given.filter(~pl.col("payment_ref").is_in(payments["payment_ref"].implode()))["payment_ref"]
    if unknown.len():
        message = f"{decisions} names payments that were not imported: {', '.join(unknown.head(5).fill_null('blank'))}."
        raise Refusal(message)
    return remember(teach(given.with_columns(missing), payments))


def _closed(inputs: MonthInputs, paid: MonthEnd, money: Position, snapshot: SnapshotId) -> ClosedMonth:
    before, moved = _moved(inputs, paid, money)
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
        moved_from=before,
        movements=moved,
        assumptions=tuple((said.name, said.in_words, said.source) for said in money.outturn.assumptions),
        beside=_beside(inputs, paid.financial_year),
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


def _moved(inputs: MonthInputs, paid: MonthEnd, money: Position) -> tuple[str, tuple[Movement, ...]]:
    """From the last closing of the year before this month, else from the budget, by volume, mix and price."""
    earlier = [
        closing
        for closing in closings()
        if closing.month.financial_year == paid.financial_year and closing.month.month < paid.months
    ]
    if not earlier:
        return FROM_BUDGET, tuple(Movement(step.cause, step.pence, step.in_words) for step in money.bridge)
    last = earlier[-1]
    kept = read_snapshot(last.month.snapshot).tables
    moved = lines_moved(
        (kept["cost_lines"], kept[TIMINGS]), (inputs.tables["cost_lines"], paid.timings), last.month.as_at
    )
    journals = sum(tie.journals_pence for tie in last.month.ties), sum(tie.journals_pence for tie in paid.ties)
    words = f"the forecast of month {last.month.month}, version {last.version}"
    steps = steps_between([_as_outturn(line) for line in last.month.lines], money.outturn.lines, moved, journals)
    return words, tuple(Movement(step.cause, step.pence, _rows_in_words(step)) for step in steps)


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
    return f"{step.rows:,} lines" if step.rows else ""
