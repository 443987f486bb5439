"""Records that papers stand on: every version stays, the latest is in use, and what is published is so once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from highneeds.core.errors import Refusal
from highneeds.store.kept_records import content_hash, keep_record, record_in_use, records
from highneeds.store.models import KeptRecordRow

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    share: float


def test_every_version_stays_and_the_latest_is_in_use() -> None:
    assert record_in_use("draft", "a", Kept) is None
    first, second = keep_record("draft", "a", Kept("one", 0.5)), keep_record("draft", "a", Kept("two", 0.5))
    assert keep_record("draft", "a", Kept("two", 0.5)) == second, "the same again is no new version"
    assert KeptRecordRow.objects.count() == 2
    assert record_in_use("draft", "a", Kept) == Kept("two", 0.5)
    assert first != second


def test_records_of_one_kind_are_the_latest_of_each_ref() -> None:
    for ref, name in (("a", "one"), ("b", "two"), ("a", "three")):
        keep_record("earlier", ref, Kept(name, 1.0))
    assert {one.name for one in records("earlier", Kept)} == {"three", "two"}
    assert records("published", Kept) == ()


def test_a_paper_is_published_once() -> None:
    keep_record("published", "a", Kept("one", 1.0))
    with pytest.raises(Refusal, match="published already"):
        keep_record("published", "a", Kept("two", 1.0))


def test_a_hash_is_of_what_is_said_and_not_of_how_the_number_was_held() -> None:
    assert content_hash(Kept("one", 1)) == content_hash(Kept("one", 1.0)) == content_hash(Kept("one", 1.0))
    assert content_hash(Kept("one", -0.0)) == content_hash(Kept("one", 0.0))
    assert content_hash(Kept("one", 1.0)) != content_hash(Kept("one", 1.5))
