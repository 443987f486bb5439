"""The chain of the audit: whatever is changed, moved, left out, added between or cut off is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.governance.audit import (
    BEFORE_THE_FIRST,
    Anchor,
    Did,
    Entry,
    Kept,
    anchor_of,
    breaks,
    canonical,
    commitment,
    digest_of,
    mark_of,
)

KEY, OTHER_KEY = b"k" * 48, b"o" * 48
LENGTH = 6


def chain_of(length: int = LENGTH, key: bytes = KEY) -> list[Kept]:
    chain: list[Kept] = []
    for number in range(1, length + 1):
        previous = chain[-1].digest if chain else BEFORE_THE_FIRST
        at = datetime(2026, 11, 27, 9, number, tzinfo=UTC)
        entry = Entry(number, at, "kim", Did.SAW_CHILD, "child", f"c{number}", {"page": 1}, "", previous, mark_of(key))
        chain.append(Kept(entry, digest_of(entry, key)))
    return chain


def told(chain: list[Kept], *anchors: Anchor, key: bytes = KEY) -> list[str]:
    return list(breaks(chain, key, anchors))


def test_a_chain_as_it_was_made_is_whole() -> None:
    chain = chain_of()
    assert told(chain) == []
    assert told(chain, Anchor(3, chain[2].digest), Anchor(LENGTH, chain[-1].digest)) == []
    assert told([]) == []


CHANGES = {
    "at": datetime(2026, 11, 28, tzinfo=UTC),
    "who": "jo",
    "did": Did.CHANGED,
    "kind": "import",
    "ref": "c0",
    "facts": {"page": 2},
    "sealed_as": "0" * 64,
}


@pytest.mark.parametrize("field", CHANGES)
@given(at=st.integers(0, LENGTH - 1))
def test_a_changed_field_of_any_entry_is_told_by_its_number(field: str, at: int) -> None:
    chain = chain_of()
    chain[at] = replace(chain[at], entry=replace(chain[at].entry, **{field: CHANGES[field]}))
    assert told(chain) == [f"Entry {at + 1} was changed since it was made."]


@given(at=st.integers(0, LENGTH - 2))
def test_an_entry_changed_with_a_digest_to_match_breaks_the_one_after_it(at: int) -> None:
    """As by somebody who has the key and forgets the rest of the chain."""
    chain = chain_of()
    entry = replace(chain[at].entry, who="jo")
    chain[at] = Kept(entry, digest_of(entry, KEY))
    assert told(chain) == [
        f"Entry {at + 2} does not follow entry {at + 1}: one of them was changed or put in its place."
    ]


@given(st.sets(st.integers(1, LENGTH - 1), min_size=1, max_size=LENGTH - 2))
def test_whatever_is_missing_before_the_end_is_told(missing: set[int]) -> None:
    chain = [kept for kept in chain_of() if kept.entry.number not in missing]
    said = " ".join(told(chain))
    assert "missing" in said
    assert len(told(chain)) <= len(missing)


@given(st.integers(0, LENGTH - 1))
def test_an_end_that_is_cut_off_is_told_by_the_anchor_alone(left: int) -> None:
    whole = chain_of()
    chain = whole[:left]
    assert told(chain) == []
    anchor = Anchor(LENGTH, whole[-1].digest)
    assert told(chain, anchor) == [
        f"The chain ends at entry {left}, but entry {LENGTH} was anchored: the end was cut off."
    ]


def test_a_chain_made_anew_with_the_key_is_told_by_an_anchor() -> None:
    anew = chain_of(LENGTH + 1)[:2]
    entry = replace(chain_of()[2].entry, who="jo", previous=anew[-1].digest)
    anew.append(Kept(entry, digest_of(entry, KEY)))
    assert told(anew) == []
    assert told(anew, Anchor(3, chain_of()[2].digest)) == [
        "Entry 3 is not the one that was anchored: the chain was made anew."
    ]


def test_two_that_changed_places_and_one_that_stands_twice_are_told() -> None:
    chain = chain_of()
    swapped = [chain[0], chain[2], chain[1], *chain[3:]]
    assert "Entry 2 is missing." in told(swapped)
    assert any("Entry 2 stands where entry 4 should" in line for line in told(swapped))
    assert told([*chain, chain[-1]]) == [f"Entry {LENGTH} stands where entry {LENGTH + 1} should."]


def test_without_the_right_key_nothing_passes() -> None:
    assert len(told(chain_of(), key=OTHER_KEY)) == LENGTH
    assert all("another key" in line for line in told(chain_of(), key=OTHER_KEY))
    entry = replace(chain_of()[-1].entry)
    forged = [*chain_of()[:-1], Kept(entry, digest_of(entry, OTHER_KEY))]
    assert told(forged) == [f"Entry {LENGTH} was changed since it was made."]


@given(
    st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.booleans() | st.none(), max_size=5)
)
def test_the_same_facts_are_the_same_letters_in_whatever_order(facts: dict[str, object]) -> None:
    assert canonical(facts) == canonical(dict(reversed(facts.items())))


def test_the_same_moment_in_another_zone_has_the_same_digest() -> None:
    entry = chain_of()[0].entry
    elsewhere = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=1))))
    assert digest_of(entry, KEY) == digest_of(elsewhere, KEY)


def test_an_anchor_is_read_as_it_was_written_and_nothing_else_is_one() -> None:
    anchor = Anchor(12, "a" * 64)
    assert anchor_of(f" {anchor}\n") == anchor
    for wrong in ("", "12", "x " + "a" * 64, "12 " + "a" * 63, "12 " + "A" * 64, "-1 " + "a" * 64):
        with pytest.raises(ValueError, match="is no anchor"):
            anchor_of(wrong)


def test_words_kept_apart_cannot_be_tried_without_their_salt() -> None:
    assert commitment("her name is Kim", b"1" * 32) != commitment("her name is Kim", b"2" * 32)
    assert len(commitment("", b"")) == len(BEFORE_THE_FIRST)
