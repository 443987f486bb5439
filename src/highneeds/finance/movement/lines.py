"""What each cost line adds to a forecast's movement, and why: the rows behind the steps."""

from __future__ import annotations

from datetime import date

import polars as pl

NEW, RECORDED_LATE, ENDED, TAKEN_OUT = (
    "new placements",
    "placements recorded late",
    "placements ended",
    "lines taken out",
)
RATE, DATES = "rates changed", "dates changed"
LINE_CAUSES = (NEW, RECORDED_LATE, ENDED, TAKEN_OUT, RATE, DATES)

_COLUMNS = ("line_ref", "start_date", "end_date", "rate_pence", "uplift_status")


def lines_moved(
    before: tuple[pl.DataFrame, pl.DataFrame], now: tuple[pl.DataFrame, pl.DataFrame], as_at_before: date
) -> pl.DataFrame:
    """One row for each line whose cost of the year differs: line_ref, cause, pence (positive is more), source_file and
    source_row of this month's extract (else of the one before), in the order of the extract: children are not put in an
    order by their cost.

    ``before`` and ``now``: canonical cost lines, and ``finance.payments.timing`` of them. A line that moved for two
    reasons at once bears the first of: ended, rate, dates.
    """
    both = _with_cost(*before).join(_with_cost(*now), on="line_ref", how="full", coalesce=True, suffix="_now")
    is_new, is_gone = pl.col("year_pence").is_null(), pl.col("year_pence_now").is_null()
    is_ended = pl.col("end_date_now").is_not_null() & ~pl.col("end_date_now").eq_missing(pl.col("end_date"))
    is_rerated = ~pl.col("rate_pence_now").eq_missing(pl.col("rate_pence")) | ~pl.col("uplift_status_now").eq_missing(
        pl.col("uplift_status")
    )
    cause = (
        pl.when(is_new & (pl.col("start_date_now") > as_at_before)).then(pl.lit(NEW))
        .when(is_new).then(pl.lit(RECORDED_LATE))
        .when(is_gone).then(pl.lit(TAKEN_OUT))
        .when(is_ended).then(pl.lit(ENDED))
        .when(is_rerated).then(pl.lit(RATE))
        .otherwise(pl.lit(DATES))
    )  # fmt: skip
    moved = pl.col("year_pence_now").fill_null(0) - pl.col("year_pence").fill_null(0)
    return (
        both.select(
            "line_ref", cause=cause, pence=moved, source_file=pl.coalesce("source_file_now", "source_file"),
            source_row=pl.coalesce("source_row_now", "source_row"),
        )
        .filter(pl.col("pence") != 0)
        .sort("cause", "source_file", "source_row", "line_ref")
    )  # fmt: skip


def _with_cost(lines: pl.DataFrame, timings: pl.DataFrame) -> pl.DataFrame:
    wanted = lines.select(*_COLUMNS, "source_file", "source_row").with_columns(pl.col("uplift_status").cast(pl.String))
    return wanted.join(timings.select("line_ref", "year_pence"), on="line_ref")
