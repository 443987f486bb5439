"""Finance's part of a home page: why the last closing moved, exceptions by age, and the forecasts that were kept."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from highneeds.core import SnapshotId
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.governance.rights import Right
from highneeds.operations.closing import EXCEPTIONS
from highneeds.operations.home_parts import Panel, Way, against_budget, not_yet, table_panel
from highneeds.operations.journey_page import journey_page
from highneeds.operations.month_end_page import month_name
from highneeds.operations.slugs import slug_of
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.store.closed_months import closings
from highneeds.store.snapshots import read_snapshot

AGES: tuple[tuple[str, int | None], ...] = (
    ("Up to 30 days", 30), ("31 to 90 days", 90), ("91 to 180 days", 180), ("Older", None),
)  # fmt: skip
_PENCE_IN_A_POUND = 100
_FIRST_CLOSE = "No month is closed yet. Import the ledger and the payments of a month, then run highneeds close."
_MONTH_END = Way("The whole closing", "month_end", needs=Right.SEE_MONEY)


def bridge() -> Panel:
    """From the forecast before to the last, each step to its lines; the whole year's way as a drawing."""
    name, title = "bridge", "Why the forecast moved"
    known = closings()
    if not known:
        return not_yet(name, title, _FIRST_CLOSE)
    month = known[-1].month
    year = str(month.financial_year)
    columns = (Column("Why"), Column("£", Kind.POUNDS), Column("In words"))
    rows: list[tuple[Cell, ...]] = [
        (words.sentence(step.cause), words.whole(step.pence / _PENCE_IN_A_POUND), step.in_words or "-")
        for step in month.movements
    ]
    ways = tuple(
        Way(step.cause, "moved_lines", (year, month.month, slug_of(step.cause)), needs=Right.SEE_MONEY)
        if step.pence
        else None
        for step in month.movements
    )
    moved = sum(step.pence for step in month.movements)
    over = against_budget(month.forecast_pence - month.budget_pence)
    side = "more" if moved >= 0 else "less"
    finding = f"{month_name(month)}: {words.pounds(abs(moved))} {side} than {month.moved_from}, and {over}"
    way = journey_page(year)
    made = table_panel(Table(name, finding, columns, tuple(rows)), row_ways=ways)
    return Panel(
        name, made.title, table=made.table, row_ways=ways, drawing=None if way is None else way.drawing,
        note=f"Closed as version {known[-1].version}, snapshot {month.snapshot}, as at {words.day(month.as_at)}.",
        ways=(_MONTH_END, Way("The way from the budget", "journey", (year,), needs=Right.SEE_MONEY)),
    )  # fmt: skip


def exceptions_by_age() -> Panel:
    """Of the last closing, by rule and by the days since the payment; each rule leads to its rows."""
    name, title = "exceptions", "Exceptions of payments, by age"
    known = closings()
    if not known:
        return not_yet(name, title, _FIRST_CLOSE)
    month = known[-1].month
    counted = by_age(read_snapshot(SnapshotId(month.snapshot), only=(EXCEPTIONS,)).tables[EXCEPTIONS])
    if not counted:
        return Panel(name, f"Nothing is wrong with the payments of {month_name(month)}", ways=(_MONTH_END,))
    columns = (
        Column("What is wrong"),
        *(Column(age, Kind.COUNT) for age, _ in AGES),
        Column("All", Kind.COUNT),
        Column("£ at stake", Kind.POUNDS),
    )
    rows: list[tuple[Cell, ...]] = [
        (words.sentence(EXCEPTION_RULES[rule].title), *ages, sum(ages), words.whole(pence / _PENCE_IN_A_POUND))
        for rule, ages, pence in counted
    ]
    every = sum(sum(ages) for _, ages, _ in counted)
    old = sum(ages[-1] for _, ages, _ in counted)
    finding = f"{words.plural(every, 'exception', 'exceptions')} of payments, {words.count(old)} older than 180 days"
    ways = tuple(
        Way(rule, "exceptions", (str(month.financial_year), month.month, rule), needs=Right.SEE_MONEY)
        for rule, *_ in counted
    )
    note = f"{month_name(month)}, by the days from the payment to {words.day(month.as_at)}."
    return table_panel(Table(name, finding, columns, tuple(rows), note), row_ways=ways, ways=(_MONTH_END,))


def by_age(exceptions: pl.DataFrame) -> tuple[tuple[str, tuple[int, ...], int], ...]:
    """Of each rule that something broke: how many in each of ``AGES``, and the pence at stake."""
    return tuple(
        (rule, _in_ages(of_rule["age_days"].to_list()), int(of_rule["pence"].sum()))
        for (rule,), of_rule in exceptions.filter(pl.col("rule").is_in(list(EXCEPTION_RULES)))
        .sort("rule", maintain_order=True)
        .group_by("rule", maintain_order=True)
    )


def _in_ages(days: Iterable[int]) -> tuple[int, ...]:
    limits = [most for _, most in AGES]
    counts = [0] * len(AGES)
    for age in days:
        counts[next(i for i, most in enumerate(limits) if most is None or age <= most)] += 1
    return tuple(counts)


def kept_forecasts() -> Panel:
    """Every forecast closed, with its error where the year is over."""
    name, title = "vintages", "Every forecast that was kept"
    known = closings()
    page = journey_page(str(known[-1].month.financial_year)) if known else None
    if page is None:
        return not_yet(name, title, _FIRST_CLOSE)
    how_good = Way("How good past forecasts were", "past_forecasts", needs=Right.SEE_POSITION)
    return Panel(name, page.kept.finding, table=page.kept, note=page.kept.note, ways=(how_good,))
