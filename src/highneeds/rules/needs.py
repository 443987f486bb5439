"""Primary needs, as SEN2 codes them (DfE SEN2 guide 2025, item 5.8; Down syndrome joins the set in 2025)."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """The value is the SEN2 code; ``label`` is the department's name for it."""

    ASD = "ASD"
    DS = "DS"
    HI = "HI"
    MLD = "MLD"
    MSI = "MSI"
    OTH = "OTH"
    PD = "PD"
    PMLD = "PMLD"
    SEMH = "SEMH"
    SLCN = "SLCN"
    SLD = "SLD"
    SPLD = "SPLD"
    VI = "VI"
    NOT_RECORDED = "NREC"

    @property
    def label(self) -> str:
        return _LABELS[self]


DOWN_SYNDROME_FROM_CENSUS_YEAR = 2025

_LABELS = {
    Need.ASD: "Autistic spectrum disorder",
    Need.DS: "Down syndrome",
    Need.HI: "Hearing impairment",
    Need.MLD: "Moderate learning difficulty",
    Need.MSI: "Multi-sensory impairment",
    Need.OTH: "Other difficulty or disability",
    Need.PD: "Physical disability",
    Need.PMLD: "Profound and multiple learning difficulty",
    Need.SEMH: "Social, emotional and mental health",
    Need.SLCN: "Speech, language and communication",
    Need.SLD: "Severe learning difficulty",
    Need.SPLD: "Specific learning difficulty",
    Need.VI: "Vision impairment",
    Need.NOT_RECORDED: "Not recorded",
}


def needs_in_census(census_year: int) -> frozenset[Need]:
    """The codes a SEN2 return of that year may carry."""
    allowed = set(Need) - {Need.NOT_RECORDED}
    if census_year < DOWN_SYNDROME_FROM_CENSUS_YEAR:
        allowed.discard(Need.DS)
    return frozenset(allowed)
