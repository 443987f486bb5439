"""Canonical tables of pupils beside their plans: the school census, absences, and the inspection's two lists."""

from __future__ import annotations

import dataframely as dy

from highneeds.caseload.tables import FromFile
from highneeds.rules.needs import Need

NEED_VALUES = [need.value for need in Need]
NO_ASSESSMENT = "NSA"
"""SEN support without a specialist assessment: a code of the school census and no need of a plan."""

CENSUS_YEARS = ("E1", "E2", "N1", "N2", "R", *map(str, range(1, 15)), "M", "X")
"""The year in which a pupil is taught, as the school census codes it; X is in no year, M in a mixed one."""


class CensusPupils(FromFile):
    """One row per pupil of the school census. ``pupil_ref`` is the file's own number, which the needs refer to."""

    census_day = dy.Date(primary_key=True)
    pupil_ref = dy.String(primary_key=True)
    child_key = dy.String(regex=r"^[0-9a-f]{32}$")
    urn = dy.String(nullable=True)
    nc_year_taught = dy.Enum(CENSUS_YEARS, nullable=True)
    sen_provision = dy.Enum(["N", "K", "E"])
    is_unit = dy.Bool()
    is_resourced = dy.Bool()
    has_top_up = dy.Bool()


class CensusNeeds(FromFile):
    """One row per need of a pupil of the school census; the first has rank 1."""

    census_day = dy.Date(primary_key=True)
    pupil_ref = dy.String(primary_key=True)
    rank = dy.Int8(primary_key=True, min=1)
    need = dy.Enum([*NEED_VALUES, NO_ASSESSMENT])


class Absences(FromFile):
    """One row per spell of absence of one code: ``sessions`` are half days missed, two to a school day."""

    academic_year = dy.String(regex=r"^\d{4}/\d{2}$")
    child_key = dy.String(regex=r"^[0-9a-f]{32}$")
    urn = dy.String(nullable=True)
    first_day = dy.Date()
    last_day = dy.Date()
    sessions = dy.Int16(min=1)
    code = dy.String()


class _AnnexA(FromFile):
    as_at = dy.Date(primary_key=True)
    child_key = dy.String(primary_key=True, regex=r"^[0-9a-f]{32}$")
    birth_date = dy.Date()
    sex = dy.Enum(["M", "F", "U"])
    primary_need = dy.Enum([*NEED_VALUES, NO_ASSESSMENT])
    urn = dy.String(nullable=True)
    main_phase = dy.String(nullable=True)
    subsidiary_phase = dy.String(nullable=True)
    suspensions = dy.Int16(nullable=True, min=0)
    permanent_exclusions = dy.Int16(nullable=True, min=0)
    absence_percent = dy.Float64(nullable=True, min=0)
    has_pupil_premium = dy.Bool()
    is_known_to_social_care = dy.Bool()
    has_disability = dy.Bool(nullable=True)


class AnnexAPlans(_AnnexA):
    """One row per child of list 1 (plans) of the inspection of area SEND."""

    plan_issued = dy.Date(nullable=True)
    plan_updated = dy.Date(nullable=True)
    plan_reviewed = dy.Date(nullable=True)
    is_home_educated = dy.Bool()


class AnnexASupport(_AnnexA):
    """One row per child of list 2 (SEN support) of the inspection of area SEND."""
