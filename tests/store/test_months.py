"""A month comes back from the store exactly as it went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from highneeds.core import Basis, Fault, Figure, FinancialYear, Severity, SnapshotId, Unit
from highneeds.governance.record import (
    BridgeStep,
    FaultCount,
    MonthRecord,
    PastForecast,
    PastForecasts,
    PastScore,
    RangeFactor,
    RangeSeries,
    SettingRow,
    YearRange,
)
from highneeds.store.models import StoredMonth
from highneeds.store.months import latest_month, month_of_snapshot, record_bytes, save_month
from highneeds.store.record_json import from_json, to_json

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
WORDS = TEXT.filter(lambda text: bool(text.strip()))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)  # a zero has no sign
PENCE = st.integers(-(10**14), 10**14)
FAULTS = st.builds(
    Fault, TEXT, st.none() | st.integers(1, 10**6), st.none() | TEXT, TEXT, st.sampled_from(Severity), TEXT
)
FIGURES = st.builds(
    Figure,
    key=WORDS,
    label=WORDS,
    value=PENCE.map(float),
    unit=st.sampled_from(Unit),
    basis=st.builds(Basis, count=WORDS, money=st.none() | WORDS),
    period=WORDS,
    as_at=st.dates(),
    scope=WORDS,
    source=WORDS,
    trace=WORDS,
    low=st.just(-1.5),
    high=NUMBERS.filter(lambda number: number >= -1.5),
)
YEARS = st.builds(YearRange, TEXT, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.booleans())
KNOWN = st.none() | NUMBERS
FACTORS = st.lists(st.builds(RangeFactor, PENCE, PENCE, PENCE, NUMBERS), max_size=2).map(tuple)
PAST = st.builds(
    PastForecasts,
    draws=PENCE,
    counted=st.lists(st.tuples(PENCE, NUMBERS), max_size=2).map(tuple),
    forecasts=st.lists(st.builds(PastForecast, PENCE, PENCE, NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=2).map(
        tuple
    ),
    scores=st.lists(
        st.builds(PastScore, TEXT, PENCE, TEXT, st.booleans(), PENCE, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN),
        max_size=2,
    ).map(tuple),
    children_ranges=FACTORS,
    children_in_words=TEXT,
    cost_ranges=FACTORS,
    cost_in_words=TEXT,
)
MONTHS = st.builds(
    MonthRecord,
    council=TEXT,
    is_invented=st.booleans(),
    financial_year=st.integers(2000, 2098).map(FinancialYear),
    month=st.integers(1, 12),
    as_at=st.dates(),
    made_on=st.dates(),
    snapshot=TEXT.map(SnapshotId),
    seed=st.integers(0, 2**63),
    draws=st.integers(1, 10**5),
    figures=st.lists(FIGURES, max_size=2).map(tuple),
    bridge=st.lists(st.builds(BridgeStep, TEXT, PENCE, TEXT), max_size=2).map(tuple),
    settings=st.lists(
        st.builds(SettingRow, TEXT, PENCE, PENCE, st.none() | NUMBERS, NUMBERS, st.none() | PENCE, PENCE), max_size=2
    ).map(tuple),
    outturn_by_month=st.lists(st.tuples(TEXT, PENCE, PENCE), max_size=2).map(tuple),
    forecasts=st.lists(
        st.builds(RangeSeries, TEXT, TEXT, TEXT, TEXT, TEXT, st.lists(YEARS, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    faults=st.lists(
        st.builds(FaultCount, TEXT, TEXT, st.sampled_from(Severity).map(str), PENCE, TEXT, FAULTS), max_size=2
    ).map(tuple),
    assumptions=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=2).map(tuple),
    past=st.none() | PAST,
)
SIMPLE = MonthRecord(
    council="Ashmere County Council",
    is_invented=True,
    financial_year=FinancialYear(2026),
    month=7,
    as_at=date(2026, 10, 31),
    made_on=date(2026, 11, 5),
    snapshot=SnapshotId("2026-M07-00000000"),
    seed=2026,
    draws=1_000,
    figures=(),
    bridge=(),
    settings=(),
    outturn_by_month=(),
    forecasts=(),
    faults=(),
    assumptions=(),
)


@pytest.mark.one_database
@given(MONTHS)
def test_json_and_back_loses_nothing(record: MonthRecord) -> None:
    back = from_json(MonthRecord, to_json(record))
    assert back == record
    assert repr(back) == repr(record)  # types too: 1 == 1.0 and Severity.CHECK == "check" would hide a change


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MONTHS)
def test_a_month_comes_back_from_the_database_as_it_went_in(record: MonthRecord) -> None:
    StoredMonth.objects.all().delete()
    save_month(record)
    assert latest_month() == record


@pytest.mark.django_db
def test_the_latest_making_of_the_latest_month_is_shown_and_all_are_kept() -> None:
    assert latest_month() is None
    made_again = replace(SIMPLE, seed=7)
    for record in (replace(SIMPLE, month=6), SIMPLE, made_again, replace(SIMPLE, month=3)):
        save_month(record)
    assert latest_month() == made_again
    assert StoredMonth.objects.count() == 4


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_record_holds_only_numbers(number: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        to_json(YearRange("2026-27", number, 0.0, 0.0, 0.0))


@pytest.mark.django_db
def test_a_month_stored_before_records_grew_still_opens() -> None:
    """As it was written by the release that knew no past forecasts, nor children without a cost."""
    old = to_json(replace(SIMPLE, settings=(SettingRow("Mainstream", 10, 12, None, 11.5, None, 120_000_00),)))
    del old["past"]
    del old["settings"][0]["children_without_cost"]
    StoredMonth.objects.create(financial_year="2026-27", month=7, snapshot=SIMPLE.snapshot, record=old)
    opened = latest_month()
    assert opened is not None
    assert opened.past is None
    assert opened.settings[0].children_without_cost == 0
    assert opened.council == "Ashmere County Council"


def test_what_no_record_can_do_without_is_still_asked_for() -> None:
    wrong = to_json(SIMPLE)
    del wrong["council"]
    with pytest.raises(KeyError, match="council"):
        from_json(MonthRecord, wrong)


def test_json_of_another_shape_is_refused() -> None:
    wrong = to_json(SIMPLE) | {"month": "seven"}
    with pytest.raises(ValueError, match="'seven' is not a int"):
        from_json(MonthRecord, wrong)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MONTHS)
def test_a_record_kept_and_one_just_made_are_written_as_the_same_bytes(record: MonthRecord) -> None:
    StoredMonth.objects.all().delete()
    save_month(record)
    kept = month_of_snapshot(record.snapshot)
    assert kept is not None
    assert record_bytes(kept) == record_bytes(record)


def test_whole_pounds_are_written_as_a_number_of_their_field_whoever_made_them() -> None:
    year, same = YearRange("2026-27", 5, 4, 5, 6), YearRange("2026-27", 5.0, 4.0, 5.0, 6.0)
    series = [RangeSeries("block_cost", "Cost", "All", "pence", "accruals", (each,)) for each in (year, same)]
    made, kept = (replace(SIMPLE, forecasts=(each,)) for each in series)
    assert record_bytes(made) == record_bytes(kept)
    assert record_bytes(made) != record_bytes(replace(SIMPLE, seed=7))


@pytest.mark.django_db
def test_a_snapshot_of_which_no_month_was_kept_has_none() -> None:
    assert month_of_snapshot(SIMPLE.snapshot) is None


def test_a_zero_has_no_sign_since_postgresql_keeps_none() -> None:
    below, above = (
        replace(
            SIMPLE, forecasts=(RangeSeries("x", "X", "All", "pence", "", (YearRange("2026-27", zero, 0.0, 0.0, 0.0),)),)
        )
        for zero in (-0.0, 0.0)
    )
    assert record_bytes(below) == record_bytes(above)
