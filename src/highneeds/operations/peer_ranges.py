"""The ranges of a forecast from the files of another model, once its own past forecasts have been heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.forecast.backtest import Past, back_test
from highneeds.forecast.conformal import FEWEST_FORECASTS, Adjustment, factor_at, in_words, too_few
from highneeds.forecast.prices import mean_prices
from highneeds.forecast.series import ALL_CHILDREN, COST
from highneeds.ingest.peer import PeerInputs
from highneeds.operations.past_forecasts import ranges_of

_DRAWS = 200  # enough to see an 8-in-10 range by
_MEASURES = {"children": ALL_CHILDREN, "cost_gbp": COST}


@dataclass(frozen=True)
class RangesAsked:
    """What the record asks of the ranges of each measure of a total table, and the reasons in words."""

    by_measure: Mapping[str, tuple[Adjustment, ...]]
    in_words: tuple[str, ...]


NO_CHANGE = RangesAsked({}, ())


def ranges_asked(inputs: PeerInputs, *, seed: int, threads: int) -> RangesAsked:
    """Forecast again from every past January, unless these are too few for any range to be judged."""
    past = Past(inputs.space, inputs.history, inputs.population, mean_prices(inputs.prices), {})
    if len(past.origins) < FEWEST_FORECASTS:
        return RangesAsked({}, (f"Ranges. {too_few(len(past.origins))}",))
    test = back_test(past, draws=_DRAWS, seed=seed, threads=threads)
    asked = {measure: ranges_of(test, group) for measure, group in _MEASURES.items()}
    return RangesAsked(
        asked, tuple(f"Ranges of {_MEASURES[measure].lower()}. {in_words(made)}" for measure, made in asked.items())
    )


def with_ranges(total: pl.DataFrame, asked: RangesAsked) -> pl.DataFrame:
    """``total`` with every percentile ``range_factor`` times as far from the median, never below 0.

    Divided by that column, its distances from the median are the model's own. Mean, median and sd stay.
    """
    first = int(min(total["year"]))
    factors = [
        factor_at(asked.by_measure.get(measure, ()), year - first)
        for year, measure in total.select("year", "measure").iter_rows()
    ]
    factor, median = pl.col("range_factor"), pl.col("p50")
    ends = [name for name in total.columns if name.startswith("p") and name != "p50"]
    stretched = [
        pl.when(factor == 1.0)
        .then(pl.col(end))
        .otherwise(pl.max_horizontal(0.0, median + factor * (pl.col(end) - median)))
        .alias(end)
        for end in ends
    ]
    return total.with_columns(range_factor=pl.Series(factors, dtype=pl.Float64)).with_columns(stretched)
