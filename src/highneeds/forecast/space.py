"""Which states are possible: the council's own, from the rules."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, StateSpace
from highneeds.rules.establishments import nc_year_limits
from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting


def council_space() -> StateSpace:
    """Every need in every setting within the setting's NC years, and any move; positions are the order of the enums."""
    needs, settings = tuple(need.value for need in Need), tuple(setting.value for setting in Setting)
    is_valid = np.zeros((len(needs), len(settings), len(NC_YEARS)), dtype=np.bool_)
    for code, setting in enumerate(Setting):
        first, last = nc_year_limits(setting)
        is_valid[:, code, first - FIRST_NC_YEAR : last - FIRST_NC_YEAR + 1] = True
    may_move = ~np.eye(len(settings), dtype=np.bool_)
    return StateSpace(needs, settings, is_valid, may_move)
