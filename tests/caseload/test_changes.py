"""What changed between two Januaries adds up, and is what one counts by going through the children."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.sen2_histories import history, upn_of
from tests.ingest.sen2_returns import Frames, as_xml

from highneeds.caseload import census
from highneeds.caseload.changes import CEASE_REASONS, NO_REASON, changes
from highneeds.core.years import CensusDay
from highneeds.ingest import ReadContext, read_unit
from highneeds.rules.census_days import census_day

YEARS = (2025, 2026)


def returns_of_both(seed: int, persons: int) -> dict[str, pl.DataFrame]:
    """Two returns of children of whom many are in both, by UPN."""
    luck = random.Random(seed)  # noqa: S311 - an example, not a secret
    read = []
    for year in YEARS:
        frames = history(year, persons, luck)
        numbers = luck.sample(range(persons + 4), persons)
        person = frames["person"].with_columns(upn=pl.Series([upn_of(number) for number in numbers]))
        read.append(_tables(year, frames | {"person": person}))
    return {name: pl.concat([one[name] for one in read]) for name in read[0]}


def _tables(year: int, frames: Frames) -> dict[str, pl.DataFrame]:
    with TemporaryDirectory() as folder:
        return dict(read_unit(as_xml(Path(folder), year, frames), ReadContext(b"k" * 32)).tables)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(3, 30))
def test_changes_add_up_and_are_those_of_a_count_by_hand(seed: int, persons: int) -> None:
    found = returns_of_both(seed, persons)
    tables = found["children"], found["plans"], found["placements"]
    told = changes(tables, found["requests"], 2026)
    before, after = (
        {row["child_key"]: row for row in census(*tables, census_day(CensusDay(year)), return_year=year).to_dicts()}
        for year in YEARS
    )
    assert told.before + told.joined - told.left == told.after
    assert (told.before, told.after) == (len(before), len(after))
    assert told.joined == len(after.keys() - before.keys())
    assert sum(told.left_by_reason.values()) == told.left
    assert told.transferred_in <= told.joined
    both = before.keys() & after.keys()
    moves = Counter(
        (before[k]["setting"], after[k]["setting"]) for k in both if before[k]["setting"] != after[k]["setting"]
    )
    assert {(a, b): n for a, b, n in told.moves.iter_rows()} == dict(moves)
    needs = Counter((before[k]["need"], after[k]["need"]) for k in both if before[k]["need"] != after[k]["need"])
    assert {(a, b): n for a, b, n in told.need_changes.iter_rows()} == dict(needs)
    for timely in told.timely:
        issued = [
            row
            for row in found["requests"].to_dicts()
            if row["return_year"] == timely.year + 1
            and row["assessment_outcome"] == "Y"
            and row["received_date"]
            and row["assessment_outcome_date"]
            and row["assessment_outcome_date"].year == timely.year
        ]
        assert timely.issued == len(issued)
        assert timely.in_time == sum(
            (row["assessment_outcome_date"] - row["received_date"]).days <= 140 for row in issued
        )
        assert timely.issued_without_exceptions == sum(not row["is_exception_to_20_weeks"] for row in issued)
        assert timely.in_time_without_exceptions <= timely.in_time


def test_every_reason_has_words_and_none_is_said_as_none() -> None:
    assert sorted(CEASE_REASONS) == list(range(1, 10))
    found = returns_of_both(3, 20)
    plans = found["plans"].with_columns(
        cease_date=pl.lit(date(2025, 6, 1)), cease_reason=pl.lit(None, pl.Int8)
    ).filter(pl.col("return_year") == 2026)  # fmt: skip
    tables = (
        found["children"],
        pl.concat([found["plans"].filter(pl.col("return_year") == 2025), plans]),
        found["placements"],
    )
    told = changes(tables, found["requests"], 2026)
    assert (told.after, set(told.left_by_reason)) == (0, {NO_REASON})
