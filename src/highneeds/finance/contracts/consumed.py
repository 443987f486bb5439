"""What was had of many lines by the end of a month: a term charged whole is had school day by school day."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.apportion import Method, Term, every_day
from highneeds.finance.contracts.types import Calendars


def consumed_and_year(
    lines: pl.DataFrame, by_month: pl.DataFrame, year: FinancialYear, calendars: Calendars, months: int
) -> pl.DataFrame:
    """By component: ``charged_pence`` and ``consumed_pence`` from 1 April to the end of month ``months``, and
    ``year_pence``, the whole year's cost.

    The two differ only for terms, which are charged when they begin. A leaver within a term has had all of it, since
    nothing is given back. ``lines`` as ``PAYABLE_SCHEMA``, ``by_month`` as ``month_costs`` of them.
    """
    names = by_month.columns[1:]
    summed = by_month.select(
        "component_ref",
        charged_pence=pl.sum_horizontal(pl.col(names[:months]), pl.lit(0, pl.Int64)),
        year_pence=pl.sum_horizontal(names),
    )
    unspent = _unspent_terms(lines.filter(pl.col("method") == Method.TERMS.value), year, calendars, months)
    return summed.join(unspent, on="component_ref", how="left", maintain_order="left").select(
        "component_ref",
        "charged_pence",
        consumed_pence=pl.col("charged_pence") - pl.col("unspent_pence").fill_null(0),
        year_pence="year_pence",
    )


def _unspent_terms(lines: pl.DataFrame, year: FinancialYear, calendars: Calendars, months: int) -> pl.DataFrame:
    """By component: what the terms charged by the end of the month still hold of school days to come."""
    after = (*year.months(), year.next.first_day)[months]
    parts = [pl.DataFrame(schema={"component_ref": pl.String, "unspent_pence": pl.Float64})]
    for owner in lines["calendar"].unique().sort():
        for calendar in calendars.get(str(owner), ()):
            for term in calendar.terms:
                if term.first_day < after <= term.last_day and term.first_day >= year.first_day:
                    of_owner = lines.filter(pl.col("calendar") == owner)
                    parts.append(_of_term(of_owner, term, len(calendar.terms), after))
    return pl.concat(parts).group_by("component_ref").agg(pl.col("unspent_pence").sum().round().cast(pl.Int64))


def _of_term(lines: pl.DataFrame, term: Term, terms: int, after: date) -> pl.DataFrame:
    """The share of a term's charge that lies in its school days from ``after`` on, for those who stay as long."""
    charged_on = pl.max_horizontal("paid_first_day", pl.lit(term.first_day))
    touching = lines.filter(
        charged_on < after,
        charged_on.is_between("rate_first_day", "rate_last_day"),
        pl.col("paid_last_day") >= after,
    )
    begins = np.array([max(day, term.first_day).toordinal() for day in touching["paid_first_day"]], dtype=np.int64)
    ends = np.array([min(day, term.last_day).toordinal() for day in touching["paid_last_day"]], dtype=np.int64)
    days = np.arange(term.first_day.toordinal(), term.last_day.toordinal() + 1)
    is_open = term.is_taught_on(every_day(term.first_day, term.last_day))
    counted = np.concatenate([[0], np.cumsum(is_open)])
    first, last = (counted[begins - days[0]], counted[ends - days[0] + 1])
    to_come = last - counted[after.toordinal() - days[0]]
    share = np.divide(to_come, last - first, out=np.zeros(len(begins)), where=last > first)
    return touching.select("component_ref", unspent_pence=pl.Series(touching["rate_pence"].to_numpy() / terms * share))
