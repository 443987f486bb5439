"""How sensitive a stored field is: each field of each table says so, and a test fails when one does not."""

from __future__ import annotations

from enum import StrEnum


class Sensitivity(StrEnum):
    """``SPECIAL`` is special-category data in the UK GDPR's sense: here, what reveals a child's health or needs."""

    OPEN = "open"
    PERSONAL = "personal"
    SPECIAL = "special"


OPEN, PERSONAL, SPECIAL = Sensitivity.OPEN, Sensitivity.PERSONAL, Sensitivity.SPECIAL

Classification = dict[str, Sensitivity]
