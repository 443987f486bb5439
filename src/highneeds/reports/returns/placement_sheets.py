"""The demand tables of the DSG management plan: two for each of its seven placement sheets, and their summary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.reports.returns.demand import Demand, Sums, table_by_age, table_by_group, table_by_need
from highneeds.reports.returns.template import Layout, Template
from highneeds.reports.returns.types import TOTAL, ReturnTable
from highneeds.rules import DSG_PLAN_ROWS, Setting, dsg_age_band, dsg_plan_row

SHEETS = MappingProxyType(
    dict(zip(("MmSoA", "RPSEN", "MdSSA", "NMISS", "HspAP", "P16FE", "OTHER"), DSG_PLAN_ROWS, strict=True))
)
"""The tab of each row of the plan, in its order."""


def settings_of(row: str) -> tuple[Setting, ...]:
    """The settings that a row of the plan holds."""
    return tuple(setting for setting in Setting if dsg_plan_row(setting) == row)


def demand_tables(demand: Demand, template: Template) -> tuple[ReturnTable, ...]:
    """Every table of children that the template has a place for."""
    januaries = _years(demand, template)
    shown = demand.only(januaries)
    labels = {layout.key: _row_keys(layout) for layout in template.layouts}
    tables = []
    for tab, row in SHEETS.items():
        settings = settings_of(row)
        tables.append(table_by_age(shown, f"ages:{tab}", labels[f"ages:{tab}"], settings, dsg_age_band))
        tables.append(table_by_need(shown, f"needs:{tab}", labels[f"needs:{tab}"], settings))
    every = tuple(Setting)
    return (
        *tables,
        table_by_group(shown, "summary_placements", _by_sheet(shown)),
        table_by_age(shown, "summary_ages", labels["summary_ages"], every, dsg_age_band),
        table_by_need(shown, "summary_needs", labels["summary_needs"], every),
    )


def _years(demand: Demand, template: Template) -> list[int]:
    counted = [january for january, was in zip(demand.januaries, demand.is_counted, strict=True) if was]
    ahead = [january for january in demand.januaries if january not in counted]
    return [*counted[-template.settings["counted_years"] :], *ahead[: template.settings["years_ahead"]]]


def _row_keys(layout: Layout) -> tuple[str, ...]:
    return tuple(label.key for label in layout.labels if label.key != TOTAL)


def _by_sheet(demand: Demand) -> Mapping[str, Sums | None]:
    positions = {tab: [list(Setting).index(setting) for setting in settings_of(row)] for tab, row in SHEETS.items()}
    return {tab: demand.by_age[:, settings].sum(axis=(1, 2)) for tab, settings in positions.items()}
