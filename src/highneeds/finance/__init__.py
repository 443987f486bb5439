"""Money: what a caseload costs, this year's outturn, why it differs from the budget, and five years ahead."""

from highneeds.finance.apportion import (
    Method,
    RateSpell,
    Term,
    TermCalendar,
    financial_year_cost,
    financial_year_share,
)
from highneeds.finance.variance import SettingCost, Variance, volume_mix_price

__all__ = [
    "Method",
    "RateSpell",
    "SettingCost",
    "Term",
    "TermCalendar",
    "Variance",
    "financial_year_cost",
    "financial_year_share",
    "volume_mix_price",
]
