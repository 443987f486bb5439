"""The exceptions of a closed month row by row, from what was frozen with it; no child is named."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.operations.closing import EXCEPTIONS
from highneeds.operations.month_end_page import month_name
from highneeds.operations.sight import Sight, others_in_words
from highneeds.reports import words
from highneeds.store.closed_months import closing_of
from highneeds.store.snapshots import read_snapshot

_ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """``file`` and ``row`` lead to where it stands; a placement that nobody pays has no payment."""

    payment_ref: str
    line_ref: str
    money: str
    age_days: int
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class ExceptionsPage:
    """``total`` and ``at_stake`` are the council's; ``others``: what is said of the rows that are not shown."""

    name: str
    financial_year: str
    month: int
    rule: str
    what: str
    advice: str
    total: int
    at_stake: str
    rows: tuple[ExceptionRow, ...]
    page: int
    pages: int
    others: str


def exceptions_page(year: str, month: int, rule: str, page: int = 1, *, sight: Sight) -> ExceptionsPage | None:
    """The rows of one rule in the month's version in use, the largest first; None where there is no such page."""
    closing = closing_of(FinancialYear.parse(year), month)
    if closing is None or rule not in EXCEPTION_RULES:
        return None
    found = _rows(closing.month.snapshot, rule)
    seen = sight.of(found)
    pages = max(1, -(-seen.height // _ROWS_A_PAGE))
    if not 1 <= page <= pages:
        return None
    shown = seen.drop("child_key").slice((page - 1) * _ROWS_A_PAGE, _ROWS_A_PAGE)
    return ExceptionsPage(
        month_name(closing.month),
        year,
        month,
        rule,
        EXCEPTION_RULES[rule].title,
        EXCEPTION_RULES[rule].advice,
        found.height,
        words.pounds(int(found["pence"].sum())),
        tuple(
            ExceptionRow(payment or "-", line or "-", words.pounds(pence), age, file, row)
            for payment, line, pence, age, file, row in shown.iter_rows()
        ),
        page,
        pages,
        others_in_words(found.height - seen.height),
    )


def exception_lines(year: str, month: int, sight: Sight) -> list[tuple[object, ...]] | None:
    """Every exception of the month, for a file: rule, what, payment, line, pounds, days, file, row, what to do."""
    closing = closing_of(FinancialYear.parse(year), month)
    if closing is None:
        return None
    lines: list[tuple[object, ...]] = []
    for rule in EXCEPTION_RULES.values():
        seen = sight.of(_rows(closing.month.snapshot, rule.id)).drop("child_key")
        for payment, line, pence, age, file, row in seen.iter_rows():
            lines.append((rule.id, rule.title, payment, line, pence / 100, age, file, row, rule.advice))
    return lines


def exception_children(year: str, month: int, sight: Sight) -> tuple[str, ...]:
    """The keys of the children of whom ``exception_lines`` tell; none where there is no such month."""
    closing = closing_of(FinancialYear.parse(year), month)
    if closing is None:
        return ()
    of_rules = sight.of(_exceptions(closing.month.snapshot))
    return tuple(of_rules.filter(pl.col("rule").is_in(list(EXCEPTION_RULES)))["child_key"].drop_nulls().unique().sort())


def _rows(snapshot: str, rule: str) -> pl.DataFrame:
    columns = ("payment_ref", "line_ref", "pence", "age_days", "source_file", "source_row", "child_key")
    found = _exceptions(snapshot).filter(pl.col("rule") == rule).select(columns)
    return found.sort("pence", descending=True, maintain_order=True)


def _exceptions(snapshot: str) -> pl.DataFrame:
    return read_snapshot(SnapshotId(snapshot), only=(EXCEPTIONS,)).tables[EXCEPTIONS]
