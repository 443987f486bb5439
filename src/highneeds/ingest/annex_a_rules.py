"""The rules of the two lists of an inspection of area SEND, under the numbers of councils' own checking tools.

100s are list 1 (plans), 200s list 2 (SEN support). Not here, since the lists have no such column: 104 (no caseworker)
and 112 (date of death).
"""

from __future__ import annotations

from typing import Final

from highneeds.core.faults import Severity
from highneeds.ingest.rule import Rule

_ROW, _CHECK = Severity.STOPS_ROW, Severity.CHECK
_BASIS = "Ofsted and CQC, area SEND inspections, annex A"
_CORRECT = "Correct it in the case system before the list is handed over."

# what each number's last two digits and letter mean: severity, what is wrong, what to do
_OF_BOTH = {
    "01a": (_ROW, "The birth date is missing", "Add it: nothing else of the child can be used until then."),
    "01b": (_CHECK, "The gender is missing", "Add it."),
    "01c": (_CHECK, "The ethnicity is missing", "Add it."),
    "01d": (_CHECK, "The primary need is missing", "Add it."),
    "02a": (_CHECK, "The child is 25", "Check that it still belongs in the list."),
    "02b": (_ROW, "The child is 26 or older", "Take the child out of the list, or correct the birth date."),
    "03": (_CHECK, "Whether the child has a disability is missing", "Write yes or no."),
    "05a": (_ROW, "The birth date is in the future", _CORRECT),
    "07": (_CHECK, "A child of six or older has no UPN, no ULN and no reason", "Add one, or one of UN1 to UN10."),
    "08a": (_CHECK, "A child of school age has no establishment", "Add where the child is taught."),
    "08b": (_CHECK, "There is a second establishment but no first", "Give the main one first."),
    "09": (_ROW, "Two rows carry the same UPN", "Merge them; the first is used."),
}
_OF_PLANS = {
    "05b": (_CHECK, "The first plan is dated in the future", _CORRECT),
    "05c": (_CHECK, "The amended plan is dated in the future", _CORRECT),
    "05d": (_CHECK, "The review is dated in the future", _CORRECT),
    "06a": (_CHECK, "The first plan is dated after the amended one", _CORRECT),
    "06b": (_CHECK, "The first plan is dated after its last review", _CORRECT),
}


def _rules(list_number: int, words: dict[str, tuple[Severity, str, str]]) -> tuple[Rule, ...]:
    return tuple(
        Rule(f"{list_number}{number}", severity, title, advice, f"{_BASIS}, list {list_number}")
        for number, (severity, title, advice) in sorted(words.items())
    )


ANNEX_A_RULES: Final = (*_rules(1, _OF_BOTH | _OF_PLANS), *_rules(2, _OF_BOTH))
