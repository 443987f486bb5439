"""Who looks after a case: as people set it, else as the list of plans has it, and the team that this person is of."""

from __future__ import annotations

import polars as pl

from highneeds.store.case_records import officers
from highneeds.store.teams import main_teams

NO_TEAM = "No team"
"""What lists say of a child of whom nobody said the team, so that these can be found too."""


def as_key(name: pl.Expr) -> pl.Expr:
    """As ``name_key`` has it."""
    return name.str.to_lowercase().str.replace_all(r"[\W_]+", "")


def with_officers(frame: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """With ``officer`` and ``team`` of each child, nulls where nobody said, and the ``version`` of what people set.

    Of several plans the newest that names an officer tells. What a person set goes before it. Where nobody set a team
    of the child it is the main team of its officer.
    """
    named = plans.filter(pl.col("officer").is_not_null()).sort("start_date", nulls_last=False, maintain_order=True)
    newest = named.unique("child_key", keep="last", maintain_order=True).select("child_key", _listed="officer")
    teams = main_teams()
    of_officer = as_key(pl.col("officer"))
    return (
        frame.join(newest, on="child_key", how="left", maintain_order="left")
        .join(officers(), on="child_key", how="left", maintain_order="left")
        .with_columns(pl.coalesce("officer", "_listed").alias("officer"), pl.col("version").fill_null(0))
        .with_columns(
            pl.coalesce("team", of_officer.replace_strict(teams, default=None, return_dtype=pl.String)).alias("team")
        )
        .drop("_listed")
    )
