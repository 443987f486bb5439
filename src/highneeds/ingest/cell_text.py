"""Cell text as it is meant: without what nobody sees, and without the apostrophe that an export put before it."""

from __future__ import annotations

import polars as pl

from highneeds.core.visible import UNSEEN

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_MARKED_AS_TEXT = "^'('* *[=+\\-@\uff1d\uff0b\uff0d\uff20])"
_ODD = f"{_CONTROL}|[{UNSEEN}]|^[ \t\r\n\u00a0]*'"
_BLANKS = " \t\r\n\u00a0"


def meant(frame: pl.DataFrame) -> pl.DataFrame:
    """The text columns without unseen marks and outer blanks; a control character is a blank; nothing left is null.

    One apostrophe goes where it stands before what a spreadsheet would take for a formula, so that what an export
    marked as text comes in as it was. Columns with nothing of the kind, which most are, are only stripped.
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    if not texts:
        return frame
    odd = frame.select(pl.col(texts).str.contains(_ODD).any()).row(0)
    return frame.with_columns(
        _stripped(_plain(pl.col(name)) if is_odd else pl.col(name)) for name, is_odd in zip(texts, odd, strict=True)
    )


def _plain(text: pl.Expr) -> pl.Expr:
    seen = text.str.replace_all(_CONTROL, " ").str.replace_all(f"[{UNSEEN}]", "").str.strip_chars(_BLANKS)
    return seen.str.replace(_MARKED_AS_TEXT, "${1}")


def _stripped(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars(_BLANKS)
    return pl.when(bare != "").then(bare)
