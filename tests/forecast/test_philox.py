"""The generator against the published known answers (Random123 1.09, tests/kat_vectors, philox4x32 of 10 rounds)."""

from __future__ import annotations

import numpy as np
import pytest

from highneeds.core import philox

KNOWN_ANSWERS = [
    ("0 0 0 0", "0 0", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def _words(text: str) -> tuple[np.uint64, ...]:
    return tuple(np.uint64(int(word, 16)) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(counter: str, key: str, expected: str) -> None:
    block = philox.philox_block(_words(key), _words(counter))
    assert [int(word) for word in block] == [int(word, 16) for word in expected.split()]


def test_uniforms_stay_strictly_between_nought_and_one_at_both_ends() -> None:
    word = np.uint64(0xFFFFFFFF)
    assert 0.0 < philox._uniform(np.uint64(0), np.uint64(0)) < 2.0**-53
    assert philox._uniform(word, word) == 1.0 - 2.0**-53


def test_every_part_of_the_key_and_counter_changes_the_number() -> None:
    key = (np.uint64(1), np.uint64(2))
    base = philox.uniform_pair(key, np.uint64(3), 2026, 5, 0)
    others = [
        philox.uniform_pair((np.uint64(2), np.uint64(2)), np.uint64(3), 2026, 5, 0),
        philox.uniform_pair((np.uint64(1), np.uint64(3)), np.uint64(3), 2026, 5, 0),
        philox.uniform_pair(key, np.uint64(4), 2026, 5, 0),
        philox.uniform_pair(key, np.uint64(3 + 2**40), 2026, 5, 0),
        philox.uniform_pair(key, np.uint64(3), 2027, 5, 0),
        philox.uniform_pair(key, np.uint64(3), 2026, 6, 0),
        philox.uniform_pair(key, np.uint64(3), 2026, 5, 1),
    ]
    assert len({base, *others}) == len(others) + 1
