"""From past forecasts to marks: by group and years ahead, of our forecast and of every naive one beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from highneeds.forecast.backtest import LEVELS, BackTest
from highneeds.forecast.naive import NAIVE_FORECASTS
from highneeds.forecast.scoring import (
    absolute_error_as_crps,
    bias,
    bias_percent,
    coverage,
    mase,
    mean_of_known,
    median_ape,
)
from highneeds.forecast.series import GROUPS
from highneeds.forecast.types import Floats

OURS = "this forecast"
# In a part with fewer children on average, the luck of single children is all there is to see.
FEWEST_CHILDREN_IN_A_PART = 10.0


@dataclass(frozen=True)
class Score:
    """The marks of one method, for one group of series and one horizon; NaN where there is none.

    ``forecasts`` were made and scored: origins times series. ``bias``, ``crps`` in the unit of the group; percentages
    are of 100; ``mase`` as in ``scoring.mase``. ``covered``: the share of truths within the intervals of ``LEVELS``,
    NaN for a method without intervals.
    """

    group: str
    years_ahead: int
    method: str
    forecasts: int
    bias: float
    bias_percent: float
    median_ape: float
    mase: float
    crps: float
    covered: tuple[float, ...]


def scores_of(test: BackTest) -> tuple[Score, ...]:
    """Every group, horizon and method, in that order. Parts with fewer than ten children on average are left out.

    The point scored is the mean of the draws, which is what pages and papers print.
    """
    return tuple(
        _score(test, group, years_ahead, method)
        for group in GROUPS
        for years_ahead in sorted({int(years) for years in test.years_ahead})
        for method in (OURS, *NAIVE_FORECASTS)
    )


def score_table(scores: tuple[Score, ...]) -> pl.DataFrame:
    """One row per score, as written to a file; a mark that does not exist is null."""
    rows = [
        {
            "group": score.group,
            "years_ahead": score.years_ahead,
            "method": score.method,
            "forecasts": score.forecasts,
            "bias": score.bias,
            "bias_percent": score.bias_percent,
            "median_absolute_percentage_error": score.median_ape,
            "mase": score.mase,
            "crps": score.crps,
            **{f"covered_{level * 100:.0f}": share for level, share in zip(LEVELS, score.covered, strict=True)},
        }
        for score in scores
    ]
    return pl.DataFrame(rows).fill_nan(None)


def forecast_table(test: BackTest) -> pl.DataFrame:
    """One row per past forecast and series: what was said, what came, and what the naive forecasts said."""
    count = len(test.series)

    columns: dict[str, object] = {
        "origin": np.repeat(test.origin, count),
        "target": np.repeat(test.target, count),
        "group": [series.group for series in test.series] * len(test.origin),
        "label": [series.label for series in test.series] * len(test.origin),
        "truth": test.truth.ravel(),
        "mean": test.mean.ravel(),
        "median": test.median.ravel(),
    }
    for position, level in enumerate(LEVELS):
        columns[f"low_{level * 100:.0f}"] = test.low[:, :, position].ravel()
        columns[f"high_{level * 100:.0f}"] = test.high[:, :, position].ravel()
    columns["crps"] = test.crps.ravel()
    columns |= {name: forecast.ravel() for name, forecast in test.naive.items()}
    return pl.DataFrame(columns).fill_nan(None)


def _score(test: BackTest, group: str, years_ahead: int, method: str) -> Score:
    rows = test.years_ahead == years_ahead
    parts = _large_enough(test, group)

    def chosen(values: Floats) -> Floats:
        return np.asarray(values[rows][:, parts])

    is_ours = method == OURS
    point = chosen(test.mean if is_ours else test.naive[method])
    truth = chosen(test.truth)
    spread = chosen(test.crps) if is_ours else absolute_error_as_crps(point, truth)
    return Score(
        group=group,
        years_ahead=years_ahead,
        method=method,
        forecasts=int((~np.isnan(point)).sum()),
        bias=float(bias(point, truth)),
        bias_percent=float(bias_percent(point, truth)),
        median_ape=float(median_ape(point, truth)),
        mase=float(mase(point, truth, chosen(test.scale))),
        crps=float(mean_of_known(spread)),
        covered=tuple(
            float(coverage(chosen(test.low)[:, :, i], chosen(test.high)[:, :, i], truth)) if is_ours else float("nan")
            for i in range(len(LEVELS))
        ),
    )


def _large_enough(test: BackTest, group: str) -> list[int]:
    """Positions of the group's series with children enough; a total always counts."""
    average = test.truth.mean(axis=0)
    of_group = [position for position, series in enumerate(test.series) if series.group == group]
    large = [position for position in of_group if average[position] >= FEWEST_CHILDREN_IN_A_PART]
    return large if len(of_group) > 1 else of_group
