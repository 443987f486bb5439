"""Close a month: import, match, tie to the ledger, forecast by line, tell what is wrong, and freeze it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance import usual_outlook
from highneeds.finance.payments import suggestions, teach
from highneeds.governance.closed_month import Closing
from highneeds.operations.closed_record import closed_record
from highneeds.operations.month import import_or_refuse, month_manifest, month_outlook, month_position
from highneeds.operations.month_inputs import caseload_of, month_inputs
from highneeds.operations.moved_from import BEHIND, TIMINGS, moved_from
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.progress import Progress
from highneeds.operations.second_file import Second
from highneeds.store.closed_months import keep_closed
from highneeds.store.setup import open_store
from highneeds.store.snapshots import write_snapshot
from highneeds.store.tables import load_table
from highneeds.store.taught import remember

MATCHES, EXCEPTIONS = "matches", "exceptions"
"""The frames that a closed month keeps in its snapshot beside the canonical tables."""


@dataclass(frozen=True)
class ClosedNow:
    """``is_new`` is false when exactly this was closed before. ``rows``: the exceptions, one by one.

    ``suggested``: lines that unmatched payments may be for, as ``finance.payments.suggestions`` gives them.
    """

    closing: Closing
    is_new: bool
    rows: pl.DataFrame
    suggested: pl.DataFrame


def close_month(paths: Sequence[Path], *, draws: int, seed: int, progress: Progress, correction: str = "") -> ClosedNow:
    """Import ``paths`` (none: use what is stored) and close the last month of the ledger.

    Nothing is frozen before everything is worked out, and then all at once: a month is open, or closed whole. Raises
    Refusal when what is stored does not make a month, has no payments of it, or is closed with other numbers and
    ``correction`` says nothing. With a ``correction`` payments and ledger replace what is imported of their months.
    """
    open_store()
    if paths:
        import_or_refuse(paths, progress, Second.REPLACES if correction.strip() else None)
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
    moved = moved_from(inputs, paid, money)
    frames = {MATCHES: paid.matched, TIMINGS: paid.timings, EXCEPTIONS: paid.exceptions, BEHIND: moved.rows}
    manifest = month_manifest(inputs, assumed, draws=draws, seed=seed)
    snapshot = write_snapshot({**inputs.tables, **frames}, manifest)
    month = closed_record(inputs, paid, money, moved, snapshot)
    closing, is_new = keep_closed(month, correction=correction, by=person_at_the_terminal())
    return ClosedNow(closing, is_new, paid.exceptions, _suggested(inputs.tables, paid.matched))


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


def _suggested(tables: Mapping[str, pl.DataFrame], matched: pl.DataFrame) -> pl.DataFrame:
    waiting = matched.filter(pl.col("matched_ref").is_null())["payment_ref"]
    return suggestions(waiting, tables["payments"], tables["cost_lines"])
