"""Money: what a caseload costs, this year's outturn, why it differs from the budget, and five years ahead."""

from highneeds.finance.apportion import (
    Method,
    Term,
    TermCalendar,
    financial_year_share,
)
from highneeds.finance.bridge import bridge
from highneeds.finance.commitments import Commitments, commitments
from highneeds.finance.five_years import by_dsg_plan_row, five_years, summaries
from highneeds.finance.outlook import Growth, Outlook, ServiceDriver, own_price_growth, usual_outlook
from highneeds.finance.outturn import forecast_outturn, months_closed
from highneeds.finance.past import PastYear, outturn_by_month, past_years, spending_by_centre
from highneeds.finance.path import path_of, path_through, tally_of_census
from highneeds.finance.places import (
    is_place_rate_known,
    place_cost_by_month,
    place_funding,
    unfilled_place_cost,
)
from highneeds.finance.position import Books, Position, SettingRow, position
from highneeds.finance.prices import OwnPrices, own_prices, past_prices
from highneeds.finance.pricing import price_caseload
from highneeds.finance.types import (
    SPENDING_KINDS,
    Assumption,
    BridgeStep,
    FiveYears,
    Outturn,
    OutturnLine,
    PricedCaseload,
    PriceUplift,
    Tally,
    YearSummary,
)
from highneeds.finance.variance import SettingCost, Variance, volume_mix_price

__all__ = [
    "SPENDING_KINDS",
    "Assumption",
    "Books",
    "BridgeStep",
    "Commitments",
    "FiveYears",
    "Growth",
    "Method",
    "Outlook",
    "Outturn",
    "OutturnLine",
    "OwnPrices",
    "PastYear",
    "Position",
    "PriceUplift",
    "PricedCaseload",
    "ServiceDriver",
    "SettingCost",
    "SettingRow",
    "Tally",
    "Term",
    "TermCalendar",
    "Variance",
    "YearSummary",
    "bridge",
    "by_dsg_plan_row",
    "commitments",
    "financial_year_share",
    "five_years",
    "forecast_outturn",
    "is_place_rate_known",
    "months_closed",
    "outturn_by_month",
    "own_price_growth",
    "own_prices",
    "past_prices",
    "past_years",
    "path_of",
    "path_through",
    "place_cost_by_month",
    "place_funding",
    "position",
    "price_caseload",
    "spending_by_centre",
    "summaries",
    "tally_of_census",
    "unfilled_place_cost",
    "usual_outlook",
    "volume_mix_price",
]
