"""References of people as a part of an address, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable


def slug_of(ref: str) -> str:
    """``CFS 02`` as ``cfs-02``."""
    return re.sub(r"[^a-z0-9]+", "-", ref.casefold()).strip("-")


def ref_of(slug: str, refs: Iterable[str]) -> str | None:
    """The first of ``refs`` that is written so; None where none is."""
    return next((ref for ref in refs if slug_of(ref) == slug), None)
