"""What can differ between two forecasts, and forecasts made partly from the one and partly from the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass, replace
from enum import StrEnum

import numpy as np

from highneeds.forecast.effects.run import Ingredients
from highneeds.forecast.posterior import Posterior, Rates
from highneeds.forecast.prices import mean_prices
from highneeds.forecast.scene import Scene
from highneeds.forecast.types import Stock

SceneFrom = Callable[[int, int], Scene | None]
"""The scene of a forecast that starts in the January of (a calendar year) and runs for (so many) years."""


class Cause(StrEnum):
    """What a forecast is made from, in the order in which the parts are exchanged."""

    CHILDREN = "starting children"
    POPULATION = "population"
    JOINING = "joining rates"
    LEAVING = "leaving"
    MIX = "moves and needs"
    PRICE = "price"
    LEVERS = "levers and places"


def as_things_are(january: int, years: int) -> Scene | None:  # noqa: ARG001  the signature of a SceneFrom
    """No lever, room for everyone, nobody waiting."""
    return None


@dataclass(frozen=True)
class Side:
    """One of the two forecasts: what it is made from, and its levers."""

    ingredients: Ingredients
    scene_from: SceneFrom = as_things_are

    @property
    def first_january(self) -> int:
        return self.ingredients.stock.census_year


def mixed(a: Side, b: Side, from_b: frozenset[Cause]) -> Side:
    """The forecast that has the causes ``from_b`` from ``b`` and all others from ``a``.

    Prices from the other side: a child who is there too, in the same need and setting, costs what it costs there; of
    any other the own price is multiplied by how the mean prices of its need and setting compare in the two price books.
    """

    def side(cause: Cause) -> Side:
        return b if cause in from_b else a

    of_price = side(Cause.PRICE).ingredients
    return Side(
        Ingredients(
            posterior=_rates_from(
                joining=side(Cause.JOINING).ingredients.posterior,
                leaving=side(Cause.LEAVING).ingredients.posterior,
                mix=side(Cause.MIX).ingredients.posterior,
            ),
            stock=_priced(side(Cause.CHILDREN).ingredients, of_price),
            population=side(Cause.POPULATION).ingredients.population,
            price_book=of_price.price_book,
        ),
        side(Cause.LEVERS).scene_from,
    )


def same_on_both(a: Side, b: Side, last_january: int) -> frozenset[Cause]:
    """The causes in which the two do not differ, so that exchanging them changes nothing."""
    one, other = a.ingredients, b.ingredients
    of_a, of_b = one.posterior.rates, other.posterior.rates
    starts = {a.first_january, b.first_january}
    is_equal = {
        Cause.CHILDREN: is_same(_unpriced(one.stock), _unpriced(other.stock)),
        Cause.POPULATION: is_same(one.population, other.population),
        Cause.JOINING: is_same(_joining(of_a), _joining(of_b)),
        Cause.LEAVING: is_same(_leaving(of_a), _leaving(of_b)),
        Cause.MIX: is_same(_mix(of_a), _mix(of_b)),
        Cause.PRICE: _are_prices_same(one, other),
        Cause.LEVERS: all(
            is_same(a.scene_from(year, last_january - year), b.scene_from(year, last_january - year)) for year in starts
        ),
    }
    return frozenset(cause for cause, is_one in is_equal.items() if is_one)


def is_same(one: object, other: object) -> bool:
    """Whether two records, tuples or arrays hold the same to the last bit."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(is_same(x, y) for x, y in zip(one, other, strict=True))
    if is_dataclass(one):
        return all(is_same(x, vars(other)[name]) for name, x in vars(one).items())
    return bool(one == other)


def _joining(rates: Rates) -> tuple[object, ...]:
    months, prob_plan = rates.months.joining, rates.prob_request_becomes_plan
    return rates.join_rate, rates.join_rate_log_sd, rates.join_effect, months, prob_plan


def _leaving(rates: Rates) -> tuple[object, ...]:
    return rates.leave, rates.leave_effect, rates.months.leaving


def _mix(rates: Rates) -> tuple[object, ...]:
    """All the rest: first settings and needs, moves, changes of need, and what states there are."""
    years = (rates.is_valid, rates.may_move, rates.move, rates.need_change, rates.move_effect, rates.months.moving)
    return *years, rates.destination, rates.affinity, rates.new_need, rates.join_need, rates.join_setting


def _rates_from(*, joining: Posterior, leaving: Posterior, mix: Posterior) -> Posterior:
    rates = mix.rates._replace(
        join_rate=joining.rates.join_rate,
        join_rate_log_sd=joining.rates.join_rate_log_sd,
        join_effect=joining.rates.join_effect,
        prob_request_becomes_plan=joining.rates.prob_request_becomes_plan,
        leave=leaving.rates.leave,
        leave_effect=leaving.rates.leave_effect,
        months=mix.rates.months._replace(joining=joining.rates.months.joining, leaving=leaving.rates.months.leaving),
    )
    return Posterior(mix.space, rates)


def _unpriced(stock: Stock) -> Stock:
    return replace(stock, price_gbp_per_year=np.zeros(len(stock.child_id)))


def _are_prices_same(one: Ingredients, other: Ingredients) -> bool:
    """Whether no child of either would cost anything else at the prices of the other."""
    return (
        is_same(one.price_book, other.price_book)
        and is_same(_priced(one, other), one.stock)
        and is_same(_priced(other, one), other.stock)
    )


def _priced(children: Ingredients, prices: Ingredients) -> Stock:
    """The stock of ``children`` at the prices of ``prices``."""
    stock, priced = children.stock, prices.stock
    if stock is priced:
        return stock
    own, others = (mean_prices(made_from.price_book) for made_from in (children, prices))
    ratio = np.divide(others, own, out=np.ones(own.shape), where=own > 0)[stock.need, stock.setting]
    price = np.where(
        own[stock.need, stock.setting] > 0, stock.price_gbp_per_year * ratio, others[stock.need, stock.setting]
    )
    _, here, there = np.intersect1d(stock.child_id, priced.child_id, return_indices=True)
    stays = (stock.need[here] == priced.need[there]) & (stock.setting[here] == priced.setting[there])
    price[here[stays]] = priced.price_gbp_per_year[there[stays]]
    return replace(stock, price_gbp_per_year=price)
