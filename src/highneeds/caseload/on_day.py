"""The caseload on any day, plan beside placement: who has both, who has one without the other, who came later.

Source of the rules: DfE SEN2 guide 2025, modules 4 and 5; plans and placements meet on the request, since a return has
them side by side and they may disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload.census import RUNNING_LIST, came_later, is_live_on, nc_year_on, placements_live_on
from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day
from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting

_KEYS = ["child_key", "request_ref"]


@dataclass(frozen=True, slots=True)
class Telling:
    """Which rows tell of a day (``return_year`` as in the tables), and what they may not know of it, or nothing."""

    return_year: int
    caution: str = ""


def telling_of(day: date, return_years: Iterable[int]) -> Telling:
    """The rows that know most of ``day``, of those at hand (``RUNNING_LIST`` for the case system's list).

    A return tells of the calendar year before its census day, and of that day. After the last census day the running
    list tells. Raises LookupError when nothing is at hand.
    """
    years = sorted(set(return_years) - {RUNNING_LIST})
    later = [year for year in years if census_day(CensusDay(year)) >= day]
    if later:
        first_day = date(later[0] - 1, 1, 1)
        caution = f"The return of {later[0]} begins on 1 January {later[0] - 1}: plans that ended before are not in it."
        return Telling(later[0], caution if day < first_day else "")
    if RUNNING_LIST in set(return_years):
        return Telling(RUNNING_LIST)
    if not years:
        message = "nothing has been imported that tells of plans"
        raise LookupError(message)
    return Telling(
        years[-1], f"Nothing later than the return of {years[-1]} is known: who came or left since is not in it."
    )


def caseload_on(
    children: pl.DataFrame, plans: pl.DataFrame, placements: pl.DataFrame, day: date, *, return_year: int
) -> pl.DataFrame:
    """One row per child and request with a live plan, a live placement or both on ``day``, from one return's rows.

    Columns: child_key, request_ref, has_plan, has_placement, came_later (its plan was another council's on ``day``;
    None of such rows counts as ours), transfer_la, plan_start, need (rank 1; not recorded where none is), setting
    (``unknown`` without a placement), urn, rank (the lowest that is live), entry_date, is_residential, age (on the 31
    August before; null where the child is held back), nc_year (age less four). Ordered by child and request.
    """
    of_return = pl.col("return_year") == return_year
    facts = plans.filter(of_return).select(
        *_KEYS, "transfer_la", _need=pl.col("primary_need").cast(pl.String), _came_later=came_later(day, return_year)
    )
    live = plans.filter(of_return & is_live_on(day, "start_date", "cease_date"))
    placed = placements_live_on(placements, day, return_year)
    ages = children.filter(of_return).select("child_key", nc_year=nc_year_on(day))
    return (
        live.select(*_KEYS, plan_start="start_date", has_plan=pl.lit(value=True))
        .join(placed.with_columns(has_placement=pl.lit(value=True)), on=_KEYS, how="full", coalesce=True)
        .join(facts, on=_KEYS, how="left")
        .join(ages, on="child_key", how="left")
        .select(
            *_KEYS,
            pl.col("has_plan", "has_placement").fill_null(value=False),
            pl.col("_came_later").fill_null(value=False).alias("came_later"),
            "transfer_la",
            "plan_start",
            pl.col("_need").fill_null(Need.NOT_RECORDED.value).alias("need"),
            pl.col("setting").fill_null(Setting.UNKNOWN.value),
            "urn",
            "rank",
            "entry_date",
            pl.col("is_residential").fill_null(value=False),
            (pl.col("nc_year") + 4).alias("age"),
            "nc_year",
        )
        .sort(_KEYS)
    )


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of ``caseload_on``, counted so that they add up: the first four are all rows."""

    with_placement: int
    without_placement: int
    placements_without_plan: int
    came_later: int
    second_plans: int
    """Plans beyond the first of one child, among those that are ours."""
    without_age: int
    """Plans that are ours of children whose own record is held back."""

    @property
    def children(self) -> int:
        """Children with a plan of ours on the day."""
        return self.with_placement + self.without_placement - self.second_plans


def joined(caseload: pl.DataFrame) -> Joined:
    """How plans and placements of a ``caseload_on`` frame go together."""
    ours = caseload.filter(pl.col("has_plan") & ~pl.col("came_later"))
    return Joined(
        with_placement=ours.filter("has_placement").height,
        without_placement=ours.filter(~pl.col("has_placement")).height,
        placements_without_plan=caseload.filter(~pl.col("has_plan") & ~pl.col("came_later")).height,
        came_later=caseload.filter("came_later").height,
        second_plans=ours.height - ours["child_key"].n_unique(),
        without_age=ours["age"].null_count(),
    )
