"""The council's risks, boards and teams, its last paper and the texts of the next: the same for every seed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FOLDER, TEXTS = "governance", "narrative"
_NAMES = ("risks.toml", "boards.toml", "earlier-paper.toml", "teams.toml")
_TEXTS = ("changes.md", "committee/recommendations.md", "committee/exempt-risk.md")


def write_governance(folder: Path) -> None:
    """Into ``folder/governance``: what no import reads, since people keep it and not a system."""
    data = files("highneeds.demo") / "data"
    for name in (*_NAMES, *(f"{TEXTS}/{text}" for text in _TEXTS)):
        path = folder / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((data / name).read_bytes())
