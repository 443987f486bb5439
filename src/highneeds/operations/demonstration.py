"""Make the files of the demonstration council."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.demo import write_council

MARK = "planted-defects.csv"


def write_demonstration_files(folder: Path, *, seed: int, plans: int, progress: Callable[[str], None]) -> None:
    """Write the council's folder. Raises Refusal when the folder holds something other than a demonstration."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        message = f"{folder} is not empty and holds no demonstration council. Name an empty or a new folder."
        raise Refusal(message)
    write_council(folder, seed=seed, plans=plans, progress=progress)
