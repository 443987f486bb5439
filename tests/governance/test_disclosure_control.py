"""A reader with a pencil, and every paper there ever was, learns of few children only that they are few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core.errors import Refusal
from highneeds.governance.disclosure import (
    FEW,
    Pack,
    Published,
    Sum,
    UnsafeError,
    bounds,
    joined,
    leaks,
    protected,
    published,
)

_MOST_TRIED = 14


def _grid(rows: list[list[int]]) -> Pack:
    """A table with a total for each row, each column and all."""
    down, across = range(len(rows)), range(len(rows[0]))
    counts = {f"{r}{c}": rows[r][c] for r in down for c in across}
    counts |= {f"{r}t": sum(rows[r]) for r in down} | {f"t{c}": sum(row[c] for row in rows) for c in across}
    counts["tt"] = sum(map(sum, rows))
    sums = [Sum(f"{r}t", tuple(f"{r}{c}" for c in across)) for r in down]
    sums += [Sum(f"t{c}", tuple(f"{r}{c}" for r in down)) for c in across]
    return Pack(counts, (*sums, Sum("tt", tuple(f"{r}t" for r in down)), Sum("tt", tuple(f"t{c}" for c in across))))


def _worlds(paper: Published) -> Iterator[Mapping[str, int]]:
    """Every table that a reader could believe in, one after the other: slow, and sure."""
    places = sorted(paper.withheld)
    for guess in product(range(1, _MOST_TRIED), repeat=len(places)):
        world = {**paper.shown, **dict(zip(places, guess, strict=True))}
        if all(world[each.total] == sum(world[part] for part in each.parts) for each in paper.sums):
            yield world


_ROWS = st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2)
_TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=4)
)


@settings(deadline=None, max_examples=40)
@given(_ROWS, st.sets(st.sampled_from(["00", "01", "10", "11", "0t"]), min_size=1, max_size=4))
def test_the_bounds_are_those_of_trying_every_table(rows: list[list[int]], hidden: set[str]) -> None:
    pack = _grid(rows)
    paper = published(pack, {place for place in hidden if pack.counts[place] > 0})
    worlds = list(_worlds(paper))
    for place, (least, most) in bounds(paper, pack.counts).items():
        assert (least, most) == (min(world[place] for world in worlds), max(world[place] for world in worlds))


@settings(deadline=None, max_examples=60)
@given(_TABLES)
def test_four_values_are_left_for_every_few_children_in_any_table(rows: list[list[int]]) -> None:
    pack = _grid(rows)
    few = [place for place, count in pack.counts.items() if FEW.is_few(count)]
    try:
        paper = published(pack, protected(pack, FEW))
    except UnsafeError:
        assert sum(map(sum, rows)) < 2 * FEW.few + 8  # only tables of hardly any children cannot be made safe
        return
    assert not list(leaks(paper, few, FEW))
    assert not set(few) & set(paper.shown)
    assert all(most - least >= FEW.few - 1 for least, most in bounds(paper, few).values())


@settings(deadline=None, max_examples=30)
@given(_TABLES)
def test_nought_is_never_withheld_and_a_table_without_few_is_shown_whole(rows: list[list[int]]) -> None:
    many = [[0 if cell < 15 else cell for cell in row] for row in rows]
    assert protected(_grid(many), FEW) == frozenset()


def test_a_small_count_alone_in_its_row_and_column_takes_three_others_with_it() -> None:
    pack = _grid([[3, 40, 50], [60, 70, 80], [90, 95, 99]])
    alone = published(pack, {"00"})
    assert bounds(alone, ["00"]) == {"00": (3, 3)}
    with_one_more = published(pack, {"00", "01"})
    assert bounds(with_one_more, ["00"]) == {"00": (3, 3)}
    assert protected(pack, FEW) == {"00", "01", "10", "11"}


def test_two_small_counts_that_only_few_sums_fit_are_not_left_to_each_other() -> None:
    pack = Pack({"a": 1, "b": 1, "c": 20, "all": 22}, (Sum("all", ("a", "b", "c")),))
    assert list(leaks(published(pack, {"a", "b"}), ["a", "b"], FEW))
    assert protected(pack, FEW) == {"a", "b", "c"}


def test_a_change_since_last_year_gives_away_what_stands_beside_it() -> None:
    counts = {"before": 9, "now": 3, "change": -6}
    pack = Pack(counts, (Sum("now", ("before", "change")),), frozenset({"change"}))
    assert bounds(published(pack, {"now"}), ["now"]) == {"now": (3, 3)}
    hidden = protected(pack, FEW)
    assert "now" in hidden
    assert not list(leaks(published(pack, hidden), ["now"], FEW))


def test_what_an_earlier_paper_shows_is_not_hidden_by_a_later_one() -> None:
    october = Pack({"special": 30, "hospital": 6, "all": 36}, (Sum("all", ("special", "hospital")),))
    joiners = Pack(
        {"hospital": 6, "hospital now": 9, "joined hospital": 3},
        (Sum("hospital now", ("hospital", "joined hospital")),),
    )
    before = published(october, ())
    hidden = protected(joiners, FEW, before=[before])
    assert hidden == {"joined hospital", "hospital now"}
    together = joined([before, published(joiners, hidden)])
    assert not list(leaks(together, ["joined hospital"], FEW))
    shown_then = published(Pack({"hospital now": 9}, ()), ())
    with pytest.raises(UnsafeError, match="joined hospital: a reader can work out that it is 3"):
        protected(joiners, FEW, before=[before, shown_then])


def test_two_papers_that_contradict_each_other_are_refused() -> None:
    first, second = (published(Pack({"a": count}, ()), ()) for count in (9, 10))
    with pytest.raises(ValueError, match="a is shown as 9 and as 10"):
        joined([first, second])
    impossible = Published({"all": 1}, frozenset({"a", "b"}), (Sum("all", ("a", "b")),))
    with pytest.raises(Refusal, match="contradicts itself"):
        bounds(impossible, ["a"])


def test_a_pack_that_does_not_add_or_names_an_unknown_place_is_refused() -> None:
    with pytest.raises(ValueError, match="do not add"):
        Pack({"a": 1, "all": 2}, (Sum("all", ("a",)),))
    with pytest.raises(ValueError, match="places without a count: b"):
        Pack({"all": 2}, (Sum("all", ("b",)),))
    with pytest.raises(ValueError, match="cannot be negative: a"):
        Pack({"a": -1}, ())


def test_money_is_withheld_where_one_child_or_two_take_most_of_it() -> None:
    assert FEW.is_dominated((90_000.0, 10_000.0, 10_000.0))
    assert FEW.is_dominated((50_000.0, 45_000.0, 5_000.0, 5_000.0))
    assert not FEW.is_dominated((10_000.0,) * 20)
    assert FEW.is_dominated((5_000.0,))
    assert not FEW.is_dominated(())
