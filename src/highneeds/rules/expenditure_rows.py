"""The rows and lines in which returns tell what the high needs block is spent on.

Sources: DfE DSG management plan, high needs expenditure (keys are this project's own); DfE section 251 returns.
"""

from __future__ import annotations

from typing import Final

PLACEMENT_EXPENDITURE: Final = (
    "mainstream",
    "resourced_provision",
    "maintained_special",
    "nmss_independent",
    "hospital_ap",
    "post16_fe",
    "other_direct_payments",
)
"""Of each placement sheet, in the order of ``DSG_PLAN_ROWS``."""

SERVICE_EXPENDITURE: Final = (
    "health_social_care_therapy",
    "sen_support_and_inclusion_services",
    "other_hn_services",
)
EXPENDITURE_ROWS: Final = (*PLACEMENT_EXPENDITURE, *SERVICE_EXPENDITURE)

S251_LINES: Final = (
    "1.0.2",
    "1.2.1",
    "1.2.2",
    "1.2.3",
    "1.2.4",
    "1.2.5",
    "1.2.6",
    "1.2.7",
    "1.2.8",
    "1.2.9",
    "1.2.10",
    "1.2.11",
    "1.2.13",
    "1.4.11",
)
"""The high needs lines in the return's order. A published label is known by this number, since its words change."""
