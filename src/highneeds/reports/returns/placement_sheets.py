"""The demand tables of the DSG management plan: two for each of its seven placement sheets, and their summary."""

from __future__ import annotations

from collections.abc import Mapping

from highneeds.reports.returns.demand import DSG_AGES, Demand, Sums, table_by_age, table_by_group, table_by_need
from highneeds.reports.returns.sheets import SHEETS, settings_of
from highneeds.reports.returns.template import Layout, Template
from highneeds.reports.returns.types import TOTAL, ReturnTable
from highneeds.reports.returns.written import Sum
from highneeds.rules import Setting, dsg_age_band


def demand_tables(demand: Demand, template: Template) -> tuple[ReturnTable, ...]:
    """Every table of children that the template has a place for."""
    januaries = shown_years(demand, template)
    shown = demand.only(januaries)
    labels = {layout.key: _row_keys(layout) for layout in template.layouts}
    tables = []
    for tab, row in SHEETS.items():
        settings = settings_of(row)
        tables.append(table_by_age(shown, f"ages:{tab}", labels[f"ages:{tab}"], settings, dsg_age_band, note=DSG_AGES))
        tables.append(table_by_need(shown, f"needs:{tab}", labels[f"needs:{tab}"], settings))
    every = tuple(Setting)
    return (
        *tables,
        table_by_group(shown, "summary_placements", _by_sheet(shown)),
        table_by_age(shown, "summary_ages", labels["summary_ages"], every, dsg_age_band, note=DSG_AGES),
        table_by_need(shown, "summary_needs", labels["summary_needs"], every),
    )


def shared_sums(template: Template) -> tuple[Sum, ...]:
    """Which numbers of its tables are the same, or add to one another, for ``for_publication``."""
    rows = {layout.key: (*_row_keys(layout), TOTAL) for layout in template.layouts}
    found: list[Sum] = []
    for what in ("ages", "needs"):
        for row in rows[f"summary_{what}"]:
            parts = tuple((f"{what}:{tab}", row) for tab in SHEETS if row in rows[f"{what}:{tab}"])
            found.append(((f"summary_{what}", row), parts))
        found += [((f"{what}:{tab}", TOTAL), (("summary_placements", tab),)) for tab in SHEETS]
        found.append(((f"summary_{what}", TOTAL), (("summary_placements", TOTAL),)))
    return tuple(found)


def shown_years(demand: Demand, template: Template) -> list[int]:
    """The latest Januaries counted, and those ahead, as many of each as the template's version has columns."""
    counted = [january for january, was in zip(demand.januaries, demand.is_counted, strict=True) if was]
    ahead = [january for january in demand.januaries if january not in counted]
    return [*counted[-template.settings["counted_years"] :], *ahead[: template.settings["years_ahead"]]]


def _row_keys(layout: Layout) -> tuple[str, ...]:
    return tuple(label.key for label in layout.labels if label.key != TOTAL)


def _by_sheet(demand: Demand) -> Mapping[str, Sums | None]:
    positions = {tab: [list(Setting).index(setting) for setting in settings_of(row)] for tab, row in SHEETS.items()}
    return {tab: demand.by_age[:, settings].sum(axis=(1, 2)) for tab, settings in positions.items()}
