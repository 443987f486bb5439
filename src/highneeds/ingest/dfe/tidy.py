"""The tidy extracts: one CSV for each subject, one row for each authority and year."""

from __future__ import annotations

from highneeds.forecast.national.types import HIGH_NEEDS_BLOCK, NEW_PLANS, POPULATION, TOTAL
from highneeds.forecast.published.placements import SETTINGS_OF_GROUP
from highneeds.forecast.published.types import SETTING
from highneeds.ingest.dfe.sheets import TIMELY_PARTS, Sheet, one

_PLANS = "DfE, Education, health and care plans 2022"

ALL_PLANS = Sheet("ehcp_stock_total.csv", _PLANS, {TOTAL: one("plans")}, region="region_name", is_required=True)
NATIONAL = (
    ALL_PLANS,
    Sheet(
        "ehcp_stock_placement.csv",
        _PLANS,
        {SETTING + "{}": one("plans")},
        key="placement",
        words={setting: setting for settings in SETTINGS_OF_GROUP.values() for setting in settings},
        is_required=True,
    ),
    Sheet("new_plans_total.csv", _PLANS, {NEW_PLANS: one("new_plans")}, is_required=True),
    Sheet(
        "process.csv",
        "DfE, Education, health and care plans 2022, and 2025 for 2019 on",
        {
            "requests": one("requests"),
            "requests_refused": one("req_refused"),
            "assessments": (("assess_issued", "assess_not_issued"),),
            "plans_issued": one("plans_issued"),
            "plans_issued_within_20_weeks": one("within_20wk"),
            "plans_issued_without_exceptions": one("plans_issued_excl_exceptions"),
            "plans_issued_without_exceptions_within_20_weeks": one("within_20wk_excl_exc"),
        },
        parts=TIMELY_PARTS,
    ),
    Sheet(
        "mi_2023_release_2014_2022.csv",
        "DfE, Education, health and care plans 2023",
        {
            "plans_discontinued": (
                ("discontinued_lea", "discontinued_left", "discontinued_met", "discontinued_other"),
                ("discontinued_lea_ehc", "discontinued_left_ehc", "discontinued_met_ehc", "discontinued_other_ehc"),
            )
        },
    ),
    Sheet(
        "tribunal_appeals.csv",
        "Ministry of Justice, Tribunal statistics quarterly, SEND appeals by authority",
        {"appeals": one("appeals_registered")},
    ),
    Sheet(
        "population_0_17_mid_year.csv",
        "Office for National Statistics, Mid-year population estimates",
        {POPULATION: one("population_0_17")},
    ),
    Sheet(
        "dsg_high_needs_allocations.csv",
        "DfE, Dedicated schools grant allocations",
        {HIGH_NEEDS_BLOCK: one("high_needs_block")},
        year="financial_year",
        years_are_financial=True,
    ),
)
_MONEY = (
    Sheet(
        "s251_high_needs_lines_2021_22.csv",
        "DfE, Section 251 returns 2021-22, as in the high needs benchmarking tool",
        {"s251_planned:{}": one("s251_budget_or_value"), "s251_outturn:{}": one("s251_outturn")},
        year="financial_year",
        key="line",
        years_are_financial=True,
        may_be_negative=True,
    ),
    Sheet(
        "dsg_cumulative_balance_2019_2021.csv",
        "DfE, Cumulative balance of the dedicated schools grant as a percentage of its income",
        {"dsg_balance_percent_of_income": one("dsg_cumulative_balance_pc_of_income")},
        year="financial_year",
        authority="la_name",
        years_are_financial=True,
        may_be_negative=True,
    ),
)
ALL = NATIONAL + _MONEY

_NAME_OF = {
    "process.csv": "requests to plans",
    "mi_2023_release_2014_2022.csv": "plans discontinued",
    "tribunal_appeals.csv": "appeals",
    "population_0_17_mid_year.csv": "residents 0 to 17",
    "dsg_high_needs_allocations.csv": "grant",
    "s251_high_needs_lines_2021_22.csv": "section 251",
}
BESIDE = {_NAME_OF[sheet.name]: sheet for sheet in ALL if sheet.name in _NAME_OF}
"""Those that can be kept by themselves, beside a release, by a name of up to 20 letters; each gives codes."""
