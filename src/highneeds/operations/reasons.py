"""The reason that every decision of a person is kept with."""

from __future__ import annotations

from highneeds.core.errors import Refusal

LONGEST = 500


def reason_given(text: str) -> str:
    """The reason with single spaces. Raises Refusal when there is none, or it is too long to be read in a list."""
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        message = f"Say why, in up to {LONGEST} letters, so that another person can follow it."
        raise Refusal(message)
    return said
