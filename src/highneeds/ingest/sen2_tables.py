"""Assembles the canonical tables of a SEN2 return from the rows that its checks let through."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from highneeds.core.years import CensusDay
from highneeds.ingest.child_keys import IDENTITY_KEYS, is_upn_temporary
from highneeds.ingest.headers import ROW
from highneeds.ingest.places import add_settings
from highneeds.ingest.sieve import Sieve, finished
from highneeds.ingest.values import date_of, flag_of
from highneeds.rules.census_days import census_day
from highneeds.rules.needs import Need

_RESIDENTIAL_CODES = ("A", "B")


def _from(sieve: Sieve, year: int) -> list[pl.Expr]:
    return [pl.lit(year).alias("return_year"), pl.lit(sieve.file).alias("source_file"), pl.col(ROW)]


def children_table(sieves: Mapping[str, Sieve], year: int) -> pl.DataFrame:
    persons = sieves["person"]
    frame = persons.frame.select(
        *_from(persons, year), "child_key", "sex", birth_date="_birth_date", is_upn_missing=pl.col("upn").is_null()
    )
    return finished("children", frame)


def identities_table(sieves: Mapping[str, Sieve], year: int) -> pl.DataFrame:
    persons = sieves["person"]
    return finished("identities", persons.frame.select(*_from(persons, year), "child_key", *identity_columns()))


def identity_columns() -> list[pl.Expr]:
    """What tells a child across files, of a frame with ``IDENTITY_KEYS`` and ``upn``."""
    return [*map(pl.col, IDENTITY_KEYS), is_upn_temporary("upn").alias("is_upn_temporary")]


def _requests_with_children(sieves: Mapping[str, Sieve]) -> pl.DataFrame:
    """``requeststableid`` with the child's key."""
    children = sieves["person"].frame.select("persontableid", "child_key")
    return sieves["requests"].frame.join(children, on="persontableid", how="inner")


def requests_table(sieves: Mapping[str, Sieve], year: int) -> pl.DataFrame:
    """One row per request; of several assessments of one request the last in the file counts."""
    assessments = (
        sieves["assessment"]
        .frame.unique("requeststableid", keep="last", maintain_order=True)
        .select(
            "requeststableid",
            assessment_outcome="assessmentoutcome",
            assessment_outcome_date="assessmentoutcomedate",
            is_exception_to_20_weeks=flag_of("week20"),
        )
    )
    frame = _requests_with_children(sieves).join(assessments, on="requeststableid", how="left")
    return finished(
        "requests",
        frame.select(
            *_from(sieves["requests"], year),
            "child_key",
            "assessment_outcome",
            "assessment_outcome_date",
            pl.col("is_exception_to_20_weeks").fill_null(value=False),
            request_ref="requeststableid",
            received_date="receiveddate",
            request_outcome="requestoutcome",
            request_outcome_date="requestoutcomedate",
        ),
    )


def plans_table(sieves: Mapping[str, Sieve], year: int) -> pl.DataFrame:
    """Named plans and active plans joined on the request; an active plan alone has an open start.

    A request whose named plan is held gives no plan, even with an active one.
    """
    named, active = sieves["namedplan"], sieves["activeplans"]
    plans = named.frame.select(
        "requeststableid", *_from(named, year), start_date="startdate", cease_date="ceasedate", cease_reason="_reason"
    )
    alone = active.frame.filter(~pl.col("requeststableid").is_in(_requests_with_any_named_plan(sieves).implode()))
    both = pl.concat([plans, alone.select("requeststableid", *_from(active, year))], how="diagonal_relaxed")
    children = _requests_with_children(sieves).select("requeststableid", "child_key")
    facts = active.frame.select("requeststableid", "activeplanstableid", *_reviews(), transfer_la="transferla")
    frame = (
        both.join(children, on="requeststableid", how="inner")
        .join(facts, on="requeststableid", how="left")
        .join(_main_needs(sieves["senneed"]), on="activeplanstableid", how="left")
    )
    need = pl.col("primary_need").fill_null(Need.NOT_RECORDED.value)
    return finished(
        "plans", frame.with_columns(need, pl.lit(None, pl.String).alias("officer"), request_ref="requeststableid")
    )


def _reviews() -> list[pl.Expr]:
    """The reviews and phase transfer of an active plan; an outcome that is none of A, C and M is left out."""
    outcome = pl.col("reviewoutcome").str.to_uppercase()
    days = {
        "review_meeting": "reviewmeeting",
        "last_review": "lastreview",
        "review_draft": "reviewdraft",
        "phase_transfer_due": "phasetransferduedate",
        "phase_transfer_final": "phasetransferfinaldate",
    }
    known = pl.when(outcome.is_in(["A", "C", "M"])).then(outcome).alias("review_outcome")
    return [known, *(date_of(column).alias(name) for name, column in days.items())]


def _requests_with_any_named_plan(sieves: Mapping[str, Sieve]) -> pl.Series:
    assessments = sieves["assessment"].frame.select("assessmenttableid", "requeststableid")
    return sieves["namedplan"].original.join(assessments, on="assessmenttableid")["requeststableid"]


def _main_needs(needs: Sieve) -> pl.DataFrame:
    main = needs.frame.filter(pl.col("_rank") == 1).unique("activeplanstableid", keep="first", maintain_order=True)
    return main.select("activeplanstableid", primary_need="_need")


def placements_table(
    sieves: Mapping[str, Sieve], year: int, providers: pl.DataFrame | None, overrides: pl.DataFrame | None = None
) -> pl.DataFrame:
    placements = sieves["placementdetail"]
    children = _requests_with_children(sieves).select("requeststableid", "child_key")
    placed = add_settings(placements.frame, providers, census_day(CensusDay(year)), overrides=overrides)
    frame = placed.join(children, on="requeststableid", how="inner")
    return finished(
        "placements",
        frame.select(
            *_from(placements, year),
            "child_key",
            "urn",
            "ukprn",
            "setting",
            request_ref="requeststableid",
            rank="_rank",
            entry_date="entrydate",
            leaving_date="leavingdate",
            is_residential=pl.col("res").str.to_uppercase().is_in(_RESIDENTIAL_CODES).fill_null(value=False),
        ),
    )
