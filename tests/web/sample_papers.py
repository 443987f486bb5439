"""A committee paper of the sample council as a draft, and as it is published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from highneeds.governance.sign_off import Act
from highneeds.operations.drafts_page import sign
from highneeds.operations.programme_papers import make_paper

BLOCK = Path(__file__).resolve().parents[2] / "docs/examples/block.toml"
REF = "committee-2026-11-27"


def sample_draft() -> None:
    """After the month, the boards and the register."""
    paper, _ = make_paper("committee", narrative=None, block=BLOCK)
    assert paper.facts.ref == REF


def sample_published(meeting: date | None = None) -> None:
    """The draft, or that for another meeting, approved by two people and published."""
    paper, _ = make_paper("committee", narrative=None, block=BLOCK, meeting=meeting)
    for act, by in ((Act.SUBMIT, "ada"), (Act.APPROVE, "bea"), (Act.APPROVE, "eve"), (Act.PUBLISH, "dan")):
        sign(paper.facts.ref, act, by=by)
