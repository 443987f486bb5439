"""What authorities are compared on: each measure is one published figure over another, with its basis in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.forecast.benchmarking.measure import Measure, Period, Unit
from highneeds.forecast.benchmarking.of_residents import OF_RESIDENTS, REQUESTS
from highneeds.forecast.national.types import HIGH_NEEDS_BLOCK, NEW_PLANS, POPULATION, TOTAL
from highneeds.forecast.published.placements import SETTINGS_OF_GROUP
from highneeds.forecast.published.types import SETTING

_GROUP_NAMES = {
    "mainstream": "Mainstream schools, units included",
    "special_state": "State-funded special schools",
    "special_indep_nmss": "Independent and non-maintained special schools",
    "post16": "Colleges and specialist post-16",
    "other": "All other placements",
}
_SETTING_NAMES = {
    "mainstream_state": "State-funded mainstream class",
    "mainstream_unit_rp": "SEN unit or resourced provision",
    "mainstream_independent": "Independent mainstream school",
    "special_state": "State-funded special school",
    "special_independent": "Independent special school",
    "special_non_maintained": "Non-maintained special school",
    "fe_general": "General FE, sixth form or other college",
    "specialist_post16": "Specialist post-16 institution",
    "ap_pru": "Alternative provision or pupil referral unit",
    "early_years": "Non-maintained early years",
    "elective_home_ed": "Elective home education",
    "awaiting_provision": "Awaiting provision",
    "neet": "Not in education, employment or training",
    "other": "Other arrangements",
}
_HEADCOUNT = "headcount of children and young people aged 0 to 25 with a statement or plan, as a share of all of them"
_OF_0_TO_17 = "per 1,000 resident children aged 0 to 17, though plans run to age 25"
_OUTTURN = ("topup_maintained_total", "topup_independent_total", "sen_support_inclusion", "ap_services",
            "hospital_education", "therapies_health")  # fmt: skip
"""Lines of spending that every authority reports alike. Place funding is left out: outturn lacks academies' places."""
_SPENDING = tuple(f"s251_outturn:{line}" for line in _OUTTURN)
_INDEPENDENT = ("s251_outturn:topup_independent_total",)
_SPEND_BASIS = "section 251 outturn, net of income: top-ups, SEN support, AP, hospital and therapies, no place funding"
_AGED_2_TO_18 = "s251_planned:population_2_18"
_JANUARY_WITHIN = 1  # a financial year is set against the plans counted in its January


def _share(key: str, label: str, section: str, series: str) -> Measure:
    return Measure(
        key, label, section, Unit.PERCENT, Period.JANUARY, (series,), TOTAL, _HEADCOUNT, "1st has the largest share"
    )


_GROUPS = tuple(
    _share(
        "independent_share" if group == "special_indep_nmss" else f"{group}_share",
        name,
        "Share of plans by placement group",
        f"placement:{group}",
    )
    for group, name in _GROUP_NAMES.items()
)
_SETTINGS = tuple(
    _share(f"setting_{setting}_share", _SETTING_NAMES[setting], "Share of plans by setting", f"{SETTING}{setting}")
    for settings in SETTINGS_OF_GROUP.values()
    for setting in settings
    if setting in _SETTING_NAMES  # plans without a recorded setting are no setting
)
_RATES = (
    Measure(
        "plans_per_1000", "Plans", "Plans for each 1,000 children", Unit.PER_THOUSAND, Period.JANUARY, (TOTAL,),
        POPULATION, f"headcount, {_OF_0_TO_17}, at the mid-year before", "1st has the most plans per child", lag=-1,
    ),
    Measure(
        "new_plans_per_1000", "New plans", "Plans for each 1,000 children", Unit.PER_THOUSAND, Period.CALENDAR_YEAR,
        (NEW_PLANS,), POPULATION, f"plans made for the first time in the year, {_OF_0_TO_17}, at mid-year",
        "1st makes the most new plans per child",
    ),
)  # fmt: skip
_TIMELINESS = tuple(
    Measure(
        key, label, "New plans issued within 20 weeks", Unit.PERCENT, Period.CALENDAR_YEAR,
        (f"{base}_within_20_weeks",), base, "share of plans issued in the year", "1st issues the most in time",
    )
    for key, label, base in (
        ("within_20_weeks", "Cases with a lawful exception left out", "plans_issued_without_exceptions"),
        ("within_20_weeks_all", "All cases", "plans_issued"),
    )
)  # fmt: skip


def _money(key: str, label: str, numerator: tuple[str, ...], denominator: str, basis: str, lag: int = 0) -> Measure:
    return Measure(
        key, label, "High needs money", Unit.POUNDS, Period.FINANCIAL_YEAR, numerator, denominator, basis,
        "1st has the most", lag=lag, counts_children=False,
    )  # fmt: skip


_PER_CHILD, _PER_PLAN = "for each child aged 2 to 18", "for each plan in January of the year"
_MONEY = (
    _money("spend_per_child", "Spending, per child", _SPENDING, _AGED_2_TO_18, f"{_SPEND_BASIS}, {_PER_CHILD}"),
    _money("spend_per_plan", "Spending, per plan", _SPENDING, TOTAL, f"{_SPEND_BASIS}, {_PER_PLAN}", _JANUARY_WITHIN),
    _money(
        "independent_topup_per_child",
        "Independent top-up, per child",
        _INDEPENDENT,
        _AGED_2_TO_18,
        f"section 251 outturn: top-up to independent and non-maintained providers, net of income, {_PER_CHILD}",
    ),
    _money(
        "block_per_child",
        "Grant allocated, per child",
        (HIGH_NEEDS_BLOCK,),
        POPULATION,
        "high needs block before deductions, for each child aged 0 to 17 at mid-year",
    ),
    _money(
        "block_per_plan",
        "Grant allocated, per plan",
        (HIGH_NEEDS_BLOCK,),
        TOTAL,
        f"high needs block before deductions, {_PER_PLAN}",
        _JANUARY_WITHIN,
    ),
    Measure(
        "grant_balance", "Balance of the whole grant, of its income", "Balance of the dedicated schools grant",
        Unit.PERCENT, Period.FINANCIAL_YEAR, ("dsg_balance_percent_of_income",), None,
        "cumulative balance at the end of the year; minus is a deficit; England has no sum in these files",
        "1st has the largest balance, the last the deepest deficit", counts_children=False,
    ),
)  # fmt: skip

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.key: measure
        for measure in (*_GROUPS, *_SETTINGS, *_RATES, *OF_RESIDENTS, *_TIMELINESS, *REQUESTS, *_MONEY)
    }
)
"""Every measure by its key, in the order a committee paper would tell them."""
