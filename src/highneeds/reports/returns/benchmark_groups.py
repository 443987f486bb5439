"""Plans each January in the groups in which the department's benchmarking shows them by placement."""

from __future__ import annotations

from highneeds.reports.returns.demand import Demand, table_by_group
from highneeds.reports.returns.placement_sheets import shown_years
from highneeds.reports.returns.template import Template
from highneeds.reports.returns.types import ReturnTable
from highneeds.rules import BENCHMARK_GROUPS, Setting, benchmark_group


def benchmark_tables(demand: Demand, template: Template) -> tuple[ReturnTable, ...]:
    """The one table of the template; every setting has a group."""
    shown = demand.only(shown_years(demand, template))
    of_group = {
        group: shown.by_age[:, [at for at, one in enumerate(Setting) if benchmark_group(one) == group]].sum(axis=(1, 2))
        for group in BENCHMARK_GROUPS
    }
    return (table_by_group(shown, "plans_by_group", of_group),)
