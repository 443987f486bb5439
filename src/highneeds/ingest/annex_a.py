"""Reads the two lists of an inspection of area SEND (annex A): children with plans, and children with SEN support."""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.ingest.child_keys import add_child_keys
from highneeds.ingest.fields import columns_of, read_fields
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.place_files import source_of
from highneeds.ingest.pupil_fields import ANNEX_A_PLANS, ANNEX_A_SUPPORT
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import day_of, open_single, single_result
from highneeds.rules.needs import Need

_SCHOOL_AGES = (5, 15)  # compulsory school age, by the age at the last 31 August
_NEEDS_A_UPN_FROM_AGE = 6
_OLDEST, _TOO_OLD = 25, 26
_REASON = r"^UN([1-9]|10)$"
_KEPT = (
    "child_key", "birth_date", "urn", "main_phase", "subsidiary_phase", "suspensions", "permanent_exclusions",
    "absence_percent", "has_disability",
)  # fmt: skip


def read_annex_a(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """List 1 or list 2, by the kind of the unit; the day is that in the file's name or title.

    A child without UPN or ULN is followed by the list's own number, which means nothing in another file.
    """
    is_of_plans = unit.kind is FileKind.ANNEX_A_PLANS
    fields, number = (ANNEX_A_PLANS, "1") if is_of_plans else (ANNEX_A_SUPPORT, "2")
    sieve, title = open_single(unit, columns_of(fields))
    day = day_of(unit, title, context.as_at)
    upn = pl.col("upn").str.to_uppercase()
    sieve.frame = sieve.frame.with_columns(
        _reason=upn.str.contains(_REASON).fill_null(value=False), upn=pl.when(~upn.str.contains(_REASON)).then(upn)
    )
    sieve.frame = _keyed(sieve.frame, context.key)
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is.")
    read_fields(sieve, fields)
    _check_people(sieve, number, day)
    if is_of_plans:
        _check_plans(sieve, number, day)
    yes = ("has_pupil_premium", "is_known_to_social_care", *(("is_home_educated",) if is_of_plans else ()))
    plan = ("plan_issued", "plan_updated", "plan_reviewed") if is_of_plans else ()
    frame = sieve.frame.select(
        *_KEPT, *plan, *source_of(sieve), pl.col(yes).fill_null(value=False), as_at=pl.lit(day),
        sex=pl.col("sex").fill_null("U"), primary_need=pl.col("primary_need").fill_null(Need.NOT_RECORDED.value),
    )  # fmt: skip
    return single_result(unit, sieve, {"annex_a_plans" if is_of_plans else "annex_a_support": frame}, day)


def _keyed(frame: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """With ``child_key``; the list's own number stands for a name where there is neither UPN nor ULN."""
    named = frame.with_columns(surname=pl.format("annex a {}", "pupil_ref"), forename=pl.lit(None, pl.String))
    keyed = add_child_keys(named.with_columns(birth_date=pl.coalesce("birth_date", pl.lit("-"))), key)
    return frame.with_columns(keyed["upn"], keyed["uln"], keyed["child_key"])


def _check_people(sieve: Sieve, number: str, day: date) -> None:
    """The checks of both lists, in the order of their numbers."""
    sieve.hold(pl.col("birth_date").is_null(), f"{number}01a", "birth_date")
    for letter, column in (("b", "sex"), ("c", "ethnicity"), ("d", "primary_need")):
        sieve.note(pl.col(column).is_null(), f"{number}01{letter}", column)
    sieve.hold(pl.col("birth_date") > day, f"{number}05a", "birth_date")
    age = _age_on(day)
    sieve.hold(age >= _TOO_OLD, f"{number}02b", "birth_date")
    sieve.note(age == _OLDEST, f"{number}02a", "birth_date")
    sieve.note(pl.col("has_disability").is_null(), f"{number}03", "has_disability")
    nobody = pl.col("upn").is_null() & pl.col("uln").is_null() & ~pl.col("_reason")
    sieve.note(nobody & (age >= _NEEDS_A_UPN_FROM_AGE), f"{number}07", "upn")
    last_august = date(day.year if day.month > 8 else day.year - 1, 8, 31)  # noqa: PLR2004 - August
    is_at_school = ~pl.col("is_home_educated").fill_null(value=False) if number == "1" else pl.lit(value=True)
    of_age = _age_on(last_august).is_between(*_SCHOOL_AGES)
    sieve.note(of_age & pl.col("urn").is_null() & is_at_school, f"{number}08a", "urn")
    second = pl.col("subsidiary_phase").is_not_null() & pl.col("urn").is_null() & pl.col("main_phase").is_null()
    sieve.note(second, f"{number}08b", "subsidiary_phase")
    sieve.require_unique("child_key", rule_id=f"{number}09", field="upn")


def _check_plans(sieve: Sieve, number: str, day: date) -> None:
    for letter, column in (("b", "plan_issued"), ("c", "plan_updated"), ("d", "plan_reviewed")):
        sieve.note(pl.col(column) > day, f"{number}05{letter}", column)
    sieve.note(pl.col("plan_issued") > pl.col("plan_updated"), f"{number}06a", "plan_issued")
    sieve.note(pl.col("plan_issued") > pl.col("plan_reviewed"), f"{number}06b", "plan_issued")


def _age_on(day: date) -> pl.Expr:
    born = pl.col("birth_date")
    before = (born.dt.month().cast(pl.Int32) * 100 + born.dt.day()) > day.month * 100 + day.day
    return day.year - born.dt.year().cast(pl.Int32) - before.cast(pl.Int32)
