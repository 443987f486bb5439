"""Cells of text become days, money, numbers and keys."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.small_council import upn_with_letter

from highneeds.ingest.child_keys import add_child_keys, is_upn_well_formed
from highneeds.ingest.headers import normalised
from highneeds.ingest.values import date_of, flag_of, identifier_of, is_money_as_text, pence_of, whole_number_of

_QUIETLY = settings(max_examples=40, deadline=None)


def _one(expression: pl.Expr, text: str | None) -> object:
    return pl.DataFrame({"cell": [text]}, schema={"cell": pl.String}).select(expression).item()


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@_QUIETLY
@given(st.dates(date(1900, 1, 2), date(2100, 12, 31)))
def test_every_day_is_read_back_from_each_way_of_writing_it(day: date) -> None:
    written = (
        f"{day}",
        f"{day} 00:00:00",
        f"{day.year}-{_MONTHS[day.month - 1]}-{day.day:02d} 00:00:00",
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
    )
    assert [_one(date_of("cell"), text) for text in written] == [day] * len(written)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "2026-13-01", "soon", "01/02/26", "2200-01-01", "0001-01-01", "12", "1.5e4"]
)
def test_what_is_no_day_is_no_day(text: str) -> None:
    assert _one(date_of("cell"), text) is None


def test_excels_number_of_a_day_is_that_day() -> None:
    assert _one(date_of("cell"), "46326") == date(1899, 12, 30) + timedelta(days=46326)


@_QUIETLY
@given(st.integers(-999_999_999_99, 999_999_999_99))
def test_pence_survive_every_way_of_writing_money(pence: int) -> None:
    pounds = abs(Decimal(pence) / 100)
    minus = "-" if pence < 0 else ""
    texts = [f"{minus}{pounds:.2f}", f"{minus}£{pounds:,.2f}", f"{minus}{pounds:,.2f}", f" {minus}£ {pounds:.2f} "]
    if pence < 0:
        texts += [f"({pounds:,.2f})", f"(£{pounds:.2f})", f"{pounds:,.2f}-", f"£{pounds:.2f} CR", f"{pounds:.2f}cr"]
    else:
        texts += [f"{pounds:.2f} DR"]
    assert [_one(pence_of("cell"), text) for text in texts] == [pence] * len(texts)


@pytest.mark.parametrize(
    "text", ["TBC", "£12k", "£6,4OO", "1,23", "12,34,567", "1.2.3", "", "£", "-", "()", "£1 to £2", "nan"]
)
def test_what_is_no_money_is_no_money(text: str) -> None:
    assert _one(pence_of("cell"), text) is None


def test_money_typed_as_text_is_told_from_numbers() -> None:
    cells = pl.DataFrame({"cell": ["1234.5", "-12", "£1,234", "1,234.50", "TBC, ask", None]})
    assert cells.select(is_money_as_text("cell"))["cell"].to_list() == [False, False, True, True, False, False]


def test_flags_numbers_and_identifiers_lose_what_spreadsheets_add() -> None:
    assert [_one(flag_of("cell"), text) for text in ("1", "True", "Y", "1.0", "0", "", "no", None)] == [
        True, True, True, True, False, False, False, False,
    ]  # fmt: skip
    assert _one(whole_number_of("cell"), "7.0") == 7
    assert _one(whole_number_of("cell"), "7.5") is None
    assert _one(identifier_of("cell"), " 123456.0 ") == "123456"
    assert _one(identifier_of("cell"), "a12 3") == "A123"


def test_headings_are_compared_without_case_breaks_and_long_dashes() -> None:
    assert normalised(" Cost\n Centre ") == "cost centre"
    assert normalised("Establishment \u2013 type") == "establishment - type"


@_QUIETLY
@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_a_upn_with_the_letter_of_its_digits_is_well_formed_and_any_other_letter_is_not(digits: str) -> None:
    good = upn_with_letter(digits)
    cells = pl.DataFrame({"cell": [letter + digits for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]})
    assert cells.filter(is_upn_well_formed("cell"))["cell"].to_list() == [good]


@pytest.mark.parametrize("upn", ["", "A123", "A1234567890123", "1234567890123", "A12345678901I"])
def test_a_upn_of_the_wrong_form_is_not_well_formed(upn: str) -> None:
    assert not _one(is_upn_well_formed("cell"), upn)


def _key(**cells: str | None) -> str | None:
    row = {"upn": None, "uln": None, "surname": None, "forename": None, "birth_date": None, "sex": None} | cells
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String))
    return add_child_keys(frame, b"secret")["child_key"].item()


def test_a_child_is_known_by_upn_then_uln_then_name() -> None:
    by_name = {"surname": "O'Shea", "forename": "Robin", "birth_date": "2014-05-01", "sex": "M"}
    assert _key(upn="K999400020001", uln="1234567890") == _key(upn=" k9994 00020001", **by_name)
    assert _key(uln="1234567890") == _key(uln="1234567890.0", **by_name)
    assert _key(**by_name) == _key(**by_name | {"surname": "o shea", "forename": "ROBIN"})
    assert _key(**by_name) != _key(**by_name | {"birth_date": "2014-05-02"})
    assert _key() is None
    assert _key(birth_date="2014-05-01") is None


def test_keys_differ_between_councils_secrets_and_have_32_hex_digits() -> None:
    frame = pl.DataFrame({"upn": ["K999400020001"], "uln": [None]}, schema={"upn": pl.String, "uln": pl.String})
    first, second = (add_child_keys(frame, key)["child_key"].item() for key in (b"one", b"two"))
    assert first != second
    assert len(first) == 32
    assert set(first) <= set("0123456789abcdef")
