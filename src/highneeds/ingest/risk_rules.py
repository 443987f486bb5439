"""What can be wrong with a file of risks, of boards or of an earlier paper, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from highneeds.core.faults import Severity
from highneeds.ingest.rule import Rule


def _rules(letter: str, what: str, example: str, why: str) -> Mapping[str, Rule]:
    return {
        entry_id: Rule(f"{letter}{entry_id[1:]}", Severity.STOPS_FILE, title, advice, f"highneeds {what} files")
        for entry_id, title, advice in (
            ("V01", f"The file is not a file of {what}", f"Compare it with {example}."),
            ("V02", "The field is missing", f"Add it: {why}"),
            ("V03", "The field is not known here", "Correct its name, or take it out."),
            ("V04", "The word is not known", "Correct it."),
            ("V05", "The value has the wrong form", "Correct it."),
            ("V06", "It stands in the file twice", "Give each a name of its own, or take one out."),
            ("V07", "It does not go with the rest", "Correct one of the two."),
        )
    }


RISK_RULES = _rules("J", "risks", "docs/examples/risks.toml", "nobody can weigh a risk without it.")
BOARD_RULES = _rules("X", "boards", "docs/examples/boards.toml", "nobody can act on it without.")
EARLIER_RULES = _rules("N", "earlier papers", "docs/examples/earlier-paper.toml", "the next paper is held against it.")
