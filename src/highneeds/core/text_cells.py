"""Text in a spreadsheet's cell that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_LIKE_A_FORMULA = re.compile("'* *[=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")


def guarded(text: str) -> str:
    """With an apostrophe before what would be read as a formula; reading takes it off again."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text
