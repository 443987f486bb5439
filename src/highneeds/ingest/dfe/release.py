"""The release of May 2022 as explore-education-statistics gives it for download: a zip of six long files.

Statements and plans are both in ``Total_all``; ``z`` is not applicable. Layout: the data guidance inside the zip.
"""

from __future__ import annotations

from highneeds.forecast.national.types import NEW_PLANS, TOTAL
from highneeds.forecast.published.types import AGE, SETTING
from highneeds.ingest.dfe.sheets import TIMELY_PARTS, Sheet, one

_SOURCE = "DfE, Education, health and care plans 2022, release as downloaded"
_AUTHORITIES = {"geographic_level": "Local authority"}

SETTING_OF_TYPE = {
    "Mainstream - LA maintained": "mainstream_state",
    "Mainstream - Academy": "mainstream_state",
    "Mainstream - Free school": "mainstream_state",
    "Mainstream - LA maintained - SEN unit": "mainstream_unit_rp",
    "Mainstream - LA maintained - Resourced provision": "mainstream_unit_rp",
    "Mainstream - Academy - SEN unit": "mainstream_unit_rp",
    "Mainstream - Academy - Resourced Provision": "mainstream_unit_rp",
    "Mainstream - Free school - SEN unit": "mainstream_unit_rp",
    "Mainstream - Free school - Resourced provision": "mainstream_unit_rp",
    "Mainstream - Independent": "mainstream_independent",
    "Special - LA maintained": "special_state",
    "Special - Academy": "special_state",
    "Special - Free school": "special_state",
    "Special - Academy/free": "special_state",
    "Hospital School": "special_state",
    "Special - Independent": "special_independent",
    "Special - Non-maintained": "special_non_maintained",
    "General FE and tertiary colleges/HE": "fe_general",
    "Sixth form college": "fe_general",
    "Other FE": "fe_general",
    "Specialist post-16 institutions": "specialist_post16",
    "Independent specialist providers": "specialist_post16",
    "AP/PRU - LA maintained": "ap_pru",
    "AP/PRU - Academy": "ap_pru",
    "AP/PRU - Free school": "ap_pru",
    "Non-maintained early years": "early_years",
    "Elective home education": "elective_home_ed",
    "NEET": "neet",
    "Awaiting provision - total": "awaiting_provision",
    "Awaiting provision - below compulsory school age and in education": "awaiting_provision",
    "Awaiting provision - below compulsory school age and not in education": "awaiting_provision",
    "Awaiting provision - compulsory school age and in education": "awaiting_provision",
    "Awaiting provision - compulsory school age and not in education": "awaiting_provision",
    "Awaiting provision - above compulsory school age and in education": "awaiting_provision",
    "Awaiting provision - above compulsory school age and not in education": "awaiting_provision",
    "Other arrangements by local authority": "other",
    "Other arrangements by parents": "other",
    "Permanently excluded": "other",
    "Work-based learning": "other",
    "Apprenticeship": "other",
    "Traineeship": "other",
    "Supported Internship": "other",
    "Other": "other",
}
"""Our setting of each ``establishment_type``. Awaiting provision is a total in some years, in parts in the others."""

FLOWS = Sheet(
    "sen2_mi.csv",
    _SOURCE,
    {
        "requests": one("inreqehc"),
        "requests_refused": one("assrefusedehc"),
        "assessments": (("newallehc", "assnoneehc"),),
        "plans_issued": one("totincexcehc"),
        "plans_issued_within_20_weeks": one("incexc20weekehc"),
        "plans_issued_without_exceptions": one("totnoexcehc"),
        "plans_issued_without_exceptions_within_20_weeks": one("noexc20weekehc"),
        "plans_discontinued": (
            ("dislea", "disleft", "dismet", "disoth"),
            ("disleaehc", "disleftehc", "dismetehc", "disothehc"),
        ),
    },
    year="time_period",
    only=_AUTHORITIES,
    parts=TIMELY_PARTS,
)
AGE_GROUPS = {
    "Under 5": "under_5",
    "Age 5 to 10": "5_to_10",
    "Age 11 to 15": "11_to_15",
    "Age 16 to 19": "16_to_19",
    "Age 20 to 25": "20_to_25",
}
"""Our name of each age group, by the age at the start of the school year."""

ALL_PLANS = Sheet(
    "sen2_age_caseload.csv",
    _SOURCE,
    {TOTAL: one("total_all")},
    year="time_period",
    region="region_name",
    only=_AUTHORITIES | {"characteristic_age": "Total"},
    is_required=True,
)
NATIONAL = (
    ALL_PLANS,
    Sheet(
        "sen2_age_caseload.csv",
        _SOURCE,
        {AGE + "{}": one("total_all")},
        year="time_period",
        key="characteristic_age",
        words=AGE_GROUPS,
        passed_over=frozenset({"Total"}),
        only=_AUTHORITIES,
        leaves_out_unknown=True,
    ),
    Sheet(
        "sen2_estab_caseload.csv",
        _SOURCE,
        {SETTING + "{}": one("total_all")},
        year="time_period",
        key="establishment_type",
        words=SETTING_OF_TYPE,
        passed_over=frozenset({"Total"}),
        only=_AUTHORITIES,
        is_required=True,
        adds_words=True,
    ),
    Sheet(
        "sen2_age_new_plans.csv",
        _SOURCE,
        {NEW_PLANS: one("total_new_all")},
        year="time_period",
        only=_AUTHORITIES | {"characteristic_age": "Total"},
        is_required=True,
    ),
    FLOWS,
)
