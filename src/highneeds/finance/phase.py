"""When in the year change happens: the share of the January-to-January change that has come about by each month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from highneeds.finance.types import MONTHS_IN_A_YEAR, Floats, PhaseIn

_SMALLEST_CHANGE = 100
_WILDEST_SHARE = 1.0


def phase_in(monthly: pl.DataFrame, settings: Sequence[str]) -> PhaseIn:
    """The profile from ``caseload.monthly_children``, the years taken together; September makes its step here.

    A setting has its own profile when its change over the years is at least 100 children and the shares stay between
    -1 and 2; else that of all children, because a ratio of small changes says nothing.
    """
    counts = _counts(monthly, settings)
    whole = _shares(counts.sum(axis=0))
    if whole is None:
        whole = np.linspace(0.0, 1.0, MONTHS_IN_A_YEAR + 1)
    shares = [_shares(of_setting) for of_setting in counts]
    years = monthly["return_year"].unique().sort().to_list()
    return PhaseIn(
        tuple(settings),
        np.stack([whole if share is None else share for share in shares]),
        f"the council's own dated placements, returns of {years[0]} to {years[-1]}",
    )


def _counts(monthly: pl.DataFrame, settings: Sequence[str]) -> Floats:
    """``children[setting, month]`` summed over the years."""
    counts = np.zeros((len(settings), MONTHS_IN_A_YEAR + 1))
    position = {name: i for i, name in enumerate(settings)}
    for setting, month, children in monthly.select("setting", "months_since_january", "children").iter_rows():
        if setting in position:
            counts[position[setting], month] += children
    return counts


def _shares(counts: Floats) -> Floats | None:
    """Share by month, or None when the change is too small or too wild to speak."""
    change = counts[-1] - counts[0]
    if abs(change) < _SMALLEST_CHANGE:
        return None
    shares: Floats = (counts - counts[0]) / change
    is_tame = (shares >= -_WILDEST_SHARE).all() and (shares <= 1 + _WILDEST_SHARE).all()
    return shares if is_tame else None
