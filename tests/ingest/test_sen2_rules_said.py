"""The guide names every rule of a return, and no rule that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from highneeds.core.faults import Severity
from highneeds.ingest.rulebook import RULES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "sen2-rules.md"
OF_A_RETURN = ("H", "P", "R", "A", "N", "K", "L", "S", "V")


def test_the_guide_names_the_rules_of_a_return_and_no_others() -> None:
    table = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = set(re.findall(r"\b([A-Z]\d\d)\b", "\n".join(table))) - {"D01"}
    known = {rule_id for rule_id in RULES if rule_id.startswith(OF_A_RETURN)} - {"K03"}
    assert named == known


# The list of rules in our reference of formats (1.8), with E for what a return must not have and Q for what looks odd,
# and the rules here that say it. An error asks for a look only, where the row is still of use.
OF_FORMATS = {
    "H01": ("E", "H01"), "H02": ("E", "H02"), "P01": ("E", "P01"), "P02": ("E", "P02"), "P03": ("E", "P03 P09"),
    "P04": ("Q", "P04 P02"), "P05": ("E", "P05"), "P06": ("E", "P07 P08"), "R01": ("E", "R01"), "R02": ("E", "R02"),
    "R03": ("E", "R03 R08"), "R04": ("Q", "R04"), "R05": ("Q", "R05"), "R06": ("Q", "R06"), "R07": ("E", "R09 R07"),
    "A01": ("E", "A01"), "A02": ("E", "A02"), "A03": ("Q", "A03"), "A04": ("Q", "A04"), "N01": ("E", "N01"),
    "N02": ("E", "N02"), "N03": ("Q", "N03"), "N04": ("E", "N04"), "N05": ("Q", "N05"), "L01": ("E", "L01"),
    "L02": ("Q", "L02"), "L03": ("E", "L03"), "L04": ("Q", "L04 L15 L18"), "L05": ("Q", "L05 L16 L17"),
    "L06": ("E", "L06"), "L07": ("Q", "L07"), "L08": ("E", "L08"), "L09": ("E", "L09 L13"), "L10": ("Q", "L10"),
    "L11": ("Q", "L11"), "L12": ("Q", "L14"), "S01": ("E", "S01 S03 S04"), "S02": ("E", "S02"), "V01": ("E", "V01"),
    "V02": ("Q", "V02"), "V03": ("Q", "V03"), "V04": ("Q", "V04"), "T01": ("Q", "V06"), "K01": ("E", "K01"),
    "K02": ("Q", "K02"),
}  # fmt: skip


@pytest.mark.parametrize("number", OF_FORMATS)
def test_every_rule_of_the_reference_is_in_the_rule_book_and_what_only_looks_odd_stops_nothing(number: str) -> None:
    severity, ours = OF_FORMATS[number]
    rules = [RULES[one] for one in ours.split()]
    assert severity == "E" or {rule.severity for rule in rules} == {Severity.CHECK}
    assert severity == "Q" or not any(rule.is_asked_for for rule in rules)
