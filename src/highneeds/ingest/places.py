"""Which setting a place is: by URN, else UKPRN through the register, else the return's own code."""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.ingest.overrides import WELSH_URN, setting_by_override
from highneeds.rules.establishments import setting_of_code, setting_of_place
from highneeds.rules.settings import Setting

SETTING_CODES = ("OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO")
_OF_CODE = {code: setting_of_code(code).value for code in SETTING_CODES}
_OF_PLACE = {
    f"{base.value}|{unit}|{resourced}": setting_of_place(
        base, is_sen_unit=bool(unit), is_resourced_provision=bool(resourced)
    ).value
    for base in Setting
    for unit in (0, 1)
    for resourced in (0, 1)
}


def add_settings(
    frame: pl.DataFrame, providers: pl.DataFrame | None, day: date, *, overrides: pl.DataFrame | None = None
) -> pl.DataFrame:
    """``frame`` (text ``urn``, ``ukprn``, ``sensetting``; flags ``is_unit``, ``is_resourced``) with ``setting``.

    An override of the council that is valid on ``day`` goes before all. UNKNOWN where the register has neither number,
    or no register was imported; a Welsh number, which it cannot have, is OTHER.
    """
    based = _with_base(frame, providers)
    from_code = pl.col("sensetting").str.to_uppercase().replace_strict(_OF_CODE, default=None, return_dtype=pl.String)
    has_number = pl.col("urn").is_not_null() | pl.col("ukprn").is_not_null()
    base = pl.coalesce("_base", pl.when(~has_number).then(from_code), pl.lit(Setting.UNKNOWN.value))
    place = pl.concat_str(
        base, pl.col("is_unit").cast(pl.Int8), pl.col("is_resourced").cast(pl.Int8), separator="|"
    ).replace_strict(_OF_PLACE, return_dtype=pl.String)
    by_council = setting_by_override(overrides, day, frozenset(based.columns))
    return based.with_columns(setting=pl.coalesce(by_council, place)).drop("_base")


def _with_base(frame: pl.DataFrame, providers: pl.DataFrame | None) -> pl.DataFrame:
    is_welsh = pl.when(pl.col("urn").str.contains(WELSH_URN)).then(pl.lit(Setting.OTHER.value))
    if providers is None:
        return frame.with_columns(_base=is_welsh)
    known = providers.select("urn", "ukprn", pl.col("setting").cast(pl.String))
    by_urn = dict(known.select("urn", "setting").iter_rows())
    by_ukprn = dict(known.filter(pl.col("ukprn").is_not_null()).select("ukprn", "setting").iter_rows())
    return frame.with_columns(
        _base=pl.coalesce(
            pl.col("urn").replace_strict(by_urn, default=None, return_dtype=pl.String),
            pl.col("ukprn").replace_strict(by_ukprn, default=None, return_dtype=pl.String),
            is_welsh,
        )
    )
