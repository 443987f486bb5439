"""Reads the register of schools and colleges, in the columns of Get Information about Schools."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.columns import PROVIDER_REGISTER
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, single_result
from highneeds.ingest.values import identifier_of, whole_number_of
from highneeds.rules.establishments import setting_of_type
from highneeds.rules.settings import Setting

_OPEN = (1, 3)  # open; open, but proposed to close
_REGISTER_ENCODINGS = frozenset({"cp1252"})  # the register is published in it, so it is no surprise


def read_provider_register(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """One row per establishment, open or closed. Dates may be 31-12-2026; the encoding may be Windows-1252."""
    sieve, _ = open_single(unit, PROVIDER_REGISTER, usual_encodings=_REGISTER_ENCODINGS)
    sieve.frame = sieve.frame.with_columns(
        identifier_of("urn").alias("urn"), identifier_of("ukprn").alias("ukprn"), _type=whole_number_of("type_code")
    )
    sieve.hold(~pl.col("urn").str.contains(r"^\d{6}$").fill_null(value=False), "E01", "urn")
    sieve.require_unique("urn", rule_id="E01")
    sieve.hold(pl.col("name").is_null(), "E01", "name", detail="It has no name.")
    sieve.read_dates("open_date", "close_date")
    _add_setting(sieve)
    status = whole_number_of("status_code")
    places = whole_number_of("places_funded")
    frame = sieve.frame.select(
        "urn",
        "ukprn",
        "name",
        "la_code",
        "open_date",
        "close_date",
        ROW,
        pl.lit(sieve.file).alias("source_file"),
        pl.col("_type").alias("type_code"),
        pl.col("_setting").alias("setting"),
        pl.when(status.is_null()).then(pl.col("close_date").is_null()).otherwise(status.is_in(_OPEN)).alias("is_open"),
        pl.when(places >= 0).then(places).alias("places_funded"),
    )
    return single_result(unit, sieve, {"providers": frame}, None)


def _add_setting(sieve: Sieve) -> None:
    """The setting of the type; a type the rules do not know is kept as unknown, with fault E02."""
    settings = {code: _setting(code) for code in sieve.frame["_type"].drop_nulls().unique()}
    sieve.frame = sieve.frame.with_columns(
        pl.col("_type").fill_null(0),
        _setting=pl.col("_type").replace_strict(settings, default=Setting.UNKNOWN.value, return_dtype=pl.String),
    )
    sieve.note(pl.col("_setting") == Setting.UNKNOWN.value, "E02", "type_code")


def _setting(type_code: int) -> str:
    try:
        return setting_of_type(type_code).value
    except LookupError:
        return Setting.UNKNOWN.value
