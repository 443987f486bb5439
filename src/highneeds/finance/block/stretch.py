"""Draws of spending whose ranges are as wide as past forecasts ask for, each draw still one world from year to year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from highneeds.core import Labelled


def stretched(spending: Labelled, factors: Sequence[float]) -> Labelled:
    """Every draw of a year as many times as far from the year's mean as that year's factor says; the means stay.

    ``spending``: axes draw and financial_year. Raises ValueError unless there is one factor above nought for each year.
    """
    if len(factors) != spending.values.shape[1] or min(factors) <= 0:
        message = f"{spending.values.shape[1]} years need as many factors above nought, not {list(factors)}"
        raise ValueError(message)
    mean = spending.values.mean(axis=0)
    further = spending.values + (spending.values - mean) * (np.array(factors) - 1.0)
    return Labelled(further, spending.axes, spending.unit)
