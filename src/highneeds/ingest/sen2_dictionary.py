"""The data dictionary of a SEN2 return: what every element means, in our own words. Source: DfE SEN2 guide 2025."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from highneeds.ingest.fields import Field, FieldType
from highneeds.ingest.places import SETTING_CODES
from highneeds.rules.needs import Need
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, SEN2_PARENT, Element

SEN2_SHEETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "Person", "requests": "Requests", "assessment": "Assessments", "namedplan": "Named Plan",
        "plandetail": "Plan Detail", "activeplans": "Active Plan", "placementdetail": "Placement Detail",
        "senneed": "SEN Need",
    }
)  # fmt: skip
"""The sheets of the workbook with a sheet for each module; it has no header."""

_DECIDED = ("Y", "N", "A", "W", "H")
_YES_NO = ("0", "1")
_PLACE = {
    "URN": ("Unique reference number of the school or college", ()),
    "UKPRN": ("Provider reference number, where there is no URN", ()),
    "SENSetting": ("Kind of place that has neither number", SETTING_CODES),
    "SENSettingOther": ("The place in words, for OTH and NIEO", ()),
    "PlacementRank": ("1 for the main place, 2 for a second", ("1", "2")),
    "SENunitIndicator": ("In the school's SEN unit", _YES_NO),
    "ResourcedProvisionIndicator": ("In the school's resourced provision", _YES_NO),
}
_RESIDENCE = ("Residential: A for 38 to 51 weeks, B for 52, blank for none", ("A", "B"))
_WORK = ("Work-based: apprenticeship, traineeship or supported internship", ("A", "T", "S"))
_MEANINGS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "sen2": {
        "Collection": ("Always SEN2", ("SEN2",)),
        "Year": ("Census year", ()),
        "ReferenceDate": ("Census day: the third Thursday of January", ()),
        "SourceLevel": ("Always L, for a council", ("L",)),
        "LEA": ("Three digits of the council", ()),
        "SoftwareCode": ("Name of the system that made the return", ()),
        "Release": ("Its version", ()),
        "SerialNo": ("Number of the return", ()),
        "DateTime": ("When the return was made", ()),
        "DMO": ("Whether there is a designated medical officer", ()),
        "DCO": ("Whether there is a designated clinical officer", ()),
        "DSCO": ("Whether there is a designated social care officer; from 2025", ()),
    },
    "person": {
        "Surname": ("Family name; not kept", ()),
        "Forename": ("Given name; not kept", ()),
        "PersonBirthDate": ("Date of birth", ()),
        "Sex": ("Sex; from 2024", ("M", "F", "U")),
        "GenderCurrent": ("1 male, 2 female, 0 not stated, 9 neither; until 2023", ("0", "1", "2", "9")),
        "Ethnicity": ("Code of ethnicity", ()),
        "PostCode": ("Home postcode; not kept", ()),
        "UPN": ("Unique pupil number; stored only as a key", ()),
        "UniqueLearnerNumber": ("Unique learner number; stored only as a key", ()),
        "UPNunknown": ("Why there is neither number", tuple(f"UN{number}" for number in range(1, 11))),
    },
    "requests": {
        "ReceivedDate": ("Day on which the request was received: the 20 weeks begin", ()),
        "RequestSource": ("Who asked: 1 family, 2 school, 3 health, 4 social care, 5 other; from 2025", tuple("12345")),
        "RYA": ("Asked for while detained in youth accommodation", _YES_NO),
        "RequestOutcomeDate": ("Day on which the family was told", ()),
        "RequestOutcome": ("Assess, not assess, awaited, withdrawn, decided before this year", _DECIDED),
        "RequestMediation": ("Mediation about the decision", _YES_NO),
        "RequestTribunal": ("Appeal about the decision", _YES_NO),
        "Exported": ("Three digits of the council that took over", ()),
    },
    "assessment": {
        "AssessmentOutcome": ("Plan, no plan, awaited, withdrawn, decided before this year", _DECIDED),
        "AssessmentOutcomeDate": ("Day on which the plan was issued or refused", ()),
        "AssessmentMediation": ("Mediation about whether to issue", _YES_NO),
        "AssessmentTribunal": ("Appeal about whether to issue", _YES_NO),
        "OtherMediation": ("Mediation on other grounds", _YES_NO),
        "OtherTribunal": ("Appeal on other grounds", _YES_NO),
        "Week20": ("Whether an exception to the 20 weeks holds", _YES_NO),
    },
    "namedplan": {
        "StartDate": ("Day of the plan", ()),
        "PlanRes": _RESIDENCE,
        "PlanWBP": _WORK,
        "PB": ("Whether there is a personal budget", _YES_NO),
        "OA": ("Whether it is an organised arrangement", _YES_NO),
        "DP": ("Direct payment: education, social care, health, integrated", ("E", "S", "H", "I")),
        "CeaseDate": ("Day on which the plan ended; blank while it is live", ()),
        "CeaseReason": ("Why it ended, 1 to 9", tuple("123456789")),
    },
    "plandetail": _PLACE,
    "activeplans": {
        "TransferLA": ("Three digits of the council from which the plan came this year", ()),
        "Res": _RESIDENCE,
        "WBP": _WORK,
        "ReviewMeeting": ("Day of the last review meeting; from 2024", ()),
        "ReviewOutcome": ("Amend, cease, maintain; from 2024", ("A", "C", "M")),
        "ReviewDraft": ("Day on which the draft amended plan was issued; from 2025", ()),
        "PhaseTransferDueDate": ("Day by which a phase transfer plan is due; from 2025", ()),
        "PhaseTransferFinalDate": ("Day on which it was issued; from 2025", ()),
        "LastReview": ("Day on which the family was told the decision after a review", ()),
    },
    "placementdetail": _PLACE | {
        "EntryDate": ("First day of the spell", ()),
        "LeavingDate": ("Last day; blank while it goes on", ()),
        "Res": _RESIDENCE,
        "WBP": _WORK,
        "AttendancePattern": ("Full or part time; until 2023", ()),
    },
    "senneed": {
        "SENtype": ("Kind of need", tuple(need.value for need in Need if need is not Need.NOT_RECORDED)),
        "SENtypeRank": ("1 for the primary need, 2 for a second", ("1", "2")),
    },
}  # fmt: skip
_TYPES = {"text": FieldType.TEXT, "date": FieldType.DAY, "whole": FieldType.WHOLE, "flag": FieldType.FLAG}
_KEYS = (
    Field("personid", "Person ID", FieldType.WHOLE, "Your own number of the child in this workbook", "1",
          is_required=True),
    Field("requestid", "Requests record ID", FieldType.WHOLE, "Your own number of the request", "1", is_required=True),
)  # fmt: skip


def _field(module: str, element: Element) -> Field:
    meaning, codes = _MEANINGS[module][element.name]
    kind = FieldType.CODE if codes and element.kind == "text" else _TYPES[element.kind]
    return Field(element.column, element.name, kind, meaning, codes={code: code for code in codes})


SEN2_FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        module: (
            *({"sen2": (), "person": _KEYS[:1]}.get(module, _KEYS)),
            *(_field(module, element) for element in elements),
        )
        for module, elements in SEN2_ELEMENTS.items()
    }
)
"""By module; all but the header begin with what ties the sheets of a workbook together."""


def blade_headings(module: str) -> tuple[str, ...]:
    """The headings of a module's file of a COLLECT export: its number, its parent's number, its elements."""
    parent = SEN2_PARENT.get(module)
    keys = (f"{module}tableid", *([f"{parent}tableid"] if parent else []))
    return (*keys, *(element.column for element in SEN2_ELEMENTS[module]))
