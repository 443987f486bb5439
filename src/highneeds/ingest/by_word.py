"""Values of a text column worked out once for each different text in it: a large file says the same over and over."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_FEW_ROWS = 1_000  # of which to look for the different texts takes as long as to work every one out
_FEW_WORDS = 0.5  # as a share of the rows
_WORD = "_word"


def with_values(frame: pl.DataFrame, column: str, **values: pl.Expr) -> pl.DataFrame:
    """``frame.with_columns(**values)``, where each expression reads this one column and no row's place among others.

    What it asks of the column as a whole it may ask of its different texts, such as whether any is of some form.
    """
    if frame.height < _FEW_ROWS:
        return frame.with_columns(**values)
    texts = frame.select(pl.col(column).alias(_WORD))
    if frame.select(pl.col(column).approx_n_unique()).item() > _FEW_WORDS * frame.height:
        return frame.with_columns(**values)
    words = texts.unique()
    known = words.rename({_WORD: column}).select(pl.col(column).alias(_WORD), **values)
    if known.height == 1:
        return frame.with_columns(pl.lit(known[name]).first().alias(name) for name in values)
    each = texts.join(known, on=_WORD, how="left", nulls_equal=True, maintain_order="left")
    return frame.with_columns(each[name] for name in values)


def with_values_of_each(frame: pl.DataFrame, values: Mapping[str, Mapping[str, pl.Expr]]) -> pl.DataFrame:
    """``with_values`` of several columns, each with the expressions that read it alone; of few rows all at once."""
    if frame.height < _FEW_ROWS:
        return frame.with_columns(**{name: value for named in values.values() for name, value in named.items()})
    for column, named in values.items():
        frame = with_values(frame, column, **named)
    return frame
