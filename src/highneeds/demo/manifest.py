"""The list of planted defects: which rule, in which file and row, so that a test can check that each one is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from highneeds.demo.text_files import write_csv

COLUMNS = ("rule", "file", "row", "field", "note")


@dataclass(frozen=True, slots=True)
class Planted:
    """One defect. ``row`` is the row as a person sees it (header of a CSV is row 1), None for the whole file."""

    rule: str
    file: str
    row: int | None
    field: str
    note: str


def write_manifest(path: Path, planted: list[Planted]) -> None:
    ordered = sorted(planted, key=lambda defect: (defect.file, defect.rule, defect.row or 0))
    write_csv(path, COLUMNS, ((d.rule, d.file, "" if d.row is None else d.row, d.field, d.note) for d in ordered))
