"""The guide names every rule of a return, and no rule that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from highneeds.ingest.rulebook import RULES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "sen2-rules.md"
OF_A_RETURN = ("H", "P", "R", "A", "N", "K", "L", "S", "V")


def test_the_guide_names_the_rules_of_a_return_and_no_others() -> None:
    table = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = set(re.findall(r"\b([A-Z]\d\d)\b", "\n".join(table))) - {"D01"}
    known = {rule_id for rule_id in RULES if rule_id.startswith(OF_A_RETURN)} - {"K03"}
    assert named == known
