"""What happened to each child between one January and the next: joined, stayed, moved or left."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day

LOWEST_NC_YEAR = -5


def transitions(censuses: Mapping[int, pl.DataFrame]) -> pl.DataFrame:
    """One row per child per interval between consecutive Januaries, from ``census`` frames keyed by calendar year.

    Columns: census_year_from, child_key, nc_year_from, need_from, setting_from, need_to, setting_to,
    years_in_plan_from. Need and setting are null on the side where the child has no plan; a joiner's ``nc_year_from``
    is the year it would have been in. ``years_in_plan_from``: whole years from the plan's start to the first census
    day; null for a joiner and where no start is known. Ordered by year and child. Raises ValueError for fewer than two
    censuses or a January left out.
    """
    years = sorted(censuses)
    if len(years) <= 1 or years != list(range(years[0], years[-1] + 1)):
        message = f"histories need consecutive Januaries, at least two; there are {years}"
        raise ValueError(message)
    return pl.concat([_interval(year, censuses[year], censuses[year + 1]) for year in years[:-1]])


def years_in_plan(census_year: int) -> pl.Expr:
    """Whole years from a column ``plan_start`` to the census day of that January; null without a start.

    A start after the census day is one the census took for live all the same: no whole year.
    """
    day, start = census_day(CensusDay(census_year)), pl.col("plan_start")
    is_before_anniversary = (start.dt.month() > day.month) | (
        (start.dt.month() == day.month) & (start.dt.day() > day.day)
    )
    years = day.year - start.dt.year() - is_before_anniversary.cast(pl.Int32)
    return pl.max_horizontal(years, pl.when(start.is_not_null()).then(0)).cast(pl.Int32)


def _interval(year: int, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    columns = ["child_key", "nc_year", "need", "setting"]
    has_starts = "plan_start" in before.columns
    since = years_in_plan(year) if has_starts else pl.lit(None, dtype=pl.Int32)
    both = before.select(*columns, since.alias("years_in_plan_from")).join(
        after.select(columns), on="child_key", how="full", coalesce=True, suffix="_to", maintain_order="left_right"
    )
    would_have_been = pl.max_horizontal(pl.col("nc_year_to") - 1, pl.lit(LOWEST_NC_YEAR))
    return both.select(
        pl.lit(year, dtype=pl.Int32).alias("census_year_from"),
        "child_key",
        pl.coalesce("nc_year", would_have_been).cast(pl.Int32).alias("nc_year_from"),
        pl.col("need").alias("need_from"),
        pl.col("setting").alias("setting_from"),
        "need_to",
        "setting_to",
        "years_in_plan_from",
    ).sort("child_key")


def flows(history: pl.DataFrame) -> pl.DataFrame:
    """Children per interval of ``transitions``: census_year_from, start, joined, left, stayed, moved, end.

    ``moved`` is of those who stayed: another setting than a year before. start + joined - left = end, always.
    """
    had, has = pl.col("setting_from").is_not_null(), pl.col("setting_to").is_not_null()
    return (
        history.group_by("census_year_from")
        .agg(
            had.sum().alias("start"),
            (~had & has).sum().alias("joined"),
            (had & ~has).sum().alias("left"),
            (had & has).sum().alias("stayed"),
            (had & has & (pl.col("setting_from") != pl.col("setting_to"))).sum().alias("moved"),
            has.sum().alias("end"),
        )
        .cast(dict.fromkeys(("start", "joined", "left", "stayed", "moved", "end"), pl.Int64))
        .sort("census_year_from")
    )
