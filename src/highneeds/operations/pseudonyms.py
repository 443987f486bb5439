"""A child as pages and commands name it."""

from __future__ import annotations

import hashlib

_LENGTH = 8


def pseudonym(child_key: str) -> str:
    """``child 3f9a01c2``, the same everywhere.

    Made from the keyed hash, so that neither a UPN nor the key itself can be read from it.
    """
    return f"child {hashlib.sha256(child_key.encode()).hexdigest()[:_LENGTH]}"
