"""Numbers one slip of the hand away: all of them, and no other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from highneeds.ingest.nearest import nearest_references, slips

LETTERS = "A1-"
texts = st.text(LETTERS, max_size=6)


def slow_distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's, each part changed once, straight from its definition."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        slow_distance(one[1:], other) + 1,
        slow_distance(one, other[1:]) + 1,
        slow_distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[1::-1] and len(one) > 1 and len(other) > 1:
        ways.append(slow_distance(one[2:], other[2:]) + 1)
    return min(ways)


@given(texts, texts)
def test_the_slips_of_a_text_are_those_at_distance_one(one: str, other: str) -> None:
    assert (other in slips(one, LETTERS)) == (slow_distance(one, other) == 1)


@given(texts, st.data())
def test_a_slip_leads_back(text: str, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted(slips(text, LETTERS))))
    assert text in slips(slipped, LETTERS)


def test_known_references_one_slip_away_are_named_in_order() -> None:
    known = {"C1023", "C1032", "C1024", "X"}
    assert nearest_references("C102", known, set("".join(known))) == "C1023, C1024, C1032"
    assert nearest_references("C1034", known, set("".join(known))) == "C1024, C1032"
    assert nearest_references("nothing like it", known, set("".join(known))) == ""
