"""The fitted parameters of a month as a table that may leave the room: no row tells of a few children."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal

_NEAREST = 5  # to which the DfE rounds counts of children it publishes by small group
_DECIMALS = 6
_COUNTS = ("children", "events")


def write_parameters(table: pl.DataFrame, path: Path) -> None:
    """Write ``forecast.evidence.parameter_table`` as CSV, its counts of children and events to the nearest 5.

    Rounded, counts cannot be taken from one another to find a few children. Raises Refusal when it cannot be written.
    """
    rounded = [(_NEAREST * (pl.col(name) / _NEAREST).round()).cast(pl.Int64).alias(name) for name in _COUNTS]
    renamed = {name: f"{name}_to_nearest_{_NEAREST}" for name in _COUNTS}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.with_columns(rounded).rename(renamed).write_csv(path, float_precision=_DECIMALS)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Close it if it is open, or choose another place."
        raise Refusal(message) from error
