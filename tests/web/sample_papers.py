"""A committee paper of the sample council as a draft."""

from __future__ import annotations

from pathlib import Path

from highneeds.operations.programme_papers import make_paper

BLOCK = Path(__file__).resolve().parents[2] / "docs/examples/block.toml"
REF = "committee-2026-11-27"


def sample_draft() -> None:
    """After the month, the boards and the register."""
    paper, _ = make_paper("committee", narrative=None, block=BLOCK)
    assert paper.facts.ref == REF
