"""What changed between two Januaries: who joined, left and moved, whose need changed, and how timely the plans were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.caseload.census import census
from highneeds.caseload.requests import DAYS_TO_A_PLAN
from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day

CEASE_REASONS: Mapping[int, str] = {
    1: "reached the maximum age",
    2: "needs met without a plan",
    3: "moved to higher education",
    4: "moved to paid employment",
    5: "moved to another English council",
    6: "no longer wished to engage",
    7: "moved outside England",
    8: "died",
    9: "other",
}
"""SEN2 guide 2025, item 4.6."""
NO_REASON = "no reason given"
Tables = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class TimelyPlans:
    """Plans issued in a calendar year from requests whose day is known: within 20 weeks, and all.

    The last two leave out those with a permitted exception, as the department's headline does.
    """

    year: int
    in_time: int
    issued: int
    in_time_without_exceptions: int
    issued_without_exceptions: int


@dataclass(frozen=True)
class Changes:
    """Between the census days of ``year - 1`` and ``year``. ``before + joined - left == after``, always.

    ``transferred_in`` are of those who joined; ``left_by_reason`` adds up to ``left``. Of those who stayed: ``moves``
    (setting_from, setting_to, children), ``moved_place`` (the same setting, another URN) and ``need_changes``
    (need_from, need_to, children).
    """

    year: int
    before: int
    joined: int
    transferred_in: int
    left: int
    left_by_reason: Mapping[str, int]
    after: int
    moves: pl.DataFrame
    moved_place: int
    need_changes: pl.DataFrame
    timely: tuple[TimelyPlans, ...]

    @property
    def moved(self) -> int:
        return int(self.moves["children"].sum())

    @property
    def need_changed(self) -> int:
        return int(self.need_changes["children"].sum())


def changes(tables: Tables, requests: pl.DataFrame, year: int) -> Changes:
    """From children, plans and placements of both returns. Each January is counted by its own return.

    Raises LookupError for a year whose census day is not known.
    """
    first, second = (census(*tables, census_day(CensusDay(each)), return_year=each) for each in (year - 1, year))
    stayed = first.join(second, on="child_key", suffix="_to")
    joined, left = (one.join(other, on="child_key", how="anti") for one, other in ((second, first), (first, second)))
    plans = tables[1].filter(pl.col("return_year") == year)
    came = plans.filter(pl.col("transfer_la").is_not_null()).select("child_key", "request_ref")
    is_moved, is_placed = pl.col("setting") != pl.col("setting_to"), pl.col("urn") != pl.col("urn_to")
    return Changes(
        year=year,
        before=first.height,
        joined=joined.height,
        transferred_in=joined.join(came, on=["child_key", "request_ref"], how="semi").height,
        left=left.height,
        left_by_reason=_reasons(left, plans),
        after=second.height,
        moves=_counted(stayed.filter(is_moved), "setting"),
        moved_place=stayed.filter(~is_moved & is_placed).height,
        need_changes=_counted(stayed.filter(pl.col("need") != pl.col("need_to")), "need"),
        timely=tuple(_timely(requests, each) for each in (year - 1, year)),
    )


def _reasons(left: pl.DataFrame, plans: pl.DataFrame) -> dict[str, int]:
    """Why the plans of those who left ended, as the later return has it; the most first."""
    ended = plans.sort("cease_date", nulls_last=False).unique("child_key", keep="last", maintain_order=True)
    reasons = left.join(ended.select("child_key", "cease_reason"), on="child_key", how="left")["cease_reason"]
    counted = reasons.value_counts(name="children").sort("children", "cease_reason", descending=[True, False])
    return {CEASE_REASONS.get(reason, NO_REASON): children for reason, children in counted.iter_rows()}


def _counted(rows: pl.DataFrame, what: str) -> pl.DataFrame:
    pairs = rows.group_by(pl.col(what).alias(f"{what}_from"), f"{what}_to").agg(children=pl.len())
    return pairs.sort("children", f"{what}_from", f"{what}_to", descending=[True, False, False])


def _timely(requests: pl.DataFrame, return_year: int) -> TimelyPlans:
    """Of the calendar year before the census of ``return_year``, from that return; day 140 is in time."""
    issued = requests.filter(
        (pl.col("return_year") == return_year)
        & (pl.col("assessment_outcome").cast(pl.String) == "Y")
        & (pl.col("assessment_outcome_date").dt.year() == return_year - 1)
        & pl.col("received_date").is_not_null()
    )
    days = (pl.col("assessment_outcome_date") - pl.col("received_date")).dt.total_days()
    in_time, plain = issued.filter(days <= DAYS_TO_A_PLAN), ~pl.col("is_exception_to_20_weeks")
    return TimelyPlans(
        return_year - 1, in_time.height, issued.height, in_time.filter(plain).height, issued.filter(plain).height
    )
