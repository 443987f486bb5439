"""What another extract changes in the year's commitment: new, changed and ended lines tie to before and after."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.finance.paid_portfolios import AS_AT, CALENDARS, YEAR, line, lines_of, portfolios

from highneeds.finance.contracts.beside import cost_of_year_by_line
from highneeds.finance.contracts.committed_change import CommittedChange, Part, committed_change


def change(before: pl.DataFrame, after: pl.DataFrame) -> CommittedChange:
    return committed_change(before, after, YEAR, CALENDARS)


def test_new_changed_and_ended_lines_are_priced_over_the_year_by_hand() -> None:
    before = lines_of([line(1, "MTH", 100_000), line(2, "MTH", 50_000), line(3, "MTH", 10_000)])
    after = lines_of([line(1, "MTH", 100_000), line(2, "MTH", 50_000, end_date=AS_AT), line(4, "MTH", 20_000)])
    assert change(before, after) == CommittedChange(
        before=12 * 160_000,
        new=Part(1, 12 * 20_000),
        changed=Part(1, -5 * 50_000),  # it ends in October: five months fewer
        ended=Part(1, -12 * 10_000),
        after=12 * 120_000 + 7 * 50_000,
    )


def test_what_is_not_committed_and_transport_are_no_commitment() -> None:
    lines = lines_of([line(1, status="consulting"), line(2, cost_element="transport")])
    assert change(lines.clear(), lines) == CommittedChange(0, Part(0, 0), Part(0, 0), Part(0, 0), 0)


def test_a_line_that_becomes_committed_is_new_and_a_contribution_lowers_the_commitment() -> None:
    before = lines_of([line(1, "MTH", 100_000, status="agreed at panel")])
    after = lines_of([line(1, "MTH", 100_000), line(2, "MTH", -30_000, cost_element="contribution")])
    found = change(before, after)
    assert (found.before, found.new, found.after) == (0, Part(2, 12 * 70_000), 12 * 70_000)


@given(portfolios(), st.data())
def test_the_parts_tie_before_to_after_and_each_line_is_priced_as_alone(
    lines: pl.DataFrame, data: st.DataObject
) -> None:
    """The slow twin prices each line by itself."""
    refs = lines["line_ref"].to_list()
    kept = [data.draw(st.sampled_from(("before", "after", "both"))) for _ in refs]
    sets = [
        lines.filter(pl.Series([one in (name, "both") for one in kept], dtype=pl.Boolean))
        for name in ("before", "after")
    ]
    found = change(*sets)
    assert found.before + found.new.pence + found.changed.pence + found.ended.pence == found.after
    assert found.changed == Part(0, 0)
    for part, name, sign in ((found.new, "after", 1), (found.ended, "before", -1)):
        only = [ref for ref, where in zip(refs, kept, strict=True) if where == name]
        assert part == Part(len(only), sign * sum(_alone(lines.filter(pl.col("line_ref") == ref)) for ref in only))


def _alone(one: pl.DataFrame) -> int:
    return int(cost_of_year_by_line(one, YEAR, CALENDARS)["_pence"].sum())
