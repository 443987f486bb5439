"""The seven placement sheets of the DSG management plan, and the settings each holds."""

from __future__ import annotations

from types import MappingProxyType

from highneeds.rules import DSG_PLAN_ROWS, Setting, dsg_plan_row

SHEETS = MappingProxyType(
    dict(zip(("MmSoA", "RPSEN", "MdSSA", "NMISS", "HspAP", "P16FE", "OTHER"), DSG_PLAN_ROWS, strict=True))
)
"""The tab of each row of the plan, in its order."""


def settings_of(row: str) -> tuple[Setting, ...]:
    """The settings that a row of the plan holds."""
    return tuple(setting for setting in Setting if dsg_plan_row(setting) == row)
