"""What was looked at on this machine, how it is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """``LOOK``: works, and somebody should know. ``MEND``: does not work, or is not safe."""

    WELL = "well"
    LOOK = "look"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Checked:
    """``said`` holds no personal data and no secret; ``mend`` is "" where nothing needs mending."""

    what: str
    verdict: Verdict
    said: str
    mend: str = ""


def well(what: str, said: str) -> Checked:
    return Checked(what, Verdict.WELL, said)


def look(what: str, said: str, mend: str) -> Checked:
    return Checked(what, Verdict.LOOK, said, mend)


def to_mend(what: str, said: str, mend: str) -> Checked:
    return Checked(what, Verdict.MEND, said, mend)
