"""When a lever is in force: its share by month, and by the January-to-January step in which a child's year is decided.

Months are counted from the January the forecast starts in (month 0); what happens between two counts belongs to the
later of them, so that step s is made of the months 12 s + 1 to 12 s + 12.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.types import Floats

MONTHS_IN_A_YEAR = 12


def month_number(day: date, january: CensusDay) -> int:
    """The month of ``day``, counted from ``january``; negative before it."""
    return (day.year - january.year) * MONTHS_IN_A_YEAR + day.month - 1


def in_force_by_month(lever: Lever, january: CensusDay, years: int) -> Floats:
    """Share in force ``[month]``, 0 to 1, for the ``12 * years + 1`` months of a forecast."""
    months = np.arange(years * MONTHS_IN_A_YEAR + 1)
    first = month_number(lever.start, january)
    share = np.clip((months - first + 1) / max(1, lever.ramp_months), 0.0, 1.0)
    if lever.end is not None:
        share = np.where(months <= month_number(lever.end, january), share, 0.0)
    return np.asarray(share, dtype=np.float64)


def in_force_by_step(by_month: Floats, weight: Floats | None = None) -> Floats:
    """Share in force ``[step]``: the mean of the step's months, or weighted by ``weight[month of the step]``.

    The weights say when in the year such things happen: a lever that starts in September is then in full force for the
    children who move in September. They need not add to 1.
    """
    of_step = by_month[1:].reshape(-1, MONTHS_IN_A_YEAR)
    if weight is None or not weight.sum() > 0.0:
        return np.asarray(of_step.mean(axis=1))
    # Adding up in floating point may end a hair above 1.
    return np.asarray(np.minimum(of_step @ (weight / weight.sum()), 1.0))


def at_end_of_step(by_month: Floats) -> Floats:
    """Share in force in the January that ends each step ``[step]``."""
    return np.asarray(by_month[MONTHS_IN_A_YEAR::MONTHS_IN_A_YEAR])
