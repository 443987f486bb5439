"""Cell text as it is meant: without what nobody sees, and without the apostrophe that an export put before it."""

from __future__ import annotations

import polars as pl

from highneeds.core.visible import UNSEEN

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_MARKED_AS_TEXT = "^'('* *[=+\\-@\uff1d\uff0b\uff0d\uff20])"
_BLANKS = " \t\r\n\u00a0"


def meant(text: pl.Expr) -> pl.Expr:
    """The text without unseen marks and outer blanks; a control character is a blank; nothing left is null.

    One apostrophe goes where it stands before what a spreadsheet would take for a formula, so that what an export
    marked as text comes in as it was.
    """
    seen = text.str.replace_all(_CONTROL, " ").str.replace_all(f"[{UNSEEN}]", "").str.strip_chars(_BLANKS)
    plain = seen.str.replace(_MARKED_AS_TEXT, "${1}")
    return pl.when(plain != "").then(plain)
