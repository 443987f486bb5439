"""What each year adds to the deficit, three times over: with no measure, with all, and with what may be counted on.

A measure never changes the budget: a saving is the difference of two series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from highneeds.core import Labelled
from highneeds.finance.block.measures import Measure


class Series(StrEnum):
    """The value is what a table says."""

    UNMITIGATED = "unmitigated"
    MITIGATED = "mitigated"
    RISK_WEIGHTED = "risk-weighted"


def three_series(unmitigated: Labelled, measures: Sequence[Measure]) -> Mapping[Series, Labelled]:
    """By draw and financial year, in pence: mitigated = unmitigated - savings + investment, the savings whole in one
    and by their weights in the other.

    Whole pence stay whole, so that this holds to the penny in every draw. Raises ValueError for a measure of other
    years.
    """
    mitigated, weighted = unmitigated.values.copy(), unmitigated.values.copy()
    for measure in measures:
        if measure.savings.labels("financial_year") != unmitigated.labels("financial_year"):
            message = f"measure {measure.name!r} is of other years than the forecast"
            raise ValueError(message)
        mitigated += measure.investment.values - measure.savings.values
        weighted += measure.investment.values - measure.weighted_savings.values
    return {
        Series.UNMITIGATED: unmitigated,
        Series.MITIGATED: Labelled(mitigated, unmitigated.axes, unmitigated.unit),
        Series.RISK_WEIGHTED: Labelled(weighted, unmitigated.axes, unmitigated.unit),
    }
