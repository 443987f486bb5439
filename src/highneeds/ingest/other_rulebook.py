"""The rules of the files about places and pupils, and of any cell that is read by the description of its column."""

from __future__ import annotations

from highneeds.core.faults import Severity
from highneeds.ingest.rule import Rule

_ROW, _CHECK = Severity.STOPS_ROW, Severity.CHECK
_OURS = "highneeds import rules"
_REGISTER = "Get Information about Schools"

OTHER_FILE_RULES = (
    Rule("X01", _ROW, "A cell that is needed is blank", "Fill it in.", _OURS),
    Rule("X02", _ROW, "The word is not one of the codes", "Use a code of the data dictionary.", _OURS),
    Rule("X03", _ROW, "The number cannot be read, or cannot be so", "Correct it, or leave it blank.", _OURS),
    Rule("X04", _ROW, "The row says again what another says", "Keep one of them; the first is used.", _OURS),
    Rule("X05", _ROW, "The last is before the first", "Correct one of the two.", _OURS),
    Rule("E03", _ROW, "The establishment is linked to itself", "Correct the link, or leave it out.", _REGISTER),
    Rule("O01", _ROW, "The override names no place", "Give a URN, a UKPRN or a SEN setting code.", _OURS),
    Rule(
        "M01",
        _CHECK,
        "More places are commissioned than there is room for",
        "Compare both numbers with the school: the capacity may be out of date.",
        _OURS,
    ),
    Rule(
        "W01",
        _ROW,
        "The version of the band scheme begins on two days",
        "Give each version one first day; rates that change later make a new version.",
        _OURS,
    ),
    Rule(
        "W02",
        _CHECK,
        "More half days are missed than the spell has",
        "Compare with the register: a school day has two.",
        _OURS,
    ),
)
