"""Services outside placements in the years to come: each grows, and may follow the children it serves."""

from __future__ import annotations

import numpy as np

from highneeds.core import Labelled
from highneeds.finance.outlook import Outlook, ServiceDriver
from highneeds.finance.types import Assumption, Floats, Outturn

_PENCE_IN_A_POUND = 100
_KINDS = frozenset({"service", "unbudgeted"})


def services_by_draw(outturn: Outturn, children: Labelled, outlook: Outlook) -> Floats:
    """GBP by draw and financial year; ``children``: year-average by draw, financial_year and setting.

    A service with a driver costs its forecast of this year x growth x (1 + responsiveness x (children of its settings
    that year / this year - 1)); one without only grows. Raises ValueError for a driver of a line that is no service.
    """
    drivers = {driver.budget_line: driver for driver in outlook.drivers}
    lines = [line for line in outturn.lines if line.kind in _KINDS]
    unknown = drivers.keys() - {line.budget_line for line in lines}
    if unknown:
        message = f"no service is called {', '.join(sorted(unknown))}"
        raise ValueError(message)
    draws, years = children.values.shape[:2]
    growth = outlook.services.factors(years)
    cost = np.zeros((draws, years))
    for line in lines:
        of_line = growth * (line.forecast_pence / _PENCE_IN_A_POUND)
        driver = drivers.get(line.budget_line)
        cost += of_line if driver is None else of_line * _response(driver, children)
    return cost


def driver_in_words(driver: ServiceDriver) -> Assumption:
    """What a service follows, as an assumption to be shown."""
    where = ", ".join(sorted(driver.settings)) if driver.settings else "all settings"
    words = f"{driver.responsiveness:.0%} of the change in children with plans in {where}"
    return Assumption(f"{driver.budget_line} follows", words, driver.source)


def _response(driver: ServiceDriver, children: Labelled) -> Floats:
    """By draw and year, 1 this year; nothing to follow where this year has no such children."""
    wanted = [not driver.settings or str(label) in driver.settings for label in children.labels("setting")]
    served: Floats = children.values[:, :, wanted].sum(axis=2)
    first = served[:, :1]
    ratio = np.divide(served, first, out=np.ones(served.shape), where=first > 0)
    response: Floats = 1.0 + driver.responsiveness * (ratio - 1.0)
    return response
