"""What each child's placement costs for a whole year: the cost lines live on a day, less contributions of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.finance.types import Assumption
from highneeds.rules import Setting, is_costed

_PENCE_IN_A_POUND = 100
_HALF = 0.5
_COSTED = [setting.value for setting in Setting if is_costed(setting)]


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """The census with price_pence_per_year and its basis: own, median (placed, not paid), mean (gone) or uncosted."""

    prices: pl.DataFrame
    assumptions: tuple[Assumption, ...]

    @property
    def placed_not_paid(self) -> pl.DataFrame:
        return self.prices.filter(pl.col("basis") == "median")


def own_prices(census: pl.DataFrame, costs: pl.DataFrame, day: date, *later_days: date) -> OwnPrices:
    """The own annual price of each child of a census on ``day``: the sum of its lines then live, less contributions.

    A child of a costed setting with no line takes the median of its setting (of all settings where its own has none),
    which is counted and stated; of an uncosted setting, nothing. Columns as in ``census`` and price_pence_per_year,
    basis; same order. With ``later_days`` the census is one of the past: see ``past_prices``.
    """
    if later_days:
        return past_prices(census, costs, day, *later_days)
    own = _price(costs, day, ["child_key"], "own")
    priced = census.join(own, on="child_key", how="left", maintain_order="left")
    medians = priced.group_by("setting").agg(pl.col("own").median().alias("typical"))
    prices = _with_typical(priced, medians, pl.col("setting").is_in(_COSTED), "median")
    taken = prices.filter(pl.col("basis") == "median")
    pounds = taken["price_pence_per_year"].sum() / _PENCE_IN_A_POUND
    words = f"median of its setting; {taken.height} children, £{pounds:,.0f} a year"
    source = "placements joined to the finance extract"
    return OwnPrices(prices, (Assumption("Price of a child placed but not yet paid for", words, source),))


def past_prices(census: pl.DataFrame, costs: pl.DataFrame, *days: date) -> OwnPrices:
    """What the children of an earlier census would cost today, from an extract that may have forgotten who left.

    From the first of ``days`` on which the child has a live line for the setting in which the census has it, as it may
    have moved since; the first day of this financial year and the extract's own day serve best, because extracts start
    their lines anew each April. A child with no such line takes the mean of its setting, where that is costed or at
    least half of its children have a line. Columns and order as ``own_prices``. Raises ValueError when no day is given.
    """
    if not days:
        message = "past prices need a day"
        raise ValueError(message)
    keys = ["child_key", "setting"]
    priced = census.with_columns(pl.lit(None, dtype=pl.Int64).alias("own"))
    for day in days:
        priced = priced.join(_price(costs, day, keys, "found"), on=keys, how="left", maintain_order="left")
        priced = priced.with_columns(pl.coalesce("own", "found").alias("own")).drop("found")
    means = priced.group_by("setting").agg(
        pl.col("own").mean().alias("typical"), (pl.col("own").is_not_null().mean() >= _HALF).alias("is_paid_for")
    )
    is_paid_for = pl.col("setting").is_in(_COSTED) | pl.col("is_paid_for")
    prices = _with_typical(priced, means, is_paid_for, "mean").drop("is_paid_for")
    count = prices.filter(pl.col("basis") == "mean").height
    words = f"mean of its setting; {count} children"
    source = "finance extract, which holds lines of this year only"
    return OwnPrices(prices, (Assumption("Price of a child counted last January and since gone", words, source),))


def _with_typical(priced: pl.DataFrame, typical: pl.DataFrame, is_paid_for: pl.Expr, basis: str) -> pl.DataFrame:
    """Adds price and basis: own, else the setting's typical price where it is paid for, else nothing."""
    own, fallback = pl.col("own"), pl.col("own").median()
    whole = priced.select(fallback.fill_null(0.0)).item()
    price = pl.when(own.is_not_null()).then(own).when(is_paid_for).then(pl.col("typical").fill_null(whole)).otherwise(0)
    word = pl.when(own.is_not_null()).then(pl.lit("own")).when(is_paid_for).then(pl.lit(basis))
    return (
        priced.join(typical, on="setting", how="left", maintain_order="left")
        .with_columns(
            price.round().cast(pl.Int64).alias("price_pence_per_year"),
            word.otherwise(pl.lit("uncosted")).alias("basis"),
        )
        .drop("own", "typical")
    )


def net_pence_per_year() -> pl.Expr:
    """The amount of a cost line, a contribution by health or social care counting against it."""
    amount = pl.col("amount_pence_per_year")
    return pl.when(pl.col("cost_element").cast(pl.String) == "contribution").then(-amount.abs()).otherwise(amount)


def live_on(day: date) -> pl.Expr:
    """Whether a cost line is paid on ``day``; both its ends are included and a blank end is open."""
    return (pl.col("start_date") <= day) & (pl.col("end_date").is_null() | (pl.col("end_date") >= day))


def _price(costs: pl.DataFrame, day: date, keys: list[str], name: str) -> pl.DataFrame:
    live = costs.filter(live_on(day)).with_columns(pl.col("setting").cast(pl.String))
    return live.group_by(keys).agg(net_pence_per_year().sum().alias(name))
