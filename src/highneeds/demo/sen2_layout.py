"""The nine modules of a SEN2 return as COLLECT exports them, and which columns each year's version has.

Source: DfE SEN2 guides 2023 to 2025 (element names; a Blade column is the element name in lower case).
"""

from __future__ import annotations

MODULES = (
    "sen2", "person", "requests", "assessment", "namedplan", "plandetail", "activeplans", "placementdetail", "senneed",
)  # fmt: skip
PARENT = {
    "person": "sen2",
    "requests": "person",
    "assessment": "requests",
    "namedplan": "assessment",
    "plandetail": "namedplan",
    "activeplans": "requests",
    "placementdetail": "activeplans",
    "senneed": "activeplans",
}

_SEX_FROM = 2024
_SOURCE_FROM = 2025
_PLACE = "urn ukprn sensetting sensettingother placementrank"
_FLAGS = "senunitindicator resourcedprovisionindicator"


def columns(module: str, year: int) -> tuple[str, ...]:
    """Header of one module in the return of census ``year``."""
    parent = (f"{PARENT[module]}tableid",) if module in PARENT else ()
    keys = (f"{module}tableid", "NativeId", f"{module}orderseqcolumn", "sourceid", *parent)
    return (*keys, *_fields(module, year).split())


def _fields(module: str, year: int) -> str:
    is_2024, is_2025 = year >= _SEX_FROM, year >= _SOURCE_FROM
    fields = {
        "sen2": "collection year referencedate sourcelevel lea softwarecode release serialno datetime dmo dco"
        + (" dsco" if is_2025 else ""),
        "person": f"surname forename personbirthdate {'sex' if is_2024 else 'gendercurrent'} ethnicity postcode upn"
        " uniquelearnernumber upnunknown",
        "requests": f"receiveddate {'requestsource ' if is_2025 else ''}rya requestoutcomedate requestoutcome"
        " requestmediation requesttribunal exported",
        "assessment": "assessmentoutcome assessmentoutcomedate assessmentmediation assessmenttribunal othermediation"
        " othertribunal week20",
        "namedplan": "startdate planres planwbp pb oa dp ceasedate ceasereason",
        "plandetail": f"{_PLACE} {_FLAGS}",
        "activeplans": _active_plan_fields(is_2024=is_2024, is_2025=is_2025),
        "placementdetail": f"{_PLACE} entrydate leavingdate {_FLAGS} "
        + ("res wbp" if is_2024 else "attendancepattern"),
        "senneed": "sentyperank sentype",
    }
    return fields[module]


def _active_plan_fields(*, is_2024: bool, is_2025: bool) -> str:
    if not is_2024:
        return "transferla res wbp lastreview"
    late = " reviewdraft phasetransferduedate phasetransferfinaldate" if is_2025 else ""
    return f"transferla reviewmeeting reviewoutcome lastreview{late}"
