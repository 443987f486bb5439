"""Reads the case system's current list of plans: one row per plan and placement since the last January count.

Its rows become children, plans and placements with ``return_year`` 0, the running list that belongs to no census.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.caseload.census import RUNNING_LIST
from highneeds.ingest.child_keys import add_identity_keys, is_upn_well_formed
from highneeds.ingest.columns import PLAN_LIST
from highneeds.ingest.headers import ROW
from highneeds.ingest.places import add_settings
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sen2_checks import check_cease, check_spells, is_birth_date_wrong, is_live, sex_of
from highneeds.ingest.sen2_tables import identity_columns
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import day_of, open_single, single_result
from highneeds.ingest.values import date_of, flag_of, identifier_of
from highneeds.rules.needs import Need, needs_in_census


def read_plan_list(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """``request_ref`` is the child's key with the plan's start, since the list carries no request id.

    Milder than for a return: a need code not in the set is worth a look and read as not recorded, for the row is also
    the plan. A row without any of place, entry and leaving is a plan without a placement.
    """
    sieve, title = open_single(unit, PLAN_LIST, keeps_original=True)
    as_at = day_of(unit, title, context.as_at)
    _check_children(sieve, as_at, context.key)
    _check_plans(sieve, as_at)
    _check_placements(sieve, as_at)
    frame = sieve.frame.with_columns(return_year=pl.lit(RUNNING_LIST), source_file=pl.lit(sieve.file))
    tables = {
        "children": _children(frame),
        "identities": _identities(frame),
        "plans": _plans(frame),
        "placements": _placements(add_settings(frame, context.providers, as_at, overrides=context.setting_overrides)),
    }
    return single_result(unit, sieve, tables, as_at)


def _check_children(sieve: Sieve, as_at: date, key: bytes) -> None:
    keyed = sieve.frame.with_columns(_sex=sex_of("sex"), _birth_date=date_of("birth_date"))
    sieve.frame = add_identity_keys(keyed, key)
    sieve.hold(is_birth_date_wrong("_birth_date", as_at), "P01", "birth_date")
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is.")
    first = pl.col("child_key").is_first_distinct()
    sieve.note(first & ~is_upn_well_formed("upn"), "P03", "upn")


def _check_plans(sieve: Sieve, as_at: date) -> None:
    sieve.read_dates("plan_start", "plan_ceased")
    check_cease(sieve, start="plan_start", cease="plan_ceased", reason="cease_reason")
    need = pl.col("primary_need").str.to_uppercase()
    allowed = sorted(need.value for need in needs_in_census(as_at.year))
    is_known = need.is_in(allowed).fill_null(value=False)
    sieve.frame = sieve.frame.with_columns(
        _need=pl.when(is_known).then(need).otherwise(pl.lit(Need.NOT_RECORDED.value)),
        _plan=pl.concat_str("child_key", pl.lit("/"), pl.col("plan_start").cast(pl.String).fill_null("open")),
    )
    first = pl.col("_plan").is_first_distinct()
    sieve.note(first & pl.col("primary_need").is_null(), "S01", "primary_need", detail="There is none.")
    sieve.note(first & pl.col("primary_need").is_not_null() & ~is_known, "S02", "primary_need")


def _check_placements(sieve: Sieve, as_at: date) -> None:
    """The checks of spells for rows that name or date a place; L11 for a live plan none of whose rows is live."""
    blank = pl.all_horizontal(pl.col("urn", "sensetting", "entry_date", "leaving_date").is_null())
    sieve.frame = sieve.frame.with_columns(
        identifier_of("urn").alias("urn"),
        pl.col("sensetting").str.to_uppercase(),
        ukprn=pl.lit(None, pl.String),
        is_unit=flag_of("is_unit"),
        is_resourced=flag_of("is_resourced"),
        _is_placed=~blank,
        _rank=pl.lit(1),
    )
    unplaced = sieve.frame.filter(~pl.col("_is_placed")).with_columns(
        pl.col("entry_date", "leaving_date").cast(pl.Date)
    )
    sieve.frame = sieve.frame.filter("_is_placed")
    held_before = {row.row for row in sieve.held}
    check_spells(sieve, entry="entry_date", leaving="leaving_date", plan="_plan")
    sieve.frame = pl.concat([sieve.frame, unplaced], how="diagonal_relaxed").sort(ROW)
    newly_held = sieve.original.filter(pl.col(ROW).is_in([row.row for row in sieve.held if row.row not in held_before]))
    placed = sieve.frame.filter(pl.col("_is_placed") & is_live("entry_date", "leaving_date", as_at))["_plan"]
    first = pl.col("_plan").is_first_distinct()
    live = is_live("plan_start", "plan_ceased", as_at) & ~pl.col("_plan").is_in(placed.implode())
    upns_held = newly_held.select(identifier_of("upn"))["upn"].drop_nulls()
    sieve.note(first & live & ~pl.col("upn").is_in(upns_held.implode()).fill_null(value=False), "L11", "urn")


def _children(frame: pl.DataFrame) -> pl.DataFrame:
    first = frame.unique("child_key", keep="first", maintain_order=True)
    return first.with_columns(sex="_sex", birth_date="_birth_date", is_upn_missing=pl.col("upn").is_null())


def _identities(frame: pl.DataFrame) -> pl.DataFrame:
    first = frame.unique("child_key", keep="first", maintain_order=True)
    return first.select("return_year", "source_file", ROW, "child_key", *identity_columns())


def _plans(frame: pl.DataFrame) -> pl.DataFrame:
    """A plan with several placements stands in several rows: the first row speaks, an end in any row counts."""
    plans = frame.group_by(request_ref="_plan", maintain_order=True).agg(
        pl.col("return_year", "source_file", ROW, "child_key").first(),
        pl.col("plan_start").first().alias("start_date"),
        pl.col("plan_ceased").max().alias("cease_date"),
        pl.col("_reason").max().alias("cease_reason"),
        pl.col("_need").first().alias("primary_need"),
        pl.col("officer").drop_nulls().first(),
    )
    texts = (pl.lit(None, pl.String).alias(name) for name in ("transfer_la", "review_outcome"))
    days = ("review_meeting", "last_review", "review_draft", "phase_transfer_due", "phase_transfer_final")
    return plans.with_columns(*texts, *(pl.lit(None, pl.Date).alias(name) for name in days))


def _placements(frame: pl.DataFrame) -> pl.DataFrame:
    placed = frame.filter("_is_placed")
    return placed.with_columns(request_ref="_plan", rank="_rank", is_residential=flag_of("is_residential"))
