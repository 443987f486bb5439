"""Whose row a fault of a return stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.headers import ROW
from highneeds.ingest.sieve import Sieve
from highneeds.rules.sen2_elements import SEN2_PARENT


def faults_with_children(sieves: Mapping[str, Sieve]) -> tuple[Fault, ...]:
    """Every fault of every module, with the key of its child; none where the person's own row is held."""
    person = sieves["person"].frame.select(ROW, "child_key", "persontableid")
    known = {"sen2": pl.DataFrame(schema={ROW: pl.Int32, "child_key": pl.String}), "person": person}
    faults: list[Fault] = []
    for module, sieve in sieves.items():
        parent = SEN2_PARENT.get(module)
        if parent is not None and module not in known:
            own, above = f"{module}tableid", f"{parent}tableid"
            children = known[parent].select(above, "child_key").unique(above, keep="first")
            known[module] = sieve.original.select(ROW, own, above).join(children, on=above)
        keys = dict(known[module].select(ROW, "child_key").iter_rows()) if sieve.faults else {}
        faults += [replace(one, child_key=None if one.row is None else keys.get(one.row)) for one in sieve.faults]
    return tuple(faults)
