"""Rows of a file, and pupil numbers that are well formed and nobody's."""

from __future__ import annotations

DASH = "\u2013"
Row = dict[str, object]
Rows = list[Row]


def upn_with_letter(digits: str) -> str:
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    return letters[sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % 23] + digits
