"""Which expenditure row of the DSG management plan a budget line stands in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.reports.returns.sheets import SHEETS
from highneeds.rules import Setting, dsg_plan_row
from highneeds.rules.expenditure_rows import PLACEMENT_EXPENDITURE

PLACEMENT_ROWS = MappingProxyType(dict(zip(SHEETS, PLACEMENT_EXPENDITURE, strict=True)))
"""The expenditure row of each placement sheet."""

# A council names its own lines, so they are known by their words, the first that fits; a council whose names say
# something else gives the row of the line in its own mapping.
_WORDS_OF_SERVICES = (
    ("health_social_care_therapy", ("therap", "health", "social care", "nurs")),
    (
        "sen_support_and_inclusion_services",
        ("sen support", "inclusion", "specialist teaching", "behaviour", "outreach", "advisory", "partnership"),
    ),
)
_WORDS_OF_PLACES = (
    ("resourced_provision", ("unit", "resourced", "base")),
    ("hospital_ap", ("alternative", "referral", "hospital")),
    ("post16_fe", ("post-16", "post 16", "further education", "college")),
    ("maintained_special", ("special",)),
)


def expenditure_row(kind: str, setting: str | None, name: str, own: Mapping[str, str]) -> str:
    """``own``: the council's own rows by budget line. Of a line that no word tells, the row of other services."""
    if name in own:
        return own[name]
    if kind == "placement":
        row = dsg_plan_row(Setting(setting or Setting.OTHER))
        return next(PLACEMENT_ROWS[tab] for tab, title in SHEETS.items() if title == row)
    words = _WORDS_OF_PLACES if kind == "places" else _WORDS_OF_SERVICES
    fallback = "maintained_special" if kind == "places" else "other_hn_services"
    return next((row for row, stems in words if any(stem in name.lower() for stem in stems)), fallback)
