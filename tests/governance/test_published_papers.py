"""Papers laid side by side: what one withholds no other gives away, and a recount is told apart from a count."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.sample_paper import sample_earlier

from highneeds.governance.disclosure import FEW, Pack, Sum, UnsafeError, bounds, joined, published
from highneeds.governance.papers.published import (
    PublishedPaper,
    leaks_of,
    register_entry,
    withheld_beside,
)

SETTINGS = ("mainstream", "units", "special", "independent", "hospital")


def pack(*counts: int, day: str = "2026-10-31", in_total: bool = True) -> Pack:
    places = tuple(f"{name} · {day}" for name in SETTINGS[: len(counts)])
    sums = (Sum(f"all · {day}", places),) if in_total else ()
    totals = {f"all · {day}": sum(counts)} if in_total else {}
    return Pack(dict(zip(places, counts, strict=True)) | totals, sums)


def paper(of: Pack, hidden: frozenset[str], *, is_public: bool = True, day: date = date(2026, 9, 18)) -> PublishedPaper:
    shown, withheld, sums = register_entry(of, hidden)
    return PublishedPaper(sample_earlier(day=day), is_public, shown, withheld, sums, "Cy", ("Bea", "Dan"))


def test_a_planted_leak_is_found_a_single_withheld_cell_beside_its_total() -> None:
    of = pack(300, 40, 3)
    (leak,) = leaks_of(of, frozenset({"special · 2026-10-31"}), ())
    assert "work out that it is 3" in leak
    assert leaks_of(of, withheld_beside(of, ()), ()) == ()


def test_a_leak_over_two_successive_papers_is_found_and_closed() -> None:
    """The first paper shows all but a part it has no row for; the second shows the total with few in that part."""
    first, second = pack(300, 40), pack(300, 40, 3)
    parts = {f"{name} · 2026-10-31": count for name, count in zip(SETTINGS, (300, 40), strict=False)}
    alone = Pack(parts, ())
    before = (paper(alone, frozenset()),)
    assert leaks_of(second, frozenset({"special · 2026-10-31", "units · 2026-10-31"}), before) != ()
    hidden = withheld_beside(second, before)
    assert leaks_of(second, hidden, before) == ()
    assert "all · 2026-10-31" in hidden, "the parts are known already, so that the total must go"
    assert first.counts != second.counts


def test_where_an_earlier_paper_gave_few_children_away_the_next_is_refused_in_words() -> None:
    shown_already = paper(pack(300, 40, 3), frozenset())
    with pytest.raises(UnsafeError):
        withheld_beside(pack(300, 40, 3), (shown_already,))


def test_a_board_s_report_is_not_what_the_public_has_seen() -> None:
    internal = paper(pack(300, 40, 3), frozenset(), is_public=False)
    assert withheld_beside(pack(300, 40, 3), (internal,)) == withheld_beside(pack(300, 40, 3), ())


def test_a_day_counted_again_after_a_late_record_is_another_vintage_and_stops_nothing() -> None:
    then, now = pack(300, 40, 12), pack(301, 40, 12)
    before = (paper(then, frozenset()),)
    assert withheld_beside(now, before) == frozenset()
    assert leaks_of(now, frozenset(), before) == ()


def test_the_register_gives_back_what_readers_have() -> None:
    of = pack(300, 40, 3, 2)
    hidden = withheld_beside(of, ())
    read = paper(of, hidden).as_read()
    assert read == published(of, hidden)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=5), st.lists(st.integers(0, 60), min_size=3, max_size=5))
def test_no_reader_of_two_papers_can_narrow_down_a_count_of_few(one: list[int], other: list[int]) -> None:
    """The second paper shows the first one's day again, as a year's paper shows the year before."""
    first = pack(*one)
    before = (paper(first, withheld_beside(first, ())),)
    both = Pack(
        dict(first.counts) | dict(pack(*other, day="2027-10-31").counts),
        (*first.sums, *pack(*other, day="2027-10-31").sums),
    )
    hidden = withheld_beside(both, before)
    everything = joined([published(both, hidden), *(each.as_read() for each in before)])
    few = [place for place, count in both.counts.items() if FEW.is_few(count)]
    for low, high in bounds(everything, few).values():
        assert high - low + 1 >= FEW.values_left
