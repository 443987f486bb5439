"""Sessions of lines from files: those that were invoiced took place, and those agreed stand for the days after.

Alternative provision and tuition are paid by the session that took place. A council's files say so on the invoice: its
quantity. After the last day invoiced the agreed sessions of a year are spread over the open days of the year, so that
what was had and not yet billed is owed, and the rest of the year is committed.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.apportion import Method, every_day
from highneeds.finance.contracts.types import Calendars

_SCHEMA = {"component_ref": pl.String(), "day": pl.Date(), "sessions": pl.Int64()}


def agreed_sessions(lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> pl.DataFrame:
    """component_ref, day, sessions of canonical ``lines`` by the session, as if only the agreement were known.

    What is agreed for a year is the yearly amount over the rate. The days are those open in the calendar that the line
    follows, or where its terms are not on record every Monday to Friday.
    """
    by_session = _by_session(lines)
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for (owner,), of_owner in by_session.group_by("term_calendar", maintain_order=True):
        days = _open_days(str(owner), year, calendars)
        numbered = pl.DataFrame({"day": days}, schema={"day": pl.Date}).with_row_index("_before")
        planned = of_owner.join(numbered, how="cross").with_columns(
            sessions=_so_far(pl.col("_before") + 1, len(days)) - _so_far(pl.col("_before"), len(days))
        )
        running = planned.filter(pl.col("day") >= pl.col("start_date"), pl.col("sessions") > 0)
        parts.append(running.select(component_ref="line_ref", day="day", sessions="sessions"))
    return pl.concat(parts)


def sessions_to_count(
    lines: pl.DataFrame, paid: pl.DataFrame, year: FinancialYear, calendars: Calendars
) -> pl.DataFrame:
    """As ``agreed_sessions``, with those invoiced in place of those agreed up to the last day invoiced of each line.

    ``paid``: payments with their ``matched_ref``. An invoice seen twice counts once; one without a quantity stands for
    its amount over the rate. Together no more are counted than are agreed for a year: what is invoiced beyond that is
    paid above the contract.
    """
    by_session = _by_session(lines)
    invoiced = (
        paid.filter(pl.col("amount_pence") > 0)
        .join(by_session.select("line_ref", "rate_pence", "_agreed"), left_on="matched_ref", right_on="line_ref",
              suffix="_agreed")
        .with_columns(_once=pl.coalesce("invoice_ref", "payment_ref"))
        .unique(["matched_ref", "_once", "amount_pence"], keep="first", maintain_order=True)
        .with_columns(
            day=pl.coalesce("period_last_day", "paid_on"),
            sessions=pl.coalesce("quantity", pl.col("amount_pence") / pl.col("rate_pence_agreed"))
            .round()
            .cast(pl.Int64),
        )
        .filter(pl.col("day").is_between(year.first_day, year.last_day))
        .sort("day", maintain_order=True)
    )  # fmt: skip
    so_far = pl.col("sessions").cum_sum().over("matched_ref")
    held = invoiced.with_columns(
        sessions=pl.min_horizontal(so_far, "_agreed") - pl.min_horizontal(so_far - pl.col("sessions"), "_agreed")
    ).select(component_ref="matched_ref", day="day", sessions="sessions")
    last = held.group_by("component_ref").agg(_invoiced_to=pl.col("day").max())
    to_come = agreed_sessions(lines, year, calendars).join(last, on="component_ref", how="left", maintain_order="left")
    after = to_come.filter((pl.col("day") > pl.col("_invoiced_to")).fill_null(value=True))
    return pl.concat([held.filter(pl.col("sessions") > 0), after.drop("_invoiced_to")])


def _by_session(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines by the session that have a rate, with ``_agreed``: the sessions of a year."""
    is_by_session = (pl.col("method").cast(pl.String) == Method.SESSIONS.value) & (pl.col("rate_pence") > 0)
    return lines.filter(is_by_session).with_columns(
        _agreed=(pl.col("amount_pence_per_year") / pl.col("rate_pence")).round().cast(pl.Int64)
    )


def _so_far(days: pl.Expr, of: int) -> pl.Expr:
    return (pl.col("_agreed") * days) // of


def _open_days(owner: str, year: FinancialYear, calendars: Calendars) -> list[date]:
    terms = [term for calendar in calendars.get(owner, ()) for term in calendar.terms]
    every = every_day(year.first_day, year.last_day)
    is_open = np.zeros(every.size, dtype=np.bool_)
    for term in terms:
        is_open |= term.is_taught_on(every)
    opened: list[date] = every[is_open if is_open.any() else np.is_busday(every)].tolist()
    return opened
