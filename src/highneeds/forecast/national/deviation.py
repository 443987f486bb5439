"""How far an authority stands from the typical one, without letting a few extremes decide."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Floats

# The median absolute deviation times this is the standard deviation of a normal distribution.
_NORMAL = 1.4826
# Further out than this are mistakes of recording and areas of a few dozen plans (City of London, Isles of Scilly).
_FURTHEST = 3.0


def deviation(values: Floats) -> Floats:
    """``[area]`` less its median, held within three robust standard deviations; 0, the typical, where unknown."""
    finite = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(finite).all():
        return np.zeros(len(values))
    away = finite - np.nanmedian(finite)
    furthest = _FURTHEST * _NORMAL * float(np.nanmedian(np.abs(away)))
    return np.asarray(np.nan_to_num(np.clip(away, -furthest, furthest)))


def log_ratio(over: Floats, under: Floats) -> Floats:
    """Natural log of the ratio; NaN where either is unknown or not above 0."""
    is_positive = (over > 0.0) & (under > 0.0)
    return np.asarray(np.log(np.where(is_positive, over, np.nan) / np.where(is_positive, under, 1.0)))


def ratio(over: Floats, under: Floats) -> Floats:
    """NaN where either is unknown or the lower is not above 0."""
    return np.asarray(over / np.where(under > 0.0, under, np.nan))
