"""Faults: what is wrong in a file, told to the person who can mend it, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a fault does to the row or file it stands in."""

    STOPS_FILE = "stops the file"  # nothing of the file is imported
    STOPS_ROW = "stops the row"  # the row is held in quarantine with the reason
    CHECK = "check"  # the row goes in; a person should look
    MENDED = "mended"  # read rightly all the same; listed so that nobody is surprised


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``row`` is the line of the file as a person sees it (header is row 1), or None for the whole file.

    ``child_key``: whose row it is, where that is known, so that faults can be told by school and by officer.
    """

    file: str
    row: int | None
    field: str | None
    rule: str
    severity: Severity
    advice: str
    value: str | None = None
    child_key: str | None = None

    @property
    def place(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        field = "" if self.field is None else f", {self.field}"
        return f"{self.file}{row}{field}"
