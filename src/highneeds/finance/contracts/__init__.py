"""Contracts for placements: what they cost on any days, to the penny, who pays it, and how certain it is."""

from highneeds.finance.contracts.checks import contract_faults, refuse_faulty
from highneeds.finance.contracts.columns import month_costs, total_by_month
from highneeds.finance.contracts.contingent import OpenUplift, contingent_liability, open_uplifts
from highneeds.finance.contracts.cost import cost_between, cost_by_month, cost_of_year, full_year_pence, notice_cost
from highneeds.finance.contracts.ladder import (
    DEFAULT_PROBABILITIES,
    Expectation,
    Probability,
    Status,
    by_status,
    expectation,
    probability_of,
)
from highneeds.finance.contracts.lines import (
    LINE_SCHEMA,
    PAYABLE_SCHEMA,
    contract_lines,
    payable_lines,
    session_lines,
)
from highneeds.finance.contracts.notice import OPEN, payable_to
from highneeds.finance.contracts.place_funded import FundedPlaces, place_cost, place_episode
from highneeds.finance.contracts.portfolio import expected_cost, expected_full_year
from highneeds.finance.contracts.prepaid import Accrual, accrual
from highneeds.finance.contracts.types import (
    COUNCIL,
    Calendars,
    Component,
    ComponentCost,
    CostKind,
    EpisodeCost,
    FunderSplit,
    FundingEpisode,
    Notice,
    RateVersion,
    Uplift,
    UpliftStatus,
)

__all__ = [
    "COUNCIL",
    "DEFAULT_PROBABILITIES",
    "LINE_SCHEMA",
    "OPEN",
    "PAYABLE_SCHEMA",
    "Accrual",
    "Calendars",
    "Component",
    "ComponentCost",
    "CostKind",
    "EpisodeCost",
    "Expectation",
    "FundedPlaces",
    "FunderSplit",
    "FundingEpisode",
    "Notice",
    "OpenUplift",
    "Probability",
    "RateVersion",
    "Status",
    "Uplift",
    "UpliftStatus",
    "accrual",
    "by_status",
    "contingent_liability",
    "contract_faults",
    "contract_lines",
    "cost_between",
    "cost_by_month",
    "cost_of_year",
    "expectation",
    "expected_cost",
    "expected_full_year",
    "full_year_pence",
    "month_costs",
    "notice_cost",
    "open_uplifts",
    "payable_lines",
    "payable_to",
    "place_cost",
    "place_episode",
    "probability_of",
    "refuse_faulty",
    "session_lines",
    "total_by_month",
]
