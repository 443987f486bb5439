"""The ranges a month shows, once past forecasts have been heard: about their median, as many times as wide as asked.

The mean and the median stay. Children in the January ``n`` years ahead take the factor of ``n`` years. A financial year
is at its middle when its first January is nine months past, so that the year after this one takes the factor of two
years; this year's range stays as it is, since part of the year is known. Beyond the record the last factor holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from highneeds.forecast.conformal import factor_at
from highneeds.governance.record import PastForecasts, RangeSeries, YearRange

_CHILDREN = "children"
_MAY_BE_BELOW_NOTHING = "cumulative_balance"
_AS_MODELLED = 1.0
_PENCE_IN_A_MILLION = 100_000_000


def adjusted_series(series: Sequence[RangeSeries], past: PastForecasts) -> tuple[RangeSeries, ...]:
    """Every series with its ranges adjusted: children by the record of children, money by that of cost."""
    return tuple(
        replace(
            one,
            years=tuple(
                _adjusted(one, year, factor) for year, factor in zip(one.years, _factors(one, past), strict=True)
            ),
        )
        for one in series
    )


def cost_factors(past: PastForecasts, financial_years: int) -> tuple[float, ...]:
    """By how much the range of each of ``financial_years`` years of cost, this one the first, is to be wider."""
    return (_AS_MODELLED, *(factor_at(past.cost_ranges, ahead + 1) for ahead in range(1, financial_years)))


def range_assumptions(series: Sequence[RangeSeries], past: PastForecasts) -> tuple[tuple[str, str, str], ...]:
    """Lines of the assumptions (name, value, source): the reason, then each range changed of the series ``All``.

    ``series`` as the model gives them, before ``adjusted_series``.
    """
    if past.origins:
        first, last = past.origins[0], past.origins[-1]
        source = f"the forecast made again as at January {first} to {last}, {past.draws} draws each"
    else:
        source = "the SEN2 returns in use"
    reasons = (
        ("Ranges of children, by earlier forecasts", past.children_in_words, source),
        ("Ranges of cost, by earlier forecasts", past.cost_in_words, source),
    )
    changed = tuple(
        (f"{one.label}, {year.label}", _both(one, year, factor), source)
        for one in series
        if one.group == "All"
        for year, factor in zip(one.years, _factors(one, past), strict=True)
        if factor != _AS_MODELLED and year.p10 != year.p90
    )
    return (*reasons, *changed)


def _adjusted(series: RangeSeries, year: YearRange, factor: float) -> YearRange:
    if factor == _AS_MODELLED:
        return year
    low, high = (year.p50 + factor * (end - year.p50) for end in (year.p10, year.p90))
    return replace(year, p10=low if series.key == _MAY_BE_BELOW_NOTHING else max(low, 0.0), p90=high)


def _factors(series: RangeSeries, past: PastForecasts) -> list[float]:
    """One for each year of the series; 1 for a year that is past, or this financial year."""
    is_children = series.unit == _CHILDREN
    record = past.children_ranges if is_children else past.cost_ranges
    behind = sum(year.is_actual for year in series.years)
    return [
        _AS_MODELLED if i < behind or (i == behind and not is_children) else factor_at(record, i - behind + 1)
        for i in range(len(series.years))
    ]


def _both(series: RangeSeries, year: YearRange, factor: float) -> str:
    shown = _adjusted(series, year, factor)
    return f"range {_span(series, shown)}, as the model gives it {_span(series, year)}; times {factor:.2f}"


def _span(series: RangeSeries, year: YearRange) -> str:
    if series.unit == _CHILDREN:
        return f"{year.p10:,.0f} to {year.p90:,.0f}"
    low, high = (f"{'-' if end < 0 else ''}£{abs(end) / _PENCE_IN_A_MILLION:,.1f}m" for end in (year.p10, year.p90))
    return f"{low} to {high}"
