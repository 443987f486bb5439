"""The records of a SEN2 return and their elements, in the order of the XML, with the census years that have them.

Source: DfE SEN2 person-level guides 2023 to 2025 and the element lists of readers that councils use; no official schema
of 2025 or later was at hand. A column of a COLLECT export, or of a workbook, is the element's name in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_FIRST_YEAR, _LAST_YEAR = 2023, 9999


@dataclass(frozen=True, slots=True)
class Element:
    """One field. ``kind``: text, date, whole (a number) or flag (0 or 1). Years are census years, both included."""

    name: str
    kind: str = "text"
    first_year: int = _FIRST_YEAR
    last_year: int = _LAST_YEAR

    @property
    def column(self) -> str:
        return self.name.lower()

    def is_in(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year


def _texts(names: str) -> tuple[Element, ...]:
    return tuple(Element(name) for name in names.split())


_SEX_FROM, _REVIEWS_FROM, _TRANSFERS_FROM = 2024, 2024, 2025
_FLAGS = (Element("SENunitIndicator", "flag"), Element("ResourcedProvisionIndicator", "flag"))
_PLACE = (*_texts("URN UKPRN SENSetting SENSettingOther"), Element("PlacementRank", "whole"))

SEN2_ELEMENTS: Final[Mapping[str, tuple[Element, ...]]] = MappingProxyType(
    {
        "sen2": (
            Element("Collection"),
            Element("Year", "whole"),
            Element("ReferenceDate", "date"),
            *_texts("SourceLevel LEA SoftwareCode Release SerialNo DateTime DMO DCO"),
            Element("DSCO", first_year=_TRANSFERS_FROM),
        ),
        "person": (
            *_texts("Surname Forename"),
            Element("PersonBirthDate", "date"),
            Element("Sex", first_year=_SEX_FROM),
            Element("GenderCurrent", "whole", last_year=_SEX_FROM - 1),
            *_texts("Ethnicity PostCode UPN UniqueLearnerNumber UPNunknown"),
        ),
        "requests": (
            Element("ReceivedDate", "date"),
            Element("RequestSource", "whole", first_year=_TRANSFERS_FROM),
            Element("RYA", "flag"),
            Element("RequestOutcomeDate", "date"),
            Element("RequestOutcome"),
            Element("RequestMediation", "flag"),
            Element("RequestTribunal", "flag"),
            Element("Exported"),
        ),
        "assessment": (
            Element("AssessmentOutcome"),
            Element("AssessmentOutcomeDate", "date"),
            *(Element(name, "flag") for name in ("AssessmentMediation", "AssessmentTribunal", "OtherMediation",
                                                 "OtherTribunal", "Week20")),
        ),
        "namedplan": (
            Element("StartDate", "date"),
            *_texts("PlanRes PlanWBP"),
            Element("PB", "flag"),
            Element("OA", "flag"),
            Element("DP"),
            Element("CeaseDate", "date"),
            Element("CeaseReason", "whole"),
        ),
        "plandetail": (*_PLACE, *_FLAGS),
        "activeplans": (
            Element("TransferLA"),
            Element("Res", last_year=_REVIEWS_FROM - 1),
            Element("WBP", last_year=_REVIEWS_FROM - 1),
            Element("ReviewMeeting", "date", first_year=_REVIEWS_FROM),
            Element("ReviewOutcome", first_year=_REVIEWS_FROM),
            Element("ReviewDraft", "date", first_year=_TRANSFERS_FROM),
            Element("PhaseTransferDueDate", "date", first_year=_TRANSFERS_FROM),
            Element("PhaseTransferFinalDate", "date", first_year=_TRANSFERS_FROM),
            Element("LastReview", "date"),
        ),
        "placementdetail": (
            *_PLACE,
            Element("EntryDate", "date"),
            Element("LeavingDate", "date"),
            *_FLAGS,
            Element("Res", first_year=_REVIEWS_FROM),
            Element("WBP", first_year=_REVIEWS_FROM),
            Element("AttendancePattern", last_year=_REVIEWS_FROM - 1),
        ),
        "senneed": (Element("SENtype"), Element("SENtypeRank", "whole")),
    }
)  # fmt: skip
"""By module, parents before children. Records of a module stand under one of ``SEN2_PARENT``."""

SEN2_PARENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "sen2",
        "requests": "person",
        "assessment": "requests",
        "namedplan": "assessment",
        "plandetail": "namedplan",
        "activeplans": "requests",
        "placementdetail": "activeplans",
        "senneed": "activeplans",
    }
)

SEN2_RECORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "person": "Person",
        "requests": "Requests",
        "assessment": "Assessment",
        "namedplan": "NamedPlan",
        "plandetail": "PlanDetail",
        "activeplans": "ActivePlans",
        "placementdetail": "PlacementDetail",
        "senneed": "SENneed",
    }
)
"""The XML element of a record of each module; the header has two, ``CollectionDetails`` and ``Source``."""

SEN2_COLLECTION_DETAILS: Final = ("Collection", "Year", "ReferenceDate")
SEN2_SOURCE: Final = ("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime", "DMO", "DCO", "DSCO")

SEN2_CHILDREN_AFTER: Final[Mapping[str, str]] = MappingProxyType(
    {"namedplan": "StartDate", "activeplans": "TransferLA"}
)
"""Records that stand between the fields of their parent: after which of its fields; elsewhere after them all."""


def elements_of(module: str, year: int) -> tuple[Element, ...]:
    """The fields of a module in the return of census ``year``."""
    return tuple(element for element in SEN2_ELEMENTS[module] if element.is_in(year))
