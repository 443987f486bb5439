"""Reads the school census and the extract of absences."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.child_keys import add_child_keys
from highneeds.ingest.fields import columns_of, read_fields
from highneeds.ingest.place_files import source_of
from highneeds.ingest.pupil_fields import ABSENCES, CENSUS_NEEDS, CENSUS_PUPILS, NOT_ABSENT_CODES
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.single_file import day_of, open_single, single_result

_SESSIONS_A_DAY = 2
_SEPTEMBER = 9
_NOT_READ_OF_THE_CENSUS = frozenset({
    "nativeid", "sourceid", "senneedstableid", "pupilonrollorderseqcolumn", "senneedsorderseqcolumn", "schooltableid",
    "uniquelearnernumber", "surname", "forename", "preferredsurname", "gender", "sex", "ethnicity", "postcode", "estab",
    "entrydate",
})  # fmt: skip


def academic_year_of(column: str) -> pl.Expr:
    """The academic year of a day, as 2026/27."""
    year = pl.col(column).dt.year() - (pl.col(column).dt.month() < _SEPTEMBER).cast(pl.Int32)
    return pl.format("{}/{}", year, ((year + 1) % 100).cast(pl.String).str.zfill(2))


def half_days_of(first: str, last: str) -> pl.Expr:
    """Two for each weekday from one day to the other."""
    return pl.business_day_count(first, pl.col(last).dt.offset_by("1d")).cast(pl.Float64) * _SESSIONS_A_DAY


def read_census_pupils(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """The census day is that in the file's name or title. Names, addresses and birth dates are not kept."""
    fields = CENSUS_PUPILS
    sieve, title = open_single(unit, columns_of(fields, ignored=_NOT_READ_OF_THE_CENSUS))
    day = day_of(unit, title, context.as_at)
    sieve.frame = add_child_keys(sieve.frame.with_columns(uln=pl.lit(None, pl.String)), context.key)
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is.")
    read_fields(sieve, fields)
    sieve.require_unique("pupil_ref", rule_id="X04")
    frame = sieve.frame.select(
        "pupil_ref", "child_key", "urn", "nc_year_taught", "sen_provision", *source_of(sieve),
        pl.col("is_unit", "is_resourced", "has_top_up").fill_null(value=False), census_day=pl.lit(day),
    )  # fmt: skip
    return single_result(unit, sieve, {"census_pupils": frame}, day)


def read_census_needs(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """Needs by the pupil's number in the same export, so by the same census day."""
    sieve, title = open_single(unit, columns_of(CENSUS_NEEDS, ignored=_NOT_READ_OF_THE_CENSUS))
    day = day_of(unit, title, context.as_at)
    read_fields(sieve, CENSUS_NEEDS)
    sieve.require_unique("pupil_ref", "rank", rule_id="X04", field="rank")
    frame = sieve.frame.select("pupil_ref", "rank", "need", *source_of(sieve), census_day=pl.lit(day))
    return single_result(unit, sieve, {"census_needs": frame}, day)


def read_absences(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """One row per day, half day or spell. Where sessions are not given they are two for each weekday of the spell.

    Rows of a code that is no absence are passed over. An extract takes the place of those of its academic years.
    """
    sieve, _ = open_single(unit, columns_of(ABSENCES))
    sieve.frame = add_child_keys(sieve.frame, context.key)
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is.")
    read_fields(sieve, ABSENCES)
    sieve.skip(pl.col("code").is_in(NOT_ABSENT_CODES))
    sieve.frame = sieve.frame.with_columns(last_day=pl.coalesce("last_day", "first_day"))
    sieve.hold(pl.col("last_day") < pl.col("first_day"), "X05", "last_day")
    sieve.frame = sieve.frame.with_columns(_most=half_days_of("first_day", "last_day"))
    missed = pl.coalesce("sessions", pl.when(pl.col("half").is_not_null()).then(1.0), "_most")
    sieve.frame = sieve.frame.with_columns(sessions=missed)
    sieve.hold(~(pl.col("sessions") >= 1), "X03", "sessions", detail="No half day is missed.")
    sieve.note(pl.col("sessions") > pl.col("_most"), "W02", "sessions")
    frame = sieve.frame.select(
        "child_key", "urn", "first_day", "last_day", "code", *source_of(sieve),
        academic_year=academic_year_of("first_day"),
        sessions=pl.col("sessions").cast(pl.Int16),
    )  # fmt: skip
    return single_result(unit, sieve, {"absences": frame}, None)
