"""In which month of the year between two Januaries children joined, left or moved, where the day is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day

JOINING, LEAVING, MOVING = "joining", "leaving", "moving"
_LAST_MONTH = 11
_KEYS = ("census_year_from", "event", "nc_year", "month")


def event_months(censuses: Mapping[int, pl.DataFrame], plans: pl.DataFrame) -> pl.DataFrame:
    """One row per dated event between consecutive ``census`` frames, keyed by calendar year as for ``transitions``.

    Columns: census_year_from, event, nc_year (the one of the second January), month (0: from the first census day to a
    month later). A joiner is dated by its plan's start, a leaver by the day its plan ceased as the later return's rows
    of ``plans`` give it, a mover by its entry to the new setting. An event without a day, or with one outside the
    interval (a plan that came from another council, say), is left out, so the rows are fewer than the events.
    """
    years = sorted(censuses)
    frames = [_interval(year, censuses[year], censuses[year + 1], plans) for year in years if year + 1 in censuses]
    empty = pl.DataFrame(schema=dict(zip(_KEYS, (pl.Int32, pl.String, pl.Int32, pl.Int32), strict=True)))
    return pl.concat([empty, *frames]).sort(*_KEYS)


def _interval(year: int, before: pl.DataFrame, after: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    first, last = census_day(CensusDay(year)), census_day(CensusDay(year + 1))
    joined = after.join(before, on="child_key", how="anti").select("nc_year", day=pl.col("plan_start"))
    ceased = plans.filter(pl.col("return_year") == year + 1).group_by("child_key").agg(day=pl.col("cease_date").max())
    left = (
        before.join(after, on="child_key", how="anti")
        .join(ceased, on="child_key", how="inner")
        .select(pl.col("nc_year") + 1, "day")
    )
    moved = (
        after.join(before.select("child_key", setting_before="setting"), on="child_key", how="inner")
        .filter(pl.col("setting") != pl.col("setting_before"))
        .select("nc_year", day=pl.col("entry_date"))
    )
    return pl.concat(
        [
            # Live on its first and its last day: who starts on the first census day is counted then, and who ceases
            # on it leaves after it.
            _placed(joined, JOINING, first, pl.col("day").is_between(first, last, closed="right")),
            _placed(left, LEAVING, first, pl.col("day").is_between(first, last, closed="left")),
            _placed(moved, MOVING, first, pl.col("day").is_between(first, last, closed="right")),
        ]
    ).select(pl.lit(year, dtype=pl.Int32).alias("census_year_from"), "event", "nc_year", "month")


def _placed(events: pl.DataFrame, event: str, first: date, is_inside: pl.Expr) -> pl.DataFrame:
    day = pl.col("day")
    months = (day.dt.year().cast(pl.Int32) - first.year) * 12 + day.dt.month().cast(pl.Int32) - first.month
    whole_months = months - (day.dt.day() < first.day).cast(pl.Int32)
    return events.filter(is_inside).select(
        pl.lit(event).alias("event"),
        pl.col("nc_year").cast(pl.Int32),
        whole_months.clip(0, _LAST_MONTH).cast(pl.Int32).alias("month"),
    )
