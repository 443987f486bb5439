"""Measures of plans for each 1,000 residents (by age, placement and need), and of what is asked for and decided."""

from __future__ import annotations

from highneeds.forecast.benchmarking.measure import Measure, Period, Unit
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published.types import AGE, NEED, RESIDENTS, RESIDENTS_BY_AGE, SETTING
from highneeds.rules.needs import Need

BY_AGE, BY_PLACEMENT, BY_NEED = (
    "Plans for each 1,000 residents, by age",
    "Plans for each 1,000 residents, by placement",
    "Plans for each 1,000 residents, by primary need",
)
NEED_SHARES = "Share of plans by primary need"
ASKED = "Requests, decisions and appeals"
_AGES = {
    "under_5": "Under 5", "5_to_10": "5 to 10", "11_to_15": "11 to 15", "16_to_19": "16 to 19", "20_to_25": "20 to 25",
}  # fmt: skip
_PLACEMENTS = {
    "placement:mainstream": ("mainstream", "Mainstream schools, units included"),
    "placement:special_state": ("special_state", "State-funded special schools"),
    "placement:special_indep_nmss": ("independent", "Independent and non-maintained special schools"),
    "placement:post16": ("post16", "Colleges and specialist post-16"),
    f"{SETTING}ap_pru": ("ap", "Alternative provision and pupil referral units"),
}
_NEEDS = {need.value.casefold(): need.label for need in Need if need is not Need.NOT_RECORDED} | {
    "unknown": Need.NOT_RECORDED.label
}
_RESIDENTS = "residents aged 0 to 25 at the mid-year before"
_YEAR_BEFORE = -1
_MOST_PLANS = "1st has the most plans per resident"


def _plans(key: str, label: str, section: str, series: str, residents: str, basis: str) -> Measure:
    return Measure(
        key, label, section, Unit.PER_THOUSAND, Period.JANUARY, (series,), residents, basis, _MOST_PLANS,
        lag=_YEAR_BEFORE,
    )  # fmt: skip


_OF_ALL = _plans(
    "plans_per_1000_to_25", "All ages, 0 to 25", BY_AGE, TOTAL, RESIDENTS, f"headcount, for each 1,000 {_RESIDENTS}"
)
_OF_AGES = tuple(
    _plans(
        f"plans_per_1000_{age}",
        label,
        BY_AGE,
        AGE + age,
        RESIDENTS_BY_AGE + age,
        "headcount by age at the start of the school year, for each 1,000 residents of these ages at the mid-year "
        "before",
    )
    for age, label in _AGES.items()
)
_OF_PLACEMENTS = tuple(
    _plans(f"{key}_per_1000", label, BY_PLACEMENT, series, RESIDENTS, f"headcount, for each 1,000 {_RESIDENTS}")
    for series, (key, label) in _PLACEMENTS.items()
)
_OF_NEEDS = tuple(
    _plans(
        f"need_{need}_per_1000",
        label,
        BY_NEED,
        NEED + need,
        RESIDENTS,
        f"headcount by primary need, for each 1,000 {_RESIDENTS}",
    )
    for need, label in _NEEDS.items()
)
_SHARES_OF_NEEDS = tuple(
    Measure(
        f"need_{need}_share", label, NEED_SHARES, Unit.PERCENT, Period.JANUARY, (NEED + need,), TOTAL,
        "headcount by primary need, as a share of all plans", "1st has the largest share",
    )
    for need, label in _NEEDS.items()
)  # fmt: skip
OF_RESIDENTS = (_OF_ALL, *_OF_AGES, *_OF_PLACEMENTS, *_OF_NEEDS, *_SHARES_OF_NEEDS)


def _asked(key: str, label: str, series: str, basis: str, first: str) -> Measure:
    return Measure(
        key, label, ASKED, Unit.PER_THOUSAND, Period.CALENDAR_YEAR, (series,), RESIDENTS,
        f"{basis}, for each 1,000 residents aged 0 to 25 at mid-year", first,
    )  # fmt: skip


REQUESTS = (
    _asked(
        "requests_per_1000", "Requests for an assessment", "requests", "requests received in the year",
        "1st has the most requests per resident",
    ),
    Measure(
        "refused_share", "Requests refused, of those received", ASKED, Unit.PERCENT, Period.CALENDAR_YEAR,
        ("requests_refused",), "requests",
        "requests on which it was decided in the year not to assess, of those received in the year",
        "1st refuses the largest share",
    ),
    _asked(
        "assessments_per_1000", "Assessments completed", "assessments",
        "assessments that ended in the year, with a plan or without", "1st has the most assessments per resident",
    ),
    _asked(
        "appeals_per_1000", "Appeals to the tribunal", "appeals", "appeals registered in the year",
        "1st has the most appeals per resident",
    ),
)  # fmt: skip
