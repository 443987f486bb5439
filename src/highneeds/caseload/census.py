"""Who had a plan on a day: the caseload rebuilt from one return, or from the case system's running list.

A plan is live from its start to its cease, both days included, and a blank end is open; so is a placement from entry to
leaving. Source of the rules: DfE SEN2 guide 2025, modules 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day
from highneeds.rules.settings import Setting

RUNNING_LIST = 0
"""``return_year`` of rows from the case system's own list, which belongs to no census and discounts no transfers."""

NEWEST = 9999
"""Where the running list stands among the years of returns (``newness``)."""

_NC_YEAR_LESS_AGE = 4


@dataclass(frozen=True, slots=True)
class CensusCount:
    """What the full outer join of live plans and live placements holds: children on each side, and on both.

    ``second_plans``: live plans beyond the first of the same child; ``plans_without_child``: live plans whose child was
    held in quarantine, so no age is known. None of the last three is in the census.
    """

    with_placement: int
    without_placement: int
    placements_without_plan: int
    second_plans: int
    plans_without_child: int


def census(
    children: pl.DataFrame, plans: pl.DataFrame, placements: pl.DataFrame, day: date, *, return_year: int
) -> pl.DataFrame:
    """One row per child with a live plan on ``day``, from the canonical tables, using the rows of ``return_year`` only.

    Columns: child_key, request_ref, nc_year (age on the 31 August before, less four), need, setting (``unknown`` when
    no placement is live), urn, entry_date, is_residential, plan_start; ordered by child_key. A plan that came from
    another council during the year is left out when ``day`` is before the return's own census day. A child with two
    live plans counts once, by the later start. Raises LookupError for a return whose census day is not known.
    """
    live_plans = plans_live_on(plans, day, return_year)
    ages = children.filter(pl.col("return_year") == return_year).select("child_key", "birth_date")
    return (
        _latest_plan_per_child(live_plans)
        .join(ages, on="child_key", how="inner")
        .join(placements_live_on(placements, day, return_year), on=["child_key", "request_ref"], how="left")
        .select(
            "child_key",
            "request_ref",
            nc_year_on(day).alias("nc_year"),
            pl.col("primary_need").cast(pl.String).alias("need"),
            pl.col("setting").fill_null(Setting.UNKNOWN.value),
            "urn",
            "entry_date",
            pl.col("is_residential").fill_null(value=False),
            pl.col("start_date").alias("plan_start"),
        )
        .sort("child_key")
    )


def count_census(
    children: pl.DataFrame, plans: pl.DataFrame, placements: pl.DataFrame, day: date, *, return_year: int
) -> CensusCount:
    """How the census of ``day`` was joined, for the reconciliation beside it. Inputs as for ``census``."""
    live_plans = plans_live_on(plans, day, return_year)
    live_placements = placements_live_on(placements, day, return_year)
    known = children.filter(pl.col("return_year") == return_year).select("child_key").unique()
    first_plans = _latest_plan_per_child(live_plans)
    counted = first_plans.join(known, on="child_key", how="semi")
    keys = ["child_key", "request_ref"]
    with_placement = counted.join(live_placements, on=keys, how="semi").height
    return CensusCount(
        with_placement=with_placement,
        without_placement=counted.height - with_placement,
        placements_without_plan=live_placements.join(live_plans, on=keys, how="anti").height,
        second_plans=live_plans.height - first_plans.height,
        plans_without_child=first_plans.height - counted.height,
    )


def plans_live_on(plans: pl.DataFrame, day: date, return_year: int) -> pl.DataFrame:
    """The plans of one return that are live on ``day`` and ours by then (``came_later``)."""
    of_return = pl.col("return_year") == return_year
    return plans.filter(of_return & is_live_on(day, "start_date", "cease_date") & ~came_later(day, return_year))


def is_live_on(day: date, start: str, end: str) -> pl.Expr:
    """Both days count; a blank start or end is open."""
    return (pl.col(start).is_null() | (pl.col(start) <= day)) & (pl.col(end).is_null() | (pl.col(end) >= day))


def came_later(day: date, return_year: int) -> pl.Expr:
    """Plans that another council kept on ``day``: a plan that came to us during the year carries its first start."""
    if return_year == RUNNING_LIST or day >= census_day(CensusDay(return_year)):
        return pl.lit(value=False)
    return pl.col("transfer_la").is_not_null()


def _latest_plan_per_child(live_plans: pl.DataFrame) -> pl.DataFrame:
    return live_plans.sort(
        "child_key", "start_date", "request_ref", descending=[False, True, False], nulls_last=True
    ).unique("child_key", keep="first", maintain_order=True)


def placements_live_on(placements: pl.DataFrame, day: date, return_year: int) -> pl.DataFrame:
    """One row per (child, request): the lowest rank that is live; of two alike, the later entry."""
    of_return = pl.col("return_year") == return_year
    return (
        placements.filter(of_return & is_live_on(day, "entry_date", "leaving_date"))
        .with_columns(pl.col("setting").cast(pl.String))
        .sort(
            "child_key",
            "request_ref",
            "rank",
            "entry_date",
            "setting",
            "urn",
            descending=[False, False, False, True, False, False],
            nulls_last=True,
        )
        .unique(["child_key", "request_ref"], keep="first", maintain_order=True)
        .select("child_key", "request_ref", "setting", "urn", "rank", "entry_date", "is_residential")
    )


def nc_year_on(day: date) -> pl.Expr:
    """The NC year of a column ``birth_date``: ``core.age_on_31_august_before`` less four."""
    academic_year = day.year if (day.month, day.day) >= (9, 1) else day.year - 1
    birth = pl.col("birth_date")
    is_autumn_born = birth.dt.month() > 8  # noqa: PLR2004 (August is the last month of the academic year)
    age = academic_year - birth.dt.year() - is_autumn_born.cast(pl.Int32)
    return (age - _NC_YEAR_LESS_AGE).cast(pl.Int32)


def newness() -> pl.Expr:
    """Orders ``return_year`` by how late a row speaks: the running list after every return."""
    year = pl.col("return_year").cast(pl.Int32)
    return pl.when(year == RUNNING_LIST).then(pl.lit(NEWEST)).otherwise(year)
