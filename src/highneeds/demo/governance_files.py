"""The council's register of risks and its boards: written by hand, the same for every seed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FOLDER = "governance"
_NAMES = ("risks.toml", "boards.toml")


def write_governance(folder: Path) -> None:
    """Into ``folder/governance``: what no import reads, since people keep it and not a system."""
    (folder / FOLDER).mkdir(exist_ok=True)
    data = files("highneeds.demo") / "data"
    for name in _NAMES:
        (folder / FOLDER / name).write_bytes((data / name).read_bytes())
