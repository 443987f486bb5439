"""Reads a unit as ``read_unit`` does, and none twice: what a test did not change is known from the test before.

A result depends on the bytes and names of the unit's files and on what its reader looked at in the context, so it is
kept with both, and used again only where both are the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import NamedTuple, cast

import polars as pl

from highneeds.ingest import ImportUnit, ReadContext, ReadResult, read_unit


class _Read(NamedTuple):
    """``looked_at``: names in the context, each with a digest of what stood there."""

    looked_at: dict[str, object]
    result: ReadResult


_READ: dict[object, list[_Read]] = {}


class _Watched:
    """A context that remembers what was looked at."""

    def __init__(self, context: ReadContext) -> None:
        self._context = context
        self.looked_at: dict[str, object] = {}

    def __getattr__(self, name: str) -> object:
        value = getattr(self._context, name)
        self.looked_at[name] = _digest(value)
        return value


def read_once(unit: ImportUnit, context: ReadContext) -> ReadResult:
    read = _READ.setdefault(_contents(unit), [])
    for before in read:
        if all(_digest(getattr(context, name)) == value for name, value in before.looked_at.items()):
            return before.result
    watched = _Watched(context)
    result = read_unit(unit, cast("ReadContext", watched))
    read.append(_Read(watched.looked_at, result))
    return result


def _contents(unit: ImportUnit) -> object:
    files = tuple((file.name, hashlib.sha256(file.path.read_bytes()).digest()) for file in unit.files)
    return repr(replace(unit, files=())), files


def _digest(value: object) -> object:
    if not isinstance(value, pl.DataFrame):
        return value
    return hashlib.sha256(value.write_ipc(None).getvalue()).digest()
