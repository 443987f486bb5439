"""The programme of savings of the demonstration council, as its project office wrote it down."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

NAME = "programme.toml"


def write_programme(folder: Path) -> None:
    """Write ``programme.toml`` into ``folder``: the same bytes whatever the council's size or seed."""
    (folder / NAME).write_bytes((files("highneeds.demo") / NAME).read_bytes())
