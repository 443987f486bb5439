"""Text from outside made safe to show: what steers a terminal, or turns the order of reading, is spelt out."""

from __future__ import annotations

import re

UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Soft hyphens, marks of no width and marks of direction, for use in a set of a regular expression."""
_STEERING = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{UNSEEN}]")


def visible(text: str) -> str:
    """The text with each control character, unseen mark and half of a pair as its code, such as U+202E."""
    return _STEERING.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
