"""What a line of the finance extract says of its contract besides the rate; every column of it may be absent.

Defaults: the method follows what the rate is per (a year by the day, a term by the term), terms are the council's, the
placement is committed, and there is neither notice nor a rise to come.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.caseload.tables import METHODS, STATUSES
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import plain_text, word_of
from highneeds.ingest.term_dates import COUNCIL
from highneeds.ingest.values import date_of, identifier_of, pounds_of, rounded_pence
from highneeds.rules.parameters import parameter

_METHOD_OF_PERIOD = {"year": "CAL", "term": "TRM", "month": "MTH", "week": "WK", "day": "SCH", "session": "EVT"}
_UPLIFT_STATUSES = ("requested", "disputed", "agreed", "paid")
_FEWEST_WEEKS, _MOST_WEEKS = 1, 52
_PERCENT = 100.0

TERMS = (
    "rate_pence", "rate_per", "method", "weeks_per_year", "term_calendar", "status", "notice_days", "notice_terms",
    "uplift_share", "uplift_from", "uplift_status",
)  # fmt: skip
"""The canonical columns that ``read_terms`` adds, each with an underscore before it until the line is finished."""


def read_terms(sieve: Sieve, as_at: date) -> None:
    """Adds ``TERMS``; holds lines of an unknown method (C13) or status (C14) and negative rates (C17); notes C15.

    Needs ``_element``, ``_per``, ``_rate_pounds`` and ``_given_weeks``.
    """
    usual_method = pl.col("_per").replace_strict(_METHOD_OF_PERIOD, default=None, return_dtype=pl.String)
    sieve.add("method", _method=word_of("method", {method: method for method in METHODS}))
    sieve.add("term_calendar", _term_calendar=_calendar())
    given_status = word_of("status", {status: status for status in STATUSES})
    sieve.add("status", _status=pl.when(pl.col("status").is_null()).then(pl.lit(STATUSES[0])).otherwise(given_status))
    sieve.frame = sieve.frame.with_columns(
        _rate_pence=rounded_pence(pl.col("_rate_pounds")),
        _rate_per="_per",
        _method=pl.when(pl.col("method").is_null()).then(usual_method).otherwise("_method"),
    )
    sieve.hold(pl.col("_method").is_null(), "C13", "method")
    is_in_range = pl.col("_given_weeks").is_between(_FEWEST_WEEKS, _MOST_WEEKS).fill_null(value=False)
    sieve.hold(pl.col("weeks").is_not_null() & ~is_in_range, "C13", "weeks")
    is_by_session = pl.col("_method") == "EVT"
    sieve.hold(is_by_session != (pl.col("_per") == "session"), "C13", "method")
    sieve.hold(pl.col("_status").is_null(), "C14", "status")
    sieve.hold(pl.col("_rate_pence") < 0, "C17", "rate")
    is_weekly = pl.col("_method") == "WK"
    usual_weeks = pl.when(pl.col("_element") == "residential").then(_weeks("residential", as_at)).otherwise(
        _weeks("school", as_at)
    )  # fmt: skip
    sieve.frame = sieve.frame.with_columns(
        _weeks_per_year=pl.when(is_weekly).then(pl.coalesce("_given_weeks", usual_weeks)),
    )
    _read_notice(sieve)
    _read_uplift(sieve)


def _weeks(kind: str, as_at: date) -> pl.Expr:
    return pl.lit(int(parameter(f"{kind}_weeks_per_year").on(as_at)), pl.Int64)


def _calendar() -> pl.Expr:
    is_council = plain_text("term_calendar").fill_null(COUNCIL) == COUNCIL
    return pl.when(is_council).then(pl.lit(COUNCIL)).otherwise(identifier_of("term_calendar"))


def _read_notice(sieve: Sieve) -> None:
    said = plain_text("notice")
    days, terms = (
        said.str.extract(rf"^(\d{{1,3}}) {unit}s?$").cast(pl.Int64, strict=False) for unit in ("day", "term")
    )
    sieve.add("notice", _notice_days=days, _notice_terms=terms)
    is_unread = pl.col("_notice_days").is_null() & pl.col("_notice_terms").is_null()
    sieve.note(pl.col("notice").is_not_null() & is_unread, "C15", "notice")


def _read_uplift(sieve: Sieve) -> None:
    """All three or none: a rise without its day or status says nothing."""
    sieve.add("uplift", _uplift_text=pl.col("uplift").str.strip_chars(" %"))
    sieve.add("_uplift_text", _uplift_share=pounds_of("_uplift_text") / _PERCENT)
    sieve.add("uplift_from", _uplift_from=date_of("uplift_from"))
    sieve.add("uplift_status", _uplift_status=word_of("uplift_status", {one: one for one in _UPLIFT_STATUSES}))
    names = ("_uplift_share", "_uplift_from", "_uplift_status")
    is_whole = pl.all_horizontal(pl.col(names).is_not_null())
    is_given = pl.any_horizontal(pl.col("uplift", "uplift_from", "uplift_status").is_not_null())
    sieve.note(is_given & ~is_whole, "C15", "uplift")
    sieve.frame = sieve.frame.with_columns(pl.when(is_whole).then(pl.col(name)).alias(name) for name in names)
