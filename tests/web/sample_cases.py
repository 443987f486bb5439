"""A list of plans, an extract of costs, a register and a budget book, for lists and pages of children to show."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.store.store_frames import cost_lines, other_tables, run_of, sen2_tables

from highneeds.caseload import RUNNING_LIST
from highneeds.store import keeping

CHILDREN = 60
FIRST = "0" * 32
OFFICERS = ("Lou", "Kim", None)


def sample_cases(*, at_the_school: bool = False) -> None:
    """Sixty children, of whom one costs £65,432 a year; ``at_the_school``: paid to the school of the register."""
    listed = sen2_tables(RUNNING_LIST, CHILDREN)
    named = listed["plans"].with_columns(
        officer=pl.Series([OFFICERS[number % 3] for number in range(CHILDREN)], dtype=pl.String),
        transfer_la=pl.lit(None, pl.String),
        primary_need=pl.Series([("SEMH", "ASD")[number % 2] for number in range(CHILDREN)]),
    )
    keeping.save_result(run_of("plan-list", "d"), {**listed, "plans": named})
    costs = cost_lines(date(2026, 11, 30), lines=1)["cost_lines"]
    if at_the_school:
        costs = costs.with_columns(urn=pl.lit("123456"), provider_name=pl.lit("Ysgol y Bryn"))
    keeping.save_result(run_of("placement-costs", "e"), {"cost_lines": costs})
    for number, (kind, frames) in enumerate(other_tables().items()):
        keeping.save_result(run_of(kind, str(number)), frames)
