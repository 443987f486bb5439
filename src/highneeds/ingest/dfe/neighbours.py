"""Reads the two small tidy files that are not figures of authorities by year: neighbours, and shares by need."""

from __future__ import annotations

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.dfe.authorities import Authorities
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.shelf import Shelf
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import ROW, Columns, read_table

NEIGHBOURS = "statistical_neighbours_2025.csv"
NEED_SHARES = "national_profiles_2024_25_shares_only.csv"
_NEIGHBOUR_COLUMNS = ("old_la_code", "rank", "neighbour_old_la_code")
_SHARE_COLUMNS = ("profile", "key", "share")
_NEEDS = "ehcp_need"


def read_neighbours(shelf: Shelf, known: Authorities, faults: Faults) -> dict[str, tuple[str, ...]]:
    """The statistical neighbours of each authority by code, nearest first; none when the file is missing."""
    rows = _rows(shelf, NEIGHBOURS, _NEIGHBOUR_COLUMNS, faults)
    if rows is None:
        return {}
    file = shelf.shown(NEIGHBOURS)
    ranked: dict[str, dict[int, str]] = {}
    for row, code, rank, neighbour in rows.select(ROW, *_NEIGHBOUR_COLUMNS).iter_rows():
        if code not in known.codes or neighbour not in known.codes:
            field, value = ("old_la_code", code) if code not in known.codes else ("neighbour_old_la_code", neighbour)
            faults.add("Q08", file, row=row, field=field, value=value)
        elif not str(rank).isdecimal():
            faults.add("Q04", file, row=row, field="rank", value=rank)
        elif int(rank) in ranked.setdefault(code, {}):
            faults.add("Q09", file, row=row, field="rank", value=rank)
        else:
            ranked[code][int(rank)] = neighbour
    return {code: tuple(near[rank] for rank in sorted(near)) for code, near in sorted(ranked.items())}


def read_need_shares(shelf: Shelf, faults: Faults) -> dict[str, float]:
    """England's share of plans by primary need, 0 to 1; none when the file is missing."""
    rows = _rows(shelf, NEED_SHARES, _SHARE_COLUMNS, faults)
    if rows is None:
        return {}
    file = shelf.shown(NEED_SHARES)
    shares: dict[str, float] = {}
    wanted = rows.filter(pl.col("profile") == _NEEDS).with_columns(
        _share=pl.col("share").cast(pl.Float64, strict=False)
    )
    for row, need, text, share in wanted.select(ROW, "key", "share", "_share").iter_rows():
        if share is None or not 0 <= share <= 1:
            faults.add("Q04", file, row=row, field="share", value=text, detail="A share is from 0 to 1.")
        elif need in shares:
            faults.add("Q09", file, row=row, field="key", value=need)
        else:
            shares[need] = share
    return shares


def _rows(shelf: Shelf, name: str, columns: tuple[str, ...], faults: Faults) -> pl.DataFrame | None:
    if name not in shelf.files:
        faults.add("Q02", name)
        return None
    try:
        table = read_table(shelf.open(name), Columns({column: column for column in columns}, frozenset(columns)))
    except UnreadableFileError as error:
        faults.append(error.fault)
        return None
    if isinstance(table, Fault):
        faults.append(table)
        return None
    faults.extend(fault for fault in table.faults if fault.rule != "F07")
    return table.frame
