"""From all draws to the tables people read: mean, spread and percentiles of children and of cost.

``cost_gbp`` is the sum of the whole-year prices of the children present in January: a rate of spending on that day, not
what a financial year cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from highneeds.forecast.types import NC_YEARS, Floats, Ints, Simulation

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


def total_table(simulation: Simulation) -> pl.DataFrame:
    """One row per (year, measure)."""
    table = _table(simulation, "", ("",), _over(simulation.children, 2, 3), _over(simulation.price_gbp, 2, 3))
    return table.drop("")


def need_table(simulation: Simulation) -> pl.DataFrame:
    """One row per (year, need, measure); a need without children in a draw counts as 0 there."""
    children, price = simulation.children.sum(axis=3), simulation.price_gbp.sum(axis=3)
    return _table(simulation, "need", simulation.space.needs, children, price)


def setting_table(simulation: Simulation) -> pl.DataFrame:
    """One row per (year, setting, measure)."""
    children, price = simulation.children.sum(axis=2), simulation.price_gbp.sum(axis=2)
    return _table(simulation, "setting", simulation.space.settings, children, price)


def nc_year_table(simulation: Simulation) -> pl.DataFrame:
    """One row per (year, NC year, measure)."""
    return _table(simulation, "nc_year", NC_YEARS, simulation.children_by_nc, simulation.price_gbp_by_nc)


def _over(values: Ints | Floats, *axes: int) -> Ints | Floats:
    return np.asarray(values.sum(axis=axes))[:, :, None]


def _table(
    simulation: Simulation, group: str, labels: Sequence[str | int], children: Ints | Floats, price: Ints | Floats
) -> pl.DataFrame:
    """``children`` and ``price`` have the axes draw, year, label."""
    measures = ("children", "cost_gbp")
    # [draw, year, label, measure], then one row per (year, label, measure).
    values = np.stack([children, price], axis=3).astype(np.float64).reshape(simulation.draws, -1)
    years, label_count = len(simulation.census_years), len(labels)
    quantiles = np.quantile(values, np.array(PERCENTILES) / 100.0, axis=0)
    return pl.DataFrame(
        {
            "year": np.repeat(simulation.census_years, label_count * len(measures)).tolist(),
            group: [label for label in labels for _ in measures] * years,
            "measure": list(measures) * (years * label_count),
            "mean": values.mean(axis=0),
            "sd": values.std(axis=0),
            **{f"p{percent:02d}": row for percent, row in zip(PERCENTILES, quantiles, strict=True)},
        }
    )
