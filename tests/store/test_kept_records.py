"""Records that papers stand on: every version stays, the latest is in use, and what is published is so once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from highneeds.core.errors import Refusal
from highneeds.governance.papers.facts import LEFT_OUT_WHILE_EMPTY
from highneeds.governance.programme_run import KeptProgramme, PlannedSavings, RunYear
from highneeds.governance.risk_run import RiskDraws, RiskOnOff
from highneeds.store.kept_records import (
    ON_AND_OFF,
    PLANNED,
    THE_FILE,
    content_hash,
    keep_record,
    record_in_use,
    records,
    version_of,
)
from highneeds.store.models import KeptRecordRow

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Grown:
    """``Kept`` of a later version."""

    name: str
    share: float
    more: tuple[str, ...] = field(default=(), metadata=LEFT_OUT_WHILE_EMPTY)


def test_a_record_that_has_grown_keeps_its_hash_while_nothing_stands_in_what_is_new() -> None:
    sha256 = keep_record("draft", "a", Kept("one", 0.5))
    grown = record_in_use("draft", "a", Grown)
    assert grown == Grown("one", 0.5)
    assert content_hash(grown) == sha256
    more = Grown("one", 0.5, ("another",))
    assert keep_record("draft", "a", more) != sha256
    assert record_in_use("draft", "a", Grown) == more


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


def test_a_programme_and_the_money_of_risks_come_back_as_they_were_kept() -> None:
    year = RunYear("2026-27", (-1.0, 0.5, 2.0), (3.0, 4.0, 5.0), (2.0, 3.0, 4.0), (2.5, 3.5, 4.5))
    programme = KeptProgramme("programme.toml", "name = 'A'", "ab" * 32, (year,))
    keep_record("programme", THE_FILE, programme)
    assert record_in_use("programme", THE_FILE, KeptProgramme) == programme
    planned = PlannedSavings((("Ninety places", (("2026-27", 5), ("2027-28", 7))),))
    keep_record("programme", PLANNED, planned)
    assert record_in_use("programme", PLANNED, PlannedSavings) == planned
    ends, dots = (1.0, 2.0, 3.0), tuple(map(float, range(20)))
    risk = RiskOnOff("CFS 02", 0.7, ends, ends, dots, dots, 1.5, 0.0, 0.5, None, 4, None)
    draws = RiskDraws(
        "2026-M07-4f2a91c0", 200, date(2028, 3, 31), 13_200_000_000, "Cabinet", (risk,), (("KR 4", "why"),)
    )
    keep_record("risk money", ON_AND_OFF, draws)
    assert record_in_use("risk money", ON_AND_OFF, RiskDraws) == draws


def test_an_older_version_is_found_by_its_hash() -> None:
    first, second = (KeptProgramme("programme.toml", text, text * 32) for text in ("ab", "cd"))
    sha256 = keep_record("programme", THE_FILE, first)
    keep_record("programme", THE_FILE, second)
    assert record_in_use("programme", THE_FILE, KeptProgramme) == second
    assert version_of("programme", THE_FILE, sha256, KeptProgramme) == first
    assert version_of("programme", THE_FILE, "00" * 32, KeptProgramme) is None
