"""Who a child is across files: a keyed hash of UPN, else ULN, else name, birth date and sex."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from functools import reduce
from operator import add

import polars as pl

from highneeds.ingest.by_word import with_values
from highneeds.ingest.values import identifier_of

_KEY_HEX_DIGITS = 32
_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_FIRST_WEIGHT = 2
_UPN_PATTERN = r"^[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]$"
_UPN_BODY = 13
_NAMED = ("surname", "forename", "birth_date", "sex")


IDENTITY_KEYS = ("upn_key", "uln_key", "name_key")


def add_identity_keys(frame: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``add_child_keys`` with each of the three keys by itself (``IDENTITY_KEYS``), null where the row has none."""
    cleaned = _with_numbers(_named(frame))
    rows = cleaned.select("upn", "uln", *_NAMED).iter_rows(named=True)
    each = [tuple(_hashed(text, key) for text in (_of_upn(row), _of_uln(row), _of_name(row))) for row in rows]
    columns = list(zip(*each, strict=True)) or [()] * len(IDENTITY_KEYS)
    keys = [pl.Series(name, values, dtype=pl.String) for name, values in zip(IDENTITY_KEYS, columns, strict=True)]
    named = frame.with_columns(cleaned["upn"], cleaned["uln"], *keys)
    return named.with_columns(child_key=pl.coalesce(*IDENTITY_KEYS))


def is_upn_temporary(column: str) -> pl.Expr:
    """Whether the UPN ends in a letter, as one that a school gave until the child's own is known."""
    return pl.col(column).str.contains(r"[A-Z]$").fill_null(value=False)


def add_child_keys(frame: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``frame`` with ``child_key`` (32 hex digits, or null where there is nothing to tell a child by).

    Reads the text columns ``upn``, ``uln``, ``surname``, ``forename``, ``birth_date`` and ``sex`` (absent is blank) and
    leaves UPN and ULN as capitals without spaces. A UPN of the wrong form counts as it is given.
    """
    cleaned = _with_numbers(_named(frame))
    told_by = [name for name in ("upn", "uln", *_NAMED) if cleaned[name].null_count() < cleaned.height]
    if not told_by:
        keys = pl.Series("child_key", [None] * frame.height, dtype=pl.String)
    else:
        children = cleaned.select(told_by).unique()
        rows = children.iter_rows(named=True)
        known = children.with_columns(pl.Series("child_key", [_child_key(row, key) for row in rows], dtype=pl.String))
        each = cleaned.select(told_by).join(known, on=told_by, how="left", nulls_equal=True, maintain_order="left")
        keys = each["child_key"]
    return frame.with_columns(cleaned["upn"], cleaned["uln"], keys)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in _NAMED if name not in frame.columns)


def _with_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    return with_values(with_values(frame, "upn", upn=identifier_of("upn")), "uln", uln=identifier_of("uln"))


def _child_key(row: Mapping[str, object], key: bytes) -> str | None:
    return _hashed(_of_upn(row) or _of_uln(row) or _of_name(row), key)


def _of_upn(row: Mapping[str, object]) -> str | None:
    return f"upn:{row['upn']}" if row.get("upn") else None


def _of_uln(row: Mapping[str, object]) -> str | None:
    return f"uln:{row['uln']}" if row.get("uln") else None


def _of_name(row: Mapping[str, object]) -> str | None:
    if not row.get("surname") or not row.get("birth_date"):
        return None
    parts = map(row.get, _NAMED)
    return "name:" + "|".join("".join(filter(str.isalnum, str(part or "").casefold())) for part in parts)


def key_of_number(kind: str, number: str, key: bytes) -> str | None:
    """The key of a child known by a UPN or ULN (``kind``: upn or uln), as ``add_child_keys`` makes it."""
    return _hashed(f"{kind}:{number}", key)


def _hashed(identity: str | None, key: bytes) -> str | None:
    return identity and hmac.digest(key, identity.encode(), "sha256").hex()[:_KEY_HEX_DIGITS]


def is_upn_well_formed(column: str) -> pl.Expr:
    """Whether the UPN has the form A999999999999 (or a letter last, when temporary) and the right check letter.

    DfE unique pupil numbers guide: the twelve characters after the check letter, weighted 2 to 13, summed, modulo 23,
    give the letter's place in the alphabet without I, O and S; a letter counts as its own place.
    """
    upn = pl.col(column)
    places = {letter: place for place, letter in enumerate(_CHECK_LETTERS)} | {str(digit): digit for digit in range(10)}
    weighted = [
        upn.str.slice(place, 1).replace_strict(places, default=None, return_dtype=pl.Int32) * (place + 1)
        for place in range(1, _UPN_BODY)
    ]
    letter = reduce(add, weighted) % len(_CHECK_LETTERS)
    given = upn.str.slice(0, 1).replace_strict(places, default=None, return_dtype=pl.Int32)
    return upn.str.contains(_UPN_PATTERN) & (letter == given)
