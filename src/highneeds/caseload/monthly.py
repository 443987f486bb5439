"""How many children were in each setting in the middle of each month."""

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
