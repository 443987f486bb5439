"""A million cost lines at once: the months of a financial year in whole numbers, the same pence as ``cost_by_month``.

Every share of a year is a count of days, terms or months over a whole number that the component's lines have in
common. So a rate times a count is exact, the lines of a component add before anything is rounded, and the sum since
1 April is rounded half up, once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.apportion import Method
from highneeds.finance.contracts.tracks import Tracks, tracks_of
from highneeds.finance.contracts.types import Calendars

Ints = npt.NDArray[np.int64]

_MONTHS = 12
_WHOLE_YEAR_OF_WEEKS = 52
_BY_DAY = (Method.CALENDAR_DAYS, Method.SCHOOL_DAYS, Method.WEEKS)


class _Lines(NamedTuple):
    """Columns of payable lines as whole numbers; days are counted from 1 January 1970."""

    rate: Ints
    paid_first: Ints
    paid_last: Ints
    rate_first: Ints
    rate_last: Ints

    def of(self, rows: Ints) -> _Lines:
        return _Lines(*(column[rows] for column in self))

    def is_rate_of(self, day: Ints) -> npt.NDArray[np.bool_]:
        """Whether a charge on ``day`` is paid at all, and at the rate of this line."""
        return (day <= self.paid_last) & (day >= self.rate_first) & (day <= self.rate_last)


def month_costs(
    lines: pl.DataFrame, year: FinancialYear, calendars: Calendars, sessions: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Whole pence of each component in each month of ``year``, all funders: component_ref, then ``2026-04`` and so on.

    ``lines`` as ``PAYABLE_SCHEMA``, ``sessions`` as ``session_lines``. Components come in their first line's order.
    Raises LookupError when a line needs term dates that ``calendars`` does not hold.
    """
    tracks = tracks_of(year, calendars, lines)
    columns = _columns(lines)
    owner = lines["calendar"].replace_strict(tracks.owners, default=0, return_dtype=pl.Int64).to_numpy()
    to_date, whole = np.zeros((_MONTHS, lines.height), np.int64), np.ones(lines.height, np.int64)
    for method in Method:
        rows = np.flatnonzero((lines["method"] == method.value).to_numpy())
        if not rows.size:
            continue
        part, of = columns.of(rows), owner[rows]
        if method in _BY_DAY:
            weeks = lines["weeks_per_year"].fill_null(0).to_numpy()[rows]
            to_date[:, rows], whole[rows] = _by_day(part, _track(method, of, weeks), weeks, method, tracks)
        elif method is Method.MONTHS:
            to_date[:, rows], whole[rows] = _by_month(part, tracks), _MONTHS
        elif method is Method.TERMS:
            to_date[:, rows], whole[rows] = _by_term(part, of, tracks), tracks.terms_in_common[of]
        elif sessions is not None:
            to_date[:, rows] = _by_session(lines[rows], sessions, year)
    return _rounded(lines["component_ref"], to_date, whole, year)


def _columns(lines: pl.DataFrame) -> _Lines:
    names = ("rate_pence", "paid_first_day", "paid_last_day", "rate_first_day", "rate_last_day")
    return _Lines(*(lines[name].to_physical().cast(pl.Int64).to_numpy() for name in names))


def _track(method: Method, owner: Ints, weeks: Ints) -> Ints:
    """Which count of days a line follows: 0 is every day, others are the open days of an owner's calendar."""
    if method is Method.CALENDAR_DAYS:
        return np.zeros_like(owner)
    return np.where((method is Method.WEEKS) & (weeks == _WHOLE_YEAR_OF_WEEKS), 0, owner)


def _by_day(part: _Lines, track: Ints, weeks: Ints, method: Method, tracks: Tracks) -> tuple[Ints, Ints]:
    rate = part.rate * weeks if method is Method.WEEKS else part.rate
    days = tracks.counted.shape[1] - 1
    first = np.clip(np.maximum(part.rate_first, part.paid_first) - tracks.first_day, 0, days)
    after = np.clip(np.minimum(part.rate_last, part.paid_last) + 1 - tracks.first_day, 0, days)
    before = tracks.counted[track, first]
    to_date = np.empty((_MONTHS, rate.size), np.int64)
    for month, end in enumerate(tracks.month_ends + 1 - tracks.first_day):
        to_date[month] = rate * np.maximum(tracks.counted[track, np.minimum(after, end)] - before, 0)
    return to_date, tracks.in_common[track]


def _by_month(part: _Lines, tracks: Tracks) -> Ints:
    """Each month is charged whole, at the rate of its first day that is paid for."""
    to_date = np.empty((_MONTHS, part.rate.size), np.int64)
    sofar: Ints = np.zeros(part.rate.size, np.int64)
    begins = tracks.first_day
    for month, end in enumerate(tracks.month_ends):
        charged = np.maximum(part.paid_first, begins)
        sofar = sofar + part.rate * (part.is_rate_of(charged) & (charged <= end))
        to_date[month] = sofar
        begins = int(end) + 1
    return to_date


def _by_term(part: _Lines, owner: Ints, tracks: Tracks) -> Ints:
    to_date = np.zeros((_MONTHS, part.rate.size), np.int64)
    for term in tracks.terms:
        charged = np.maximum(part.paid_first, term.first_day)
        is_due = (owner == term.owner) & part.is_rate_of(charged) & (charged <= term.last_day)
        amount = part.rate * (is_due & (charged >= tracks.first_day)) * term.weight
        for month, end in enumerate(tracks.month_ends):
            to_date[month] += amount * (charged <= end)
    return to_date


def _by_session(lines: pl.DataFrame, sessions: pl.DataFrame, year: FinancialYear) -> Ints:
    joined = lines.with_row_index("row").join(sessions, on="component_ref")
    begins, ends = (
        pl.max_horizontal("paid_first_day", "rate_first_day"),
        pl.min_horizontal("paid_last_day", "rate_last_day"),
    )
    held = joined.filter(
        pl.col("day").is_between(begins, ends), pl.col("day").is_between(year.first_day, year.last_day)
    )
    month = (held["day"].dt.month().cast(pl.Int64) - year.first_day.month).to_numpy() % _MONTHS
    in_month = np.zeros((_MONTHS, lines.height), np.int64)
    np.add.at(in_month, (month, held["row"].to_numpy()), (held["rate_pence"] * held["sessions"]).to_numpy())
    return np.cumsum(in_month, axis=0)


def _rounded(refs: pl.Series, to_date: Ints, whole: Ints, year: FinancialYear) -> pl.DataFrame:
    names = [f"{month:%Y-%m}" for month in year.months()]
    frame = pl.DataFrame({"component_ref": refs, "whole": whole, **dict(zip(names, to_date, strict=True))})
    summed = frame.group_by("component_ref", maintain_order=True).agg(pl.col("whole").first(), pl.col(names).sum())
    doubled = pl.col("whole") * 2
    rounded = summed.select(
        "component_ref", *((pl.col(name) * 2 + pl.col("whole")).floordiv(doubled).alias(name) for name in names)
    )
    months = [pl.col(after) - pl.col(before) for before, after in pairwise(names)]
    return rounded.select(
        "component_ref", names[0], *(month.alias(name) for month, name in zip(months, names[1:], strict=True))
    )


def total_by_month(costs: pl.DataFrame) -> pl.DataFrame:
    """One row: the months of all components together."""
    return costs.select(pl.exclude("component_ref").sum())
