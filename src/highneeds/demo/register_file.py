"""The provider register with the columns of Get Information about Schools, in Windows-1252 as that service gives it."""

from __future__ import annotations

from pathlib import Path

from highneeds.demo.providers import HOME_LA, HOME_LA_NAME, NEIGHBOURS, Provider
from highneeds.demo.text_files import write_csv

FILE = "providers/provider-register.csv"
COLUMNS = (
    "URN", "UKPRN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (code)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "OfficialSixthForm (name)", "SchoolCapacity",
    "NumberOfPupils", "FurtherEducationType (name)", "TypeOfResourcedProvision (name)", "ResourcedProvisionCapacity",
    "SenUnitCapacity", "Postcode", "LastChangedDate", "PlacesFunded",
)  # fmt: skip
_TYPE_NAMES = {
    1: "Community school", 3: "Voluntary controlled school", 5: "Foundation school", 7: "Community special school",
    8: "Non-maintained special school", 10: "Other independent special school", 11: "Other independent school",
    12: "Foundation special school", 14: "Pupil referral unit", 15: "Local authority nursery school",
    18: "Further education", 28: "Academy sponsor led", 31: "Sixth form centres", 32: "Special post 16 institution",
    34: "Academy converter", 35: "Free schools", 36: "Free schools special",
    42: "Academy alternative provision converter", 44: "Academy special converter", 45: "Academy 16-19 converter",
}  # fmt: skip
_BASE_WORDS = {"": "Not applicable", "unit": "SEN unit", "rp": "Resourced provision"}
_POST_16, _PRIMARY_ENDS, _COLLEGE_TYPE = 16, 10, 18


def write_register(folder: Path, providers: list[Provider]) -> None:
    rows = (_row(number, provider) for number, provider in enumerate(providers))
    write_csv(folder / FILE, COLUMNS, rows, encoding="cp1252")


def _row(number: int, provider: Provider) -> tuple[object, ...]:
    names = {HOME_LA: HOME_LA_NAME, **NEIGHBOURS}
    low, high = provider.ages
    is_open = provider.closed is None
    return (
        provider.urn, provider.ukprn, provider.la_code, names[provider.la_code], 2000 + number, provider.name,
        provider.type_code, _TYPE_NAMES[provider.type_code], 1 if is_open else 2, "Open" if is_open else "Closed",
        f"{provider.opened:%d-%m-%Y}", "" if provider.closed is None else f"{provider.closed:%d-%m-%Y}",
        _phase(provider), low, high + 1,
        "Has a sixth form" if provider.has_sixth_form else "Does not have a sixth form", provider.size,
        round(provider.size * 0.96),
        "General FE college" if provider.type_code == _COLLEGE_TYPE else "Not applicable",
        _BASE_WORDS[provider.base], provider.base_places if provider.base == "rp" else "",
        provider.base_places if provider.base == "unit" else "", f"ZZ99 {number % 9 + 1}ZZ", "01-10-2026",
        "" if provider.places_funded is None else provider.places_funded,
    )  # fmt: skip


def _phase(provider: Provider) -> str:
    low, high = provider.ages
    if low >= _POST_16:
        return "16 plus"
    if high <= _PRIMARY_ENDS:
        return "Nursery" if high < _PRIMARY_ENDS // 2 else "Primary"
    return "Secondary" if low > _PRIMARY_ENDS else "All-through"
