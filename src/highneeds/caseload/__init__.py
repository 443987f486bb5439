"""Children, plans and placements: the canonical tables, the caseload on a day, and its history from year to year."""

from highneeds.caseload.census import RUNNING_LIST, CensusCount, census, count_census
from highneeds.caseload.event_months import event_months
from highneeds.caseload.histories import flows, transitions
from highneeds.caseload.monthly import children_on, mid_month
from highneeds.caseload.on_day import Joined, Telling, caseload_on, joined, telling_of
from highneeds.caseload.requests import decided_requests, linked_requests, open_requests, waiting_requests

__all__ = [
    "RUNNING_LIST",
    "CensusCount",
    "Joined",
    "Telling",
    "caseload_on",
    "census",
    "children_on",
    "count_census",
    "decided_requests",
    "event_months",
    "flows",
    "joined",
    "linked_requests",
    "mid_month",
    "open_requests",
    "telling_of",
    "transitions",
    "waiting_requests",
]
