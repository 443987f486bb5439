"""The register and the boards of the demonstration council, read into the store."""

from __future__ import annotations

from pathlib import Path

from highneeds.operations.boards import read_boards
from highneeds.operations.risks import read_register

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"


def sample_risks() -> None:
    read_register(EXAMPLES / "risks.toml")
    read_boards(EXAMPLES / "boards.toml")
