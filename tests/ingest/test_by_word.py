"""What is worked out once for each different text is what would be worked out for each row."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from highneeds.ingest import by_word
from highneeds.ingest.by_word import with_values
from highneeds.ingest.child_keys import add_child_keys
from highneeds.ingest.values import date_of, identifier_of, pounds_of

WORDS = st.lists(st.sampled_from(["1", "£2.50", "03/04/2026", "10/31/2026", " x ", "", None]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_values_by_word_are_those_by_row(words: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"said": words, "row": range(len(words))}, schema={"said": pl.String, "row": pl.Int64})
    values = {"said": identifier_of("said"), "pounds": pounds_of("said"), "day": date_of("said")}
    monkeypatch.setattr(by_word, "_FEW_ROWS", 0)
    assert_frame_equal(with_values(frame, "said", **values), frame.with_columns(**values))


def test_a_child_has_the_same_key_in_every_row_and_in_every_file() -> None:
    one = {"upn": " a1 ", "uln": None, "surname": None, "birth_date": None}
    named = {"upn": None, "uln": None, "surname": "Ash", "birth_date": "2015-01-02"}
    nobody = {"upn": None, "uln": "", "surname": None, "birth_date": None}
    keys = [
        add_child_keys(pl.DataFrame(rows, schema=dict.fromkeys(one, pl.String)), b"k")["child_key"].to_list()
        for rows in ([one, named, one, nobody], [one], [named], [nobody])
    ]
    assert keys == [[keys[1][0], keys[2][0], keys[1][0], None], keys[1], keys[2], [None]]
    assert keys[1] != keys[2]
