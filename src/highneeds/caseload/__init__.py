"""Children, plans and placements: the canonical tables, the caseload on a day, and its history from year to year."""

from highneeds.caseload.census import RUNNING_LIST, CensusCount, census, count_census
from highneeds.caseload.histories import flows, transitions
from highneeds.caseload.monthly import children_on, mid_month, monthly_children

__all__ = [
    "RUNNING_LIST",
    "CensusCount",
    "census",
    "children_on",
    "count_census",
    "flows",
    "mid_month",
    "monthly_children",
    "transitions",
]
