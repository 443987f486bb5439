"""Reads the register of schools and colleges, in the columns of Get Information about Schools."""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.ingest.columns import PROVIDER_REGISTER
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import day_of, open_single, plain_text, single_result
from highneeds.ingest.values import identifier_of, whole_number_of
from highneeds.rules.establishments import setting_of_type
from highneeds.rules.settings import Setting

_OPEN = (1, 3)  # open; open, but proposed to close
_REGISTER_ENCODINGS = frozenset({"cp1252"})  # the register is published in it, so it is no surprise


def read_provider_register(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """One row per establishment, open or closed, and what changes with time under the day of the register.

    Dates may be 31-12-2026; the encoding may be Windows-1252.
    """
    sieve, _ = open_single(unit, PROVIDER_REGISTER, usual_encodings=_REGISTER_ENCODINGS)
    sieve.frame = sieve.frame.with_columns(
        identifier_of("urn").alias("urn"), identifier_of("ukprn").alias("ukprn"), _type=whole_number_of("type_code")
    )
    sieve.hold(~pl.col("urn").str.contains(r"^\d{6}$").fill_null(value=False), "E01", "urn")
    sieve.require_unique("urn", rule_id="E01")
    sieve.hold(pl.col("name").is_null(), "E01", "name", detail="It has no name.")
    sieve.read_dates("open_date", "close_date", "last_changed")
    _add_setting(sieve)
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
        _is_open().alias("is_open"),
        pl.when(places >= 0).then(places).alias("places_funded"),
    )
    as_at = _as_at(unit, sieve, context.as_at)
    tables = (
        {"providers": frame} if as_at is None else {"providers": frame, "provider_versions": _version(sieve, as_at)}
    )
    return single_result(unit, sieve, tables, as_at)


def _as_at(unit: ImportUnit, sieve: Sieve, given: date | None) -> date | None:
    """The day of the register: as given, in its name, or the last on which an entry was changed or a place opened."""
    try:
        return day_of(unit, "", given)
    except UnreadableFileError:
        days = sieve.frame.select(pl.coalesce(pl.col("last_changed").max(), pl.col("open_date").max())).item()
        return days if isinstance(days, date) else None


def _version(sieve: Sieve, as_at: date) -> pl.DataFrame:
    ages = {name: whole_number_of(name) for name in ("lowest_age", "highest_age")}
    return sieve.frame.select(
        "urn",
        ROW,
        as_at=pl.lit(as_at),
        source_file=pl.lit(sieve.file),
        setting="_setting",
        is_open=_is_open(),
        is_section_41=(plain_text("section_41") == "approved").fill_null(value=False),
        **{name: pl.when(age.is_between(0, 99)).then(age) for name, age in ages.items()},
        has_unit=_bases("sen unit"),
        has_resourced=_bases("resourced provision"),
    )


def _bases(kind: str) -> pl.Expr:
    """Whether the school has such places: null where the register says none of its four words."""
    said = plain_text("bases")
    is_said = said.is_in(["not applicable", "sen unit", "resourced provision", "resourced provision and sen unit"])
    return pl.when(is_said).then(said.str.contains(kind, literal=True))


def _is_open() -> pl.Expr:
    status = whole_number_of("status_code")
    return pl.when(status.is_null()).then(pl.col("close_date").is_null()).otherwise(status.is_in(_OPEN))


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
