"""The columns of the files about places: links of the register, overrides, capacity, place numbers, band schemes.

Sources of the names: Get Information about Schools (links), the School Capacity survey as published. The
others have no national standard: they are ours.
"""

from __future__ import annotations

from typing import Final

from highneeds.caseload.place_tables import PROVISIONS
from highneeds.ingest.fields import Field, FieldType
from highneeds.ingest.places import SETTING_CODES
from highneeds.rules.settings import Setting

SETTING_WORDS: Final = {
    word: setting.value
    for setting in Setting
    for word in (setting.label, setting.value)
    if setting is not Setting.UNKNOWN
}
"""A setting by its label or by its short name."""

PROVISION_WORDS: Final = {name: name for name in PROVISIONS} | {
    "sen unit": "sen_unit", "senu": "sen_unit", "unit": "sen_unit", "rp": "resourced_provision",
    "resourced provision": "resourced_provision", "special school": "special", "ap": "alternative_provision",
    "alternative provision": "alternative_provision", "post-16": "post_16",
}  # fmt: skip

_URN = Field(
    "urn", "URN", FieldType.NUMBER_AS_TEXT, "Unique reference number of the school or college", "123456",
    is_required=True, is_filled=True,
)  # fmt: skip

PROVIDER_LINKS: Final = (
    _URN,
    Field("link_urn", "LinkURN", FieldType.NUMBER_AS_TEXT, "The number it is linked to", "123457", is_required=True,
          is_filled=True),
    Field("link_name", "LinkName", FieldType.TEXT, "Name of the linked establishment; not kept", "Alder Academy"),
    Field("link_type", "LinkType", FieldType.TEXT, "Predecessor or Successor, with or without its kind", "Successor",
          is_required=True, is_filled=True),
    Field("linked_on", "LinkEstablishedDate", FieldType.DAY, "First day of the link", "01-09-2024"),
)  # fmt: skip

SETTING_OVERRIDES: Final = (
    Field("urn", "URN", FieldType.NUMBER_AS_TEXT, "Unique reference number, Welsh ones too; blank for any", "401234",
          is_required=True),
    Field("ukprn", "UKPRN", FieldType.NUMBER_AS_TEXT, "Provider reference number; blank for any", "10012345"),
    Field("sen_setting", "SEN setting", FieldType.CODE, "A place without a number, by its code; blank for any",
          "", codes={code: code for code in SETTING_CODES}),
    Field("is_unit", "SEN unit", FieldType.FLAG, "Only places in the SEN unit (yes), or outside it (no); blank for any",
          ""),
    Field("is_resourced", "Resourced provision", FieldType.FLAG,
          "Only places in the resourced provision (yes), or outside it (no); blank for any", ""),
    Field("setting", "Setting is", FieldType.CODE, "What such a place counts as", Setting.HOSPITAL_SCHOOL.label,
          is_required=True, is_filled=True, codes=SETTING_WORDS, aliases=("override setting",)),
    Field("valid_from", "Valid from", FieldType.DAY, "First day; blank from the beginning", "01/09/2020"),
    Field("valid_to", "Valid to", FieldType.DAY, "Last day; blank while it holds", ""),
    Field("reason", "Reason for override", FieldType.TEXT, "Why the register does not say it", "Hospital school",
          is_required=True, is_filled=True, aliases=("reason",)),
)  # fmt: skip

CAPACITY: Final = (
    _URN,
    Field("provision", "Provision", FieldType.CODE, "What the places are for", "SEN unit", is_required=True,
          is_filled=True, codes=PROVISION_WORDS),
    Field("first_nc_year", "First NC year", FieldType.WHOLE, "Lowest national curriculum year; Reception is 0", "0",
          is_required=True, is_filled=True, least=-5, most=20, aliases=("phase from ncy", "phase_from_ncy")),
    Field("last_nc_year", "Last NC year", FieldType.WHOLE, "Highest national curriculum year", "6", is_required=True,
          is_filled=True, least=-5, most=20, aliases=("phase to ncy", "phase_to_ncy")),
    Field("designation", "Designation", FieldType.TEXT, "The need that the base is for", "Autism"),
    Field("valid_from", "Valid from", FieldType.DAY, "First day of these numbers", "01/09/2025", is_required=True,
          is_filled=True, aliases=("valid_from",)),
    Field("valid_to", "Valid to", FieldType.DAY, "Last day; blank while they hold", "", aliases=("valid_to",)),
    Field("places_capacity", "Places: capacity", FieldType.WHOLE, "Children the building can hold", "24",
          is_required=True, least=0, aliases=("capacity", "places_capacity")),
    Field("places_commissioned", "Places: commissioned", FieldType.WHOLE, "Places the council has agreed to use", "20",
          least=0, aliases=("commissioned", "places_commissioned")),
    Field("places_funded", "Places: funded", FieldType.WHOLE, "Places that are paid for", "20", least=0,
          aliases=("funded", "places_funded")),
    Field("source", "Source", FieldType.TEXT, "Where the numbers come from", "Place planning 2026"),
)  # fmt: skip

_SCAP_PLACES = FieldType.WHOLE
SCHOOL_CAPACITY: Final = (
    Field("survey_year", "time_period", FieldType.NUMBER_AS_TEXT, "Academic year of the survey, as 202526", "202526",
          is_required=True, is_filled=True, aliases=("survey_year",)),
    Field("urn", "school_urn", FieldType.NUMBER_AS_TEXT, "Unique reference number of the school", "123456",
          is_required=True, is_filled=True),
    Field("name", "school_name", FieldType.TEXT, "Name of the school", "Alder School", is_required=True,
          is_filled=True),
    Field("main_phase", "school_main_phase", FieldType.TEXT, "Special for a special school", "Special",
          aliases=("school_phase", "phase")),
    Field("school_places", "school_places", _SCAP_PLACES, "Places of the whole school", "120", least=0),
    Field("on_roll", "pupils_on_roll", _SCAP_PLACES, "Pupils on roll of the whole school", "118", least=0,
          aliases=("number_of_pupils_on_roll",)),
    Field("primary_capacity", "primary_capacity", _SCAP_PLACES, "Primary places of a special school", "60", least=0),
    Field("secondary_capacity", "secondary_capacity", _SCAP_PLACES, "Secondary places of a special school", "60",
          least=0),
    Field("primary_unit", "primary_SEND_unit_capacity", _SCAP_PLACES, "Primary places of the SEN unit", "", least=0),
    Field("secondary_unit", "secondary_SEND_unit_capacity", _SCAP_PLACES, "Secondary places of the SEN unit", "",
          least=0),
    Field("primary_resourced", "primary_resourced_provision_capacity", _SCAP_PLACES,
          "Primary places of the resourced provision", "", least=0),
    Field("secondary_resourced", "secondary_resourced_provision_capacity", _SCAP_PLACES,
          "Secondary places of the resourced provision", "", least=0),
)  # fmt: skip

BANDS: Final = (
    Field("version", "Band scheme version", FieldType.TEXT, "Name of the version", "2026", is_required=True,
          is_filled=True, aliases=("version", "scheme version")),
    Field("effective_from", "Effective from", FieldType.DAY, "First day on which its rates hold", "01/04/2026",
          is_required=True, is_filled=True, aliases=("effective_from",)),
    Field("setting", "Setting", FieldType.CODE, "The settings it is for; blank for every setting",
          Setting.MAINSTREAM.label, codes=SETTING_WORDS, aliases=("setting type",)),
    Field("band", "Band", FieldType.TEXT, "Name of the band", "C", is_required=True, is_filled=True),
    Field("amount_pence_per_year", "Annual rate £", FieldType.MONEY, "Pounds a year that the band pays", "£6,500.00",
          is_required=True, is_filled=True, least=0, aliases=("annual rate", "annual rate (£)")),
)  # fmt: skip
