"""The tables of plans of the local SEND reform plan: by age, by provision, by need, and need within provision.

Calendar year n is the position at the census of January n + 1. Ages are those turned in the school year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from highneeds.forecast.types import NC_YEARS
from highneeds.reports.returns.demand import (
    LSRP_AGES,
    Demand,
    Sums,
    nearest_nc_year,
    table_by_age,
    table_by_group,
    table_by_need,
)
from highneeds.reports.returns.template import Template
from highneeds.reports.returns.types import TOTAL, Heading, ReturnTable
from highneeds.reports.returns.written import Sum
from highneeds.rules import Setting, lsrp_age_band, lsrp_base_row, lsrp_row
from highneeds.rules.rollups import LSRP_POST_16_BASE

_GROUP_OF_ROW = {
    "Mainstream schools or academies": "mainstream",
    "Specialist bases in mainstream": "bases",
    "Maintained special schools or special academies": "special",
    "NMSS or independent, funded by the local authority": "independent",
    "Mainstream post-16 institutions": "post_16",
    "Specialist post-16 institutions": "post_16",
    "Alternative provision": "alternative",
    "Early years, including private and voluntary": "early_years",
}
_OTHER, _BASES, _ALTERNATIVE = "other", "bases", "alternative"


def provision_group(setting: Setting) -> str:
    """Which of the tables 7.1 to 7.7 holds the setting, or ``other``; 7.6 holds hospital schools too."""
    if setting is Setting.HOSPITAL_SCHOOL:
        return _ALTERNATIVE
    return _GROUP_OF_ROW.get(lsrp_row(setting), _OTHER)


def calendar_years(template: Template) -> tuple[int, ...]:
    """The years across every table of the template."""
    first = template.settings["first_calendar_year"]
    return tuple(range(first, first + template.settings["calendar_years"]))


def plan_tables(demand: Demand, template: Template) -> tuple[ReturnTable, ...]:
    """Tables 5.1, 6, 7 and 7.1 to 7.7. A year that was neither counted nor forecast has no column."""
    shown = demand.only([year + 1 for year in calendar_years(template)])
    rows = {
        layout.key: tuple(label.key for label in layout.labels if label.key != TOTAL) for layout in template.layouts
    }
    every = tuple(Setting)
    groups = [key.removeprefix("need_in_") for key in rows if key.startswith("need_in_")]
    tables = [
        table_by_age(shown, "plans_by_age", rows["plans_by_age"], every, lsrp_age_band, note=LSRP_AGES),
        table_by_group(shown, "plans_by_provision", _by_provision(shown, rows["plans_by_provision"]), note=LSRP_AGES),
        table_by_need(shown, "plans_by_need", rows["plans_by_need"], every),
    ]
    for group in groups:
        settings = [setting for setting in Setting if provision_group(setting) == group]
        tables.append(table_by_need(shown, f"need_in_{group}", rows[f"need_in_{group}"], settings))
    return tuple(replace(table, headings=tuple(map(_a_year_before, table.headings))) for table in tables)


def shared_sums(template: Template) -> tuple[Sum, ...]:
    """Which numbers of tables 5.1 to 7.7 are the same, or add to one another, for ``for_publication``."""
    rows = {layout.key: [label.key for label in layout.labels] for layout in template.layouts}
    within = [key for key in rows if key.startswith("need_in_")]
    of_group: dict[str, list[tuple[str, str]]] = {}
    for row in rows["plans_by_provision"]:
        group = _BASES if row == LSRP_POST_16_BASE else _GROUP_OF_ROW.get(row)
        if group is not None and group != _ALTERNATIVE:  # it holds hospital schools too, which have no row of their own
            of_group.setdefault(f"need_in_{group}", []).append(("plans_by_provision", row))
    return (
        *((("plans_by_need", row), tuple((key, row) for key in within)) for row in rows["plans_by_need"]),
        *(((key, TOTAL), tuple(parts)) for key, parts in of_group.items()),
        (("plans_by_need", TOTAL), (("plans_by_age", TOTAL),)),
        (("plans_by_need", TOTAL), (("plans_by_provision", TOTAL),)),
    )


def _a_year_before(heading: Heading) -> Heading:
    return replace(heading, label=str(int(heading.label) - 1))


def _by_provision(demand: Demand, rows: Sequence[str]) -> dict[str, Sums | None]:
    """Children by row of table 6; a row that no setting leads to is not known (support bases)."""
    of_row: dict[str, Sums | None] = dict.fromkeys(rows)
    for s, setting in enumerate(Setting):
        for n, nc_year in enumerate(NC_YEARS):
            row = lsrp_base_row(setting, nearest_nc_year(nc_year))
            so_far = of_row[row]
            children = demand.by_age[:, s, n]
            of_row[row] = children.copy() if so_far is None else np.add(so_far, children)
    return of_row
