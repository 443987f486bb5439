"""Who looks after a case: as people set it, else as the list of plans has it."""

from __future__ import annotations

import polars as pl

from highneeds.store.case_records import officers


def with_officers(frame: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """With ``officer`` and ``team`` of each child, nulls where nobody said, and the ``version`` of what people set.

    Of several plans the newest that names an officer tells. What a person set goes before it.
    """
    named = plans.filter(pl.col("officer").is_not_null()).sort("start_date", nulls_last=False, maintain_order=True)
    newest = named.unique("child_key", keep="last", maintain_order=True).select("child_key", _listed="officer")
    return (
        frame.join(newest, on="child_key", how="left", maintain_order="left")
        .join(officers(), on="child_key", how="left", maintain_order="left")
        .with_columns(pl.coalesce("officer", "_listed").alias("officer"), pl.col("version").fill_null(0))
        .drop("_listed")
    )
