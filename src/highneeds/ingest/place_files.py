"""Reads the files about places: the register's links, the council's overrides, capacity and band schemes."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.fields import Field, columns_of, read_fields
from highneeds.ingest.headers import ROW
from highneeds.ingest.place_fields import BANDS, CAPACITY, PROVIDER_LINKS, SCHOOL_CAPACITY, SETTING_OVERRIDES
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, plain_text, single_result

_CP1252 = frozenset({"cp1252"})  # the register and its links are published in it
_NOT_PUBLISHED = ("z", "x", "c", ":", "~", "k", "low", "u", "..")
_SCAP_PARTS = (
    ("primary_unit", "sen_unit", "primary"),
    ("secondary_unit", "sen_unit", "secondary"),
    ("primary_resourced", "resourced_provision", "primary"),
    ("secondary_resourced", "resourced_provision", "secondary"),
    ("primary_capacity", "special", "primary"),
    ("secondary_capacity", "special", "secondary"),
    ("_whole", "special", "all"),
)


def open_fields(unit: ImportUnit, fields: tuple[Field, ...], *, encodings: frozenset[str] = frozenset()) -> Sieve:
    """The rows of the file, each cell of its type. Raises UnreadableFileError."""
    sieve, _ = open_single(unit, columns_of(fields), usual_encodings=encodings)
    read_fields(sieve, fields)
    return sieve


def hold_wrong_urns(sieve: Sieve, *columns: str) -> None:
    for column in columns:
        sieve.hold(~pl.col(column).str.contains(r"^\d{6}$").fill_null(value=False), "E01", column)


def source_of(sieve: Sieve) -> list[pl.Expr]:
    """The columns that lead a row back to its file."""
    return [pl.col(ROW), pl.lit(sieve.file).alias("source_file")]


def read_provider_links(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """Predecessors and successors; links of other kinds, such as an expansion, are passed over."""
    sieve = open_fields(unit, PROVIDER_LINKS, encodings=_CP1252)
    hold_wrong_urns(sieve, "urn", "link_urn")
    sieve.hold(pl.col("urn") == pl.col("link_urn"), "E03", "link_urn")
    words = plain_text("link_type")
    sieve.skip(~words.str.contains("predecessor|successor"))
    frame = sieve.frame.select(
        "urn", "link_urn", "link_type", "linked_on", *source_of(sieve), is_successor=words.str.contains("successor")
    )
    return single_result(unit, sieve, {"provider_links": frame}, None)


def read_setting_overrides(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - as above
    """The first of two rows for the same place and first day counts."""
    sieve = open_fields(unit, SETTING_OVERRIDES)
    place = ("urn", "ukprn", "sen_setting")
    sieve.hold(pl.all_horizontal(pl.col(name).is_null() for name in place), "O01", "urn")
    sieve.hold(pl.col("valid_to") < pl.col("valid_from"), "X05", "valid_to")
    _hold_repeats(sieve, *place, "is_unit", "is_resourced", "valid_from", field="urn")
    columns = [one.name for one in SETTING_OVERRIDES]
    return single_result(unit, sieve, {"setting_overrides": sieve.frame.select(*columns, *source_of(sieve))}, None)


def read_capacity(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - as above
    """The council's own table. A number left blank is not known, which is not nought."""
    sieve = open_fields(unit, CAPACITY)
    hold_wrong_urns(sieve, "urn")
    sieve.hold(pl.col("last_nc_year") < pl.col("first_nc_year"), "X05", "last_nc_year")
    sieve.hold(pl.col("valid_to") < pl.col("valid_from"), "X05", "valid_to")
    same = ("urn", "provision", "designation", "first_nc_year", "last_nc_year", "valid_from")
    _hold_repeats(sieve, *same, field="urn")
    sieve.note(pl.col("places_commissioned") > pl.col("places_capacity"), "M01", "places_commissioned")
    columns = [one.name for one in CAPACITY]
    return single_result(unit, sieve, {"capacity": sieve.frame.select(*columns, *source_of(sieve))}, None)


def read_school_capacity(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - as above
    """Places by school from the publication of the survey; a mark for what is not published is no number.

    The academic year 2025/26 has its survey in May 2026. A school without special places has no row.
    """
    sieve, _ = open_single(unit, columns_of(SCHOOL_CAPACITY))
    numbers = [one.name for one in SCHOOL_CAPACITY if one.type.value == "whole number"]
    sieve.frame = sieve.frame.with_columns(
        pl.when(~plain_text(name).is_in(_NOT_PUBLISHED)).then(name).alias(name) for name in numbers
    )
    sieve.skip(plain_text("urn").is_in(_NOT_PUBLISHED).fill_null(value=False))
    read_fields(sieve, SCHOOL_CAPACITY)
    hold_wrong_urns(sieve, "urn")
    year = _survey_year()
    sieve.frame = sieve.frame.with_columns(survey_year=year)
    sieve.hold(pl.col("survey_year").is_null(), "X03", "survey_year")
    sieve.require_unique("survey_year", "urn", rule_id="X04", field="urn")
    is_special = plain_text("main_phase").str.contains("special").fill_null(value=False)
    unphased = pl.all_horizontal(pl.col("primary_capacity").is_null(), pl.col("secondary_capacity").is_null())
    kept = sieve.frame.with_columns(_whole=pl.when(is_special & unphased).then("school_places"))
    parts = [
        kept.filter(pl.col(column) > 0).select(
            "survey_year", "urn", "name", *source_of(sieve),
            provision=pl.lit(provision), phase=pl.lit(phase), places_capacity=column,
            on_roll=pl.when(pl.lit(phase) == "all").then("on_roll"),
        )
        for column, provision, phase in _SCAP_PARTS
    ]  # fmt: skip
    return single_result(unit, sieve, {"school_capacity": pl.concat(parts)}, None)


def _survey_year() -> pl.Expr:
    """2026 of 202526, 2025/26 or 2026; null for anything else."""
    digits = pl.col("survey_year").str.replace_all(r"[^0-9]", "")
    parts = digits.str.extract_groups(r"^(20\d\d)(\d\d)?$").struct
    first, second = parts.field("1").cast(pl.Int32), parts.field("2").cast(pl.Int32)
    return pl.when(second.is_null()).then(first).when((first + 1) % 100 == second).then(first + 1)


def read_band_rates(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - as above
    """Versions stand beside one another: a new one ends none."""
    sieve = open_fields(unit, BANDS)
    days = pl.col("effective_from").n_unique().over("version")
    sieve.hold(days > 1, "W01", "effective_from")
    _hold_repeats(sieve, "version", "setting", "band", field="band")
    columns = [one.name for one in BANDS]
    return single_result(unit, sieve, {"band_rates": sieve.frame.select(*columns, *source_of(sieve))}, None)


def _hold_repeats(sieve: Sieve, *columns: str, field: str) -> None:
    """Holds every row but the first of those alike; a blank is like a blank."""
    sieve.hold(~pl.struct(*columns).is_first_distinct(), "X04", field)
