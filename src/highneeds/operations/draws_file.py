"""Every draw of a forecast in one Parquet file, written a shard at a time and there only when it is whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

from highneeds.core.errors import Refusal
from highneeds.forecast.types import Simulation

_ROWS_IN_A_GROUP = 250_000


class DrawsFile:
    """A context: shards are added within it; when it ends well the file appears under its name, else nothing does.

    Columns, one row for each draw, January, need and setting with a child in it: ``draw`` (from 0), ``january``
    (calendar year), ``need``, ``setting``, ``children``, ``cost_gbp`` (sum of their whole-year prices). A file of that
    name is replaced. Raises Refusal when it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: list[Path] = []
        self._folder = path.parent

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=f".{self._path.name}-", dir=self._path.parent))
        except OSError as error:
            raise self._refusal(error) from error
        return self

    def add(self, shard: Simulation) -> None:
        part = self._folder / f"{len(self._parts):06d}.parquet"
        try:
            _rows(shard).write_parquet(part)
        except OSError as error:
            raise self._refusal(error) from error
        self._parts.append(part)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._parts:
                whole = self._folder / "whole.parquet"
                pl.scan_parquet(self._parts).sink_parquet(whole, row_group_size=_ROWS_IN_A_GROUP)
                whole.replace(self._path)
        except OSError as trouble:
            raise self._refusal(trouble) from trouble
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _refusal(self, error: OSError) -> Refusal:
        return Refusal(f"The file {self._path} cannot be written: {error.strerror or error}.")


def _rows(shard: Simulation) -> pl.DataFrame:
    found = np.nonzero(shard.children)
    draw, january, need, setting = found
    return pl.DataFrame(
        {
            "draw": (shard.first_draw + draw).astype(np.int32),
            "january": np.array(shard.census_years, dtype=np.int32)[january],
            "need": pl.Series(shard.space.needs).gather(need),
            "setting": pl.Series(shard.space.settings).gather(setting),
            "children": shard.children[found],
            "cost_gbp": shard.price_gbp[found],
        }
    )
