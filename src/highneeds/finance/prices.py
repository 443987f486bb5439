"""What each child's placement costs for a whole year: the cost lines live on a day, less contributions of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.finance.types import Assumption
from highneeds.rules import Setting, is_costed

_COSTED = [setting.value for setting in Setting if is_costed(setting)]


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """The census with price_pence_per_year and its basis: ``own``, ``median`` (placed, not paid) or ``uncosted``."""

    prices: pl.DataFrame
    assumptions: tuple[Assumption, ...]

    @property
    def placed_not_paid(self) -> pl.DataFrame:
        return self.prices.filter(pl.col("basis") == "median")


def own_prices(census: pl.DataFrame, costs: pl.DataFrame, *days: date) -> OwnPrices:
    """The own annual price of each child of a census, from the first of ``days`` on which it has a live cost line.

    Sum of the child's lines less contributions. A child of a costed setting with no line takes the median of its
    setting (of all settings where its own has none), which is counted and stated; of an uncosted setting, nothing.
    Columns as in ``census`` and price_pence_per_year, basis; same order. Raises ValueError when no day is given.
    """
    if not days:
        message = "own prices need a day"
        raise ValueError(message)
    priced = census
    for number, day in enumerate(days):
        priced = priced.join(_price_per_child(costs, day, f"price_{number}"), on="child_key", how="left")
    own = pl.coalesce([f"price_{number}" for number in range(len(days))])
    priced = priced.with_columns(own.alias("own")).drop([f"price_{number}" for number in range(len(days))])
    medians = priced.group_by("setting").agg(pl.col("own").median().alias("median"))
    fallback = _median(priced["own"])
    is_own, costed = pl.col("own").is_not_null(), pl.col("setting").is_in(_COSTED)
    price = pl.when(is_own).then("own").when(costed).then(pl.col("median").fill_null(fallback)).otherwise(0)
    basis = pl.when(is_own).then(pl.lit("own")).when(costed).then(pl.lit("median")).otherwise(pl.lit("uncosted"))
    prices = (
        priced.join(medians, on="setting", how="left", maintain_order="left")
        .with_columns(price.round().cast(pl.Int64).alias("price_pence_per_year"), basis.alias("basis"))
        .drop("own", "median")
    )
    return OwnPrices(prices, (_say_medians(prices),))


def net_pence_per_year() -> pl.Expr:
    """The amount of a cost line, a contribution by health or social care counting against it."""
    amount = pl.col("amount_pence_per_year")
    return pl.when(pl.col("cost_element").cast(pl.String) == "contribution").then(-amount.abs()).otherwise(amount)


def live_on(day: date) -> pl.Expr:
    """Whether a cost line is paid on ``day``; both its ends are included and a blank end is open."""
    return (pl.col("start_date") <= day) & (pl.col("end_date").is_null() | (pl.col("end_date") >= day))


def _price_per_child(costs: pl.DataFrame, day: date, name: str) -> pl.DataFrame:
    return costs.filter(live_on(day)).group_by("child_key").agg(net_pence_per_year().sum().alias(name))


def _median(prices: pl.Series) -> float:
    median = prices.median()
    return float(median) if isinstance(median, int | float) else 0.0


def _say_medians(prices: pl.DataFrame) -> Assumption:
    taken = prices.filter(pl.col("basis") == "median")
    pounds = taken["price_pence_per_year"].sum() / 100
    return Assumption(
        "Price of a child placed but not yet paid for",
        f"median of its setting; {taken.height} children, £{pounds:,.0f} a year",
        "placements joined to the finance extract",
    )
