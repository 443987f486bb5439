"""Canonical tables of places: links between registers' numbers, settings by the council's word, capacity, band rates.

Written as those of ``caseload.tables``: days are inclusive, an end left blank is open.
"""

from __future__ import annotations

import dataframely as dy

from highneeds.caseload.tables import FromFile
from highneeds.rules.settings import Setting

SETTING_VALUES = [setting.value for setting in Setting]
PROVISIONS = (
    "special", "sen_unit", "resourced_provision", "base", "alternative_provision", "hospital", "post_16", "mainstream",
)  # fmt: skip
"""What places are for; ``base`` is a unit or a resourced provision where a file does not tell the two apart."""

PHASES = ("primary", "secondary", "all")


class ProviderLinks(FromFile):
    """One row per link of the register's links file: ``link_urn`` is what ``urn`` was, or became."""

    urn = dy.String(regex=r"^\d{6}$")
    link_urn = dy.String(regex=r"^\d{6}$")
    is_successor = dy.Bool()  # link_urn followed urn; False: link_urn came before it
    link_type = dy.String()
    linked_on = dy.Date(nullable=True)


class SettingOverrides(FromFile):
    """One row per place whose setting the council knows better than the register: hospital schools, Welsh schools.

    A blank ``urn``, ``ukprn``, ``sen_setting`` or flag stands for any; a row gives at least one of the first three.
    """

    urn = dy.String(nullable=True)
    ukprn = dy.String(nullable=True)
    sen_setting = dy.String(nullable=True)
    is_unit = dy.Bool(nullable=True)
    is_resourced = dy.Bool(nullable=True)
    setting = dy.Enum(SETTING_VALUES)
    valid_from = dy.Date(nullable=True)
    valid_to = dy.Date(nullable=True)
    reason = dy.String()


class Capacity(FromFile):
    """One row per provision of a school and spell: what it can hold, what is commissioned and what is funded, apart."""

    urn = dy.String(regex=r"^\d{6}$")
    provision = dy.Enum(PROVISIONS)
    first_nc_year = dy.Int8(min=-5, max=20)
    last_nc_year = dy.Int8(min=-5, max=20)
    designation = dy.String(nullable=True)
    valid_from = dy.Date()
    valid_to = dy.Date(nullable=True)
    places_capacity = dy.Int32(nullable=True, min=0)
    places_commissioned = dy.Int32(nullable=True, min=0)
    places_funded = dy.Int32(nullable=True, min=0)
    source = dy.String(nullable=True)


class SchoolCapacity(FromFile):
    """One row per school, provision and phase of the School Capacity survey, as at 1 May of ``survey_year``."""

    survey_year = dy.Int16(primary_key=True)
    urn = dy.String(primary_key=True, regex=r"^\d{6}$")
    provision = dy.Enum(PROVISIONS, primary_key=True)
    phase = dy.Enum(PHASES, primary_key=True)
    name = dy.String()
    places_capacity = dy.Int32(min=0)
    on_roll = dy.Int32(nullable=True, min=0)


class FundedPlaces(FromFile):
    """One row per institution and kind of place of the department's list of high needs place numbers."""

    academic_year = dy.String(primary_key=True, regex=r"^\d{4}/\d{2}$")
    urn = dy.String(primary_key=True, regex=r"^\d{6}$")
    kind_of_place = dy.String(primary_key=True)  # the department's heading without its year
    name = dy.String(nullable=True)
    provision = dy.Enum(PROVISIONS)
    places = dy.Float64(min=0)
    rate_pounds = dy.Int32(nullable=True)


class BandRates(FromFile):
    """One row per band of a version of the council's scheme; a blank ``setting`` is for every setting."""

    version = dy.String()
    effective_from = dy.Date()
    setting = dy.Enum(SETTING_VALUES, nullable=True)
    band = dy.String()
    amount_pence_per_year = dy.Int64(min=0)


class ProviderVersions(FromFile):
    """What changes with time of each establishment, as the register of day ``as_at`` said it; every version is kept."""

    as_at = dy.Date(primary_key=True)
    urn = dy.String(primary_key=True, regex=r"^\d{6}$")
    setting = dy.Enum(SETTING_VALUES)
    is_open = dy.Bool()
    is_section_41 = dy.Bool()
    lowest_age = dy.Int8(nullable=True, min=0)
    highest_age = dy.Int8(nullable=True, min=0)
    has_unit = dy.Bool(nullable=True)  # a SEN unit; null where the register does not say
    has_resourced = dy.Bool(nullable=True)
