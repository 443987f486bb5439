"""The outlook and its allocation as tidy tables: one row for each number, in pounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from highneeds.finance.block.allocation import AllocationVersion
from highneeds.finance.block.lines import block_lines
from highneeds.finance.block.outlook import BlockOutlook

_PENCE_IN_A_POUND = 100
_PROBS = (0.1, 0.5, 0.9)
_SCHEMA = {
    "series": pl.String,
    "line": pl.String,
    "item": pl.String,
    "financial_year": pl.String,
    "mean_gbp": pl.Float64,
    "p10_gbp": pl.Float64,
    "p50_gbp": pl.Float64,
    "p90_gbp": pl.Float64,
}
_VERSION_SCHEMA = {
    "financial_year": pl.String,
    "version": pl.String,
    "published_on": pl.Date,
    "line": pl.String,
    "item": pl.String,
    "gbp": pl.Float64,
    "source": pl.String,
}


def block_table(outlook: BlockOutlook) -> pl.DataFrame:
    """Each line of each series by year: the mean, which re-adds to the penny, and percentiles over draws where a line
    differs between draws (null where it does not).
    """
    rows = []
    for line in block_lines(outlook):
        percentiles = None if line.draws is None else np.quantile(line.draws.values, _PROBS, axis=0)
        for y, year in enumerate(outlook.financial_years):
            ends = [None] * len(_PROBS) if percentiles is None else [_gbp(end) for end in percentiles[:, y]]
            rows.append((line.series.value, line.line, line.item, str(year), _gbp(line.values[y]), *ends))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def version_table(versions: Sequence[AllocationVersion]) -> pl.DataFrame:
    """Each part of each version, in the order in which they were published."""
    rows = [row for version in sorted(versions, key=lambda each: each.published_on) for row in _parts(version)]
    return pl.DataFrame(rows, schema=_VERSION_SCHEMA, orient="row")


def _parts(version: AllocationVersion) -> Iterator[tuple[object, ...]]:
    start = (str(version.financial_year), version.stage.value, version.published_on)
    parts = (
        ("before import and export", "", version.before_adjustment_pence),
        ("import and export", "", version.import_export_pence),
        ("gross", "", version.gross_pence),
        *(("deducted", deduction.name, deduction.pence) for deduction in version.deductions),
        ("net", "", version.net_pence),
    )
    for line, item, pence in parts:
        yield (*start, line, item, pence / _PENCE_IN_A_POUND, version.source)


def _gbp(pence: float) -> float:
    return round(float(pence)) / _PENCE_IN_A_POUND
