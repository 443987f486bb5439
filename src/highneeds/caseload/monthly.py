"""How many children were in each setting in the middle of each month, from one January to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from highneeds.caseload.census import census

MID_MONTH = 15
MONTHS_IN_A_YEAR = 12


def mid_month(year: int, months_later: int) -> date:
    """The 15th of the month so many months after January of ``year``."""
    return date(year + months_later // MONTHS_IN_A_YEAR, months_later % MONTHS_IN_A_YEAR + 1, MID_MONTH)


def monthly_children(
    children: pl.DataFrame, plans: pl.DataFrame, placements: pl.DataFrame, return_years: Iterable[int]
) -> pl.DataFrame:
    """Children on the 15th of each month, January (0) to next January (12), for the year each return reports on.

    A return of January Y holds every plan live at some time in the calendar year before, so it tells of the months
    from January Y-1 on. Columns: return_year, months_since_january, setting, children; canonical tables as input.
    """
    frames: list[pl.DataFrame] = []
    for return_year in return_years:
        # The start of a plan that came from another council is its first council's, not the day it came to us,
        # so it is left out of every month alike rather than make a step in the last one.
        own_plans = plans.filter(pl.col("transfer_la").is_null())
        days = [mid_month(return_year - 1, month) for month in range(MONTHS_IN_A_YEAR + 1)]
        counts = children_on(children, own_plans, placements, days, return_year=return_year)
        months = pl.DataFrame({"day": days, "months_since_january": range(MONTHS_IN_A_YEAR + 1)})
        frames.append(
            counts.join(months, on="day").select(
                pl.lit(return_year, dtype=pl.Int32).alias("return_year"),
                pl.col("months_since_january").cast(pl.Int32),
                "setting",
                "children",
            )
        )
    return pl.concat(frames).sort("return_year", "months_since_january", "setting")


def children_on(
    children: pl.DataFrame, plans: pl.DataFrame, placements: pl.DataFrame, days: Iterable[date], *, return_year: int
) -> pl.DataFrame:
    """Children by setting on each of ``days``, from the rows of one return or of the running list (``return_year`` 0).

    Columns: day, setting, children. Canonical tables as input; each day is counted as ``census`` counts it.
    """
    of_year = [table.filter(pl.col("return_year") == return_year) for table in (children, plans, placements)]
    frames = [
        census(of_year[0], of_year[1], of_year[2], day, return_year=return_year)
        .group_by("setting")
        .agg(pl.len().cast(pl.Int64).alias("children"))
        .select(pl.lit(day).alias("day"), "setting", "children")
        for day in days
    ]
    return pl.concat(frames).sort("day", "setting")
