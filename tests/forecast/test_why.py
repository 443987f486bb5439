"""Why forecasts differ: parts that add, noughts where nothing differs, and the opposite the other way round."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.hand_made_scenes import Act, cells, scene_of
from tests.forecast.small_worlds import small_council

from highneeds.core import Pence
from highneeds.finance.variance import SettingCost, volume_mix_price
from highneeds.forecast.effects import Ingredients, Measure, Run
from highneeds.forecast.effects.run import simulate_shard
from highneeds.forecast.fit import fit
from highneeds.forecast.scene import PRICE, Scene
from highneeds.forecast.types import NC_YEARS, NO_PLAN, Population, PriceBook, Stock
from highneeds.forecast.why import (
    Cause,
    Side,
    Why,
    between_stocks,
    cell_table,
    in_record,
    largest_cells,
    why_differ,
    why_table,
    year_steps,
)

LAST = 2026
SHAPE = (2, 3, len(NC_YEARS))


@cache
def ingredients(seed: int) -> Ingredients:
    """Councils of one seed share their needs, settings and ages; others only the names."""
    council = small_council(seed)
    posterior = fit(council.history, council.population, council.space)
    return Ingredients(posterior, council.stock, council.population, council.prices)


def dearer(january: int, years: int) -> Scene:
    del january
    return scene_of(SHAPE, years, Act(PRICE, 0.1, cells(SHAPE), first_step=1))


def why(a: Side, b: Side, *, draws: int = 6, seed: int = 3, last: int = LAST) -> Why:
    return why_differ(a, b, Run(draws=draws, seed=seed, size=4, threads=1), last_january=last)


def a_year_later(side: Ingredients) -> Ingredients:
    """The same children, counted a year later."""
    return replace(side, stock=replace(side.stock, census_year=side.stock.census_year + 1))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 8), st.integers(0, 8), st.booleans(), st.integers(1, 10**6))
def test_parts_add_to_the_whole_in_every_draw_and_cells_in_the_mean(
    one: int,
    other: int,
    is_dearer: bool,  # noqa: FBT001  hypothesis gives it by position
    seed: int,
) -> None:
    b = Side(a_year_later(ingredients(other)), dearer) if is_dearer else Side(ingredients(other))
    found = why(Side(ingredients(one)), b, seed=seed)
    assert tuple(found.parts) == tuple(Cause)
    for measure in Measure:
        parts = sum(part.of(measure) for part in found.parts.values())
        assert np.array_equal(parts, found.whole.of(measure))
    children = sum(cells.children for cells in found.cells.values())
    by_age = sum(cells.children_by_age for cells in found.cells.values())
    expected = found.whole.children.mean(axis=0)
    assert children.sum(axis=(1, 2)) == pytest.approx(expected, abs=1e-6)
    assert by_age.sum(axis=1) == pytest.approx(expected, abs=1e-6)
    rate = sum(cells.rate_gbp for cells in found.cells.values())
    assert rate.sum(axis=(1, 2)) == pytest.approx(found.whole.rate_gbp.mean(axis=0), abs=0.1)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 8), st.integers(0, 8), st.integers(1, 10**6))
def test_comparing_the_other_way_round_gives_the_opposite(one: int, other: int, seed: int) -> None:
    a, b = Side(ingredients(one)), Side(a_year_later(ingredients(other)), dearer)
    there, back = why(a, b, seed=seed), why(b, a, seed=seed)
    for cause in Cause:
        for measure in Measure:
            assert np.array_equal(there.parts[cause].of(measure), -back.parts[cause].of(measure))


def test_equal_forecasts_differ_in_nothing_and_are_run_only_once() -> None:
    told: list[tuple[int, int]] = []
    a, b = (Side(ingredients(1), dearer) for _ in range(2))
    run = Run(draws=5, seed=1, size=5, threads=1)
    found = why_differ(a, b, run, last_january=LAST, progress=lambda done, of: told.append((done, of)))
    for part in found.parts.values():
        for measure in Measure:
            assert not part.of(measure).any()
    assert told == [(1, 1)]
    assert largest_cells(found.cells, found.before_cells, found.space, january=-1, measure=Measure.CHILDREN) == ()


def changed(cause: Cause) -> Side:
    made_from = ingredients(1)
    rates = made_from.posterior.rates
    match cause:
        case Cause.CHILDREN:
            stock = made_from.stock
            kept = slice(None, len(stock.child_id) // 2)
            arrays = (stock.child_id, stock.nc_year, stock.need, stock.setting, stock.price_gbp_per_year)
            return Side(replace(made_from, stock=Stock(stock.census_year, *(array[kept] for array in arrays))))
        case Cause.POPULATION:
            more = Population(made_from.population.first_year, made_from.population.children * 2)
            return Side(replace(made_from, population=more))
        case Cause.JOINING:
            rates = rates._replace(join_rate=rates.join_rate * 2)
        case Cause.LEAVING:
            rates = rates._replace(leave=rates.leave._replace(centre=rates.leave.centre + 1))
        case Cause.MIX:
            rates = rates._replace(move=rates.move._replace(centre=rates.move.centre + 1))
        case Cause.PRICE:
            book = made_from.price_book
            twice = PriceBook(book.prices_gbp_per_year * 2, book.start, book.end)
            stock = replace(made_from.stock, price_gbp_per_year=made_from.stock.price_gbp_per_year * 2)
            return Side(replace(made_from, stock=stock, price_book=twice))
        case Cause.LEVERS:
            return Side(made_from, dearer)
    return Side(replace(made_from, posterior=replace(made_from.posterior, rates=rates)))


@pytest.mark.parametrize("cause", list(Cause))
def test_one_thing_changed_is_all_the_change_and_other_causes_are_nought(cause: Cause) -> None:
    found = why(Side(ingredients(1)), changed(cause), draws=10)
    assert found.whole.rate_gbp[:, -1].any()
    for other, part in found.parts.items():
        for measure in Measure:
            expected = found.whole.of(measure) if other is cause else np.zeros(part.of(measure).shape)
            assert np.array_equal(part.of(measure), expected)


def test_doubled_prices_double_the_cost_and_change_no_child() -> None:
    found = why(Side(ingredients(1)), changed(Cause.PRICE), draws=10)
    assert not found.parts[Cause.PRICE].children.any()
    assert found.parts[Cause.PRICE].cost_gbp == pytest.approx(found.before.cost_gbp, abs=0.01)


def test_children_new_to_the_start_are_priced_as_the_two_price_books_compare() -> None:
    few, many = changed(Cause.CHILDREN).ingredients, ingredients(1)
    old, new = len(few.stock.child_id), len(many.stock.child_id)

    def flat(side: Ingredients, price: float, of_stock: np.ndarray) -> Side:
        book = PriceBook(np.array([price]), np.zeros((2, 3), np.int64), np.ones((2, 3), np.int64))
        return Side(replace(side, stock=replace(side.stock, price_gbp_per_year=of_stock), price_book=book))

    own = np.arange(new) * 100.0
    found = why(flat(few, 7.0, np.full(old, 5.0)), flat(many, 70.0, own))
    # Exchanged first the new children cost a tenth of their own price, as 7 is of 70; exchanged last, their own.
    of_new = own[old:].sum()
    assert found.parts[Cause.CHILDREN].rate_gbp[:, 0] == pytest.approx((of_new / 10 + of_new) / 2, abs=0.01)


def test_forecasts_of_two_years_are_compared_from_the_later_start() -> None:
    found = why(Side(ingredients(2)), Side(a_year_later(ingredients(2))))
    assert found.before.census_years == (2024, 2025, 2026)
    assert found.after.children[:, 0].tolist() == [len(ingredients(2).stock.child_id)] * 6
    assert np.ptp(found.before.children[:, 0]) > 0
    assert found.parts[Cause.CHILDREN].children[:, 0] == pytest.approx(found.whole.children[:, 0])


def test_forecasts_with_other_settings_or_no_year_in_common_are_refused() -> None:
    a = ingredients(1)
    space = replace(a.posterior.space, settings=("primary", "college", "elsewhere"))
    b = replace(a, posterior=replace(a.posterior, space=space))
    with pytest.raises(ValueError, match="different settings: any, elsewhere"):
        why(Side(a), Side(b))
    with pytest.raises(ValueError, match="must end after January 2024"):
        why(Side(a), Side(a_year_later(a)), last=2024)
    with pytest.raises(ValueError, match="population covers 2020 to 2027"):
        why(Side(a), Side(a), last=2040)


def test_tables_say_every_cause_and_the_cells_that_changed_most_with_their_cause() -> None:
    found = why(Side(ingredients(1)), changed(Cause.LEAVING), draws=10)
    table = why_table(found)
    lines = table["line"].unique(maintain_order=True).to_list()
    assert lines == ["before", *(cause.value for cause in Cause), "the whole change", "after"]
    changes = largest_cells(found.cells, found.before_cells, found.space, january=-1, measure=Measure.CHILDREN, count=2)
    states = [cell for cell in changes if cell.kind == "need and setting"]
    assert len(states) == 2
    assert abs(states[0].change) >= abs(states[1].change)
    assert {cell.cause for cell in changes} == {Cause.LEAVING}
    assert sum(cell.change for cell in changes if cell.kind == "age") == pytest.approx(
        found.whole.children[:, -1].mean()
    )
    assert cell_table(changes)["cause"].to_list()[0] == "leaving"


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 12), st.integers(1, 10**6), st.booleans())
def test_from_january_to_january_joined_left_moved_and_price_add_to_the_change(
    council: int,
    seed: int,
    is_dearer: bool,  # noqa: FBT001  hypothesis gives it by position
) -> None:
    run = Run(draws=4, seed=seed, threads=1)
    simulation = simulate_shard(ingredients(council), dearer(2023, 3) if is_dearer else None, run, (0, 4), years=3)
    steps = year_steps(simulation)
    present = simulation.children.sum(axis=(2, 3))
    assert np.array_equal(steps.children.sum(axis=2), np.diff(present, axis=1))
    assert np.array_equal(steps.children[:, :, 0], simulation.joined[:, 1:])
    assert np.array_equal(steps.children[:, :, 1], -simulation.left[:, 1:])
    assert not steps.children[:, :, 2:].any()
    assert steps.rate_gbp.sum(axis=2) == pytest.approx(np.diff(simulation.price_gbp.sum(axis=(2, 3)), axis=1), abs=0.01)


def test_the_steps_of_a_simulation_agree_with_the_budgets_volume_mix_and_price() -> None:
    simulation = simulate_shard(ingredients(3), dearer(2023, 2), Run(draws=5, seed=9, threads=1), (0, 5), years=2)
    steps = year_steps(simulation)
    children, price = simulation.children.sum(axis=2), simulation.price_gbp.sum(axis=2)
    for draw in range(5):
        then, now = (
            [(int(n), Pence(round(float(p) * 100))) for n, p in zip(children[draw, t], price[draw, t], strict=True)]
            for t in (1, 2)
        )
        rows = [SettingCost(str(i), *before, *after) for i, (before, after) in enumerate(zip(then, now, strict=True))]
        expected = volume_mix_price(rows)
        joined, left, moved, rise = steps.rate_gbp[draw, 1]
        volume_and_mix = (expected.volume_pence + expected.mix_pence) / 100
        assert joined + left + moved == pytest.approx(volume_and_mix, abs=0.05)
        assert rise == pytest.approx(expected.price_pence / 100, abs=0.05)


def stock_of(rows: dict[int, tuple[int, float]]) -> Stock:
    """By child: setting and price."""
    count, settings_, prices = len(rows), [row[0] for row in rows.values()], [row[1] for row in rows.values()]
    nothing = np.zeros(count, np.int32)
    ids = np.array(list(rows), np.uint64)
    return Stock(2023, ids, nothing, nothing, np.array(settings_, np.int32), np.array(prices, np.float64))


def test_in_a_record_every_child_counts_at_its_own_price() -> None:
    before = stock_of({1: (0, 100.0), 2: (0, 200.0), 3: (1, 400.0)})
    now = stock_of({2: (0, 220.0), 3: (2, 1000.0), 9: (1, 50.0)})
    steps = between_stocks(before, now)
    assert steps.children.tolist() == [1.0, -1.0, 0.0, 0.0]
    assert steps.rate_gbp.tolist() == [50.0, -100.0, 600.0, 20.0]


children_of_a_record = st.dictionaries(st.integers(0, 30), st.tuples(st.integers(0, 2), st.floats(0, 1e5)))


@given(children_of_a_record, children_of_a_record)
def test_the_steps_of_a_record_add_to_its_change(then: dict, now: dict) -> None:
    steps = between_stocks(stock_of(then), stock_of(now))
    change = sum(row[1] for row in now.values()) - sum(row[1] for row in then.values())
    assert steps.children.sum() == len(now) - len(then)
    assert steps.rate_gbp.sum() == pytest.approx(change, abs=0.01)


def test_the_last_interval_of_a_record_counts_its_own_joiners_and_leavers() -> None:
    council = small_council(4)
    price = np.array([[1.0, 10.0, 100.0], [2.0, 20.0, 200.0]])
    steps = in_record(council.history, price)
    last = council.history.only(council.history.census_year_from == 2022)
    joins, leaves = last.need_from == NO_PLAN, last.need_to == NO_PLAN
    assert steps.children.tolist() == [joins.sum(), -leaves.sum(), 0.0, 0.0]
    stays = ~joins & ~leaves
    rise = price[last.need_to, last.setting_to] - price[last.need_from, last.setting_from]
    moves = stays & (last.setting_to != last.setting_from)
    assert steps.rate_gbp.tolist() == [
        price[last.need_to, last.setting_to][joins].sum(),
        -price[last.need_from, last.setting_from][leaves].sum(),
        rise[moves].sum(),
        rise[stays & ~moves].sum(),
    ]
