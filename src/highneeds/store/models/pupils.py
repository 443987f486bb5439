"""The canonical tables of pupils beside their plans (``caseload.pupil_tables``): same column names, plus the run."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.caseload import pupil_tables
from highneeds.store.models.from_file import FROM_FILE, FromFile, one_of
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class CensusPupilRow(FromFile):
    census_day = models.DateField()
    pupil_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    urn = models.TextField(null=True)
    nc_year_taught = models.CharField(max_length=2, null=True)
    sen_provision = models.CharField(max_length=1)
    is_unit = models.BooleanField()
    is_resourced = models.BooleanField()
    has_top_up = models.BooleanField()

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "census_day": OPEN,
        "pupil_ref": PERSONAL,
        "child_key": PERSONAL,
        "urn": PERSONAL,
        "nc_year_taught": PERSONAL,
        "sen_provision": SPECIAL,
        "is_unit": SPECIAL,
        "is_resourced": SPECIAL,
        "has_top_up": SPECIAL,
    }

    class Meta:
        db_table = "store_census_pupils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "census_day", "pupil_ref"], name="pupil_once_per_census"),
            one_of("nc_year_taught", pupil_tables.CensusPupils.nc_year_taught.categories, "pupil_year_taught_known"),
            one_of("sen_provision", pupil_tables.CensusPupils.sen_provision.categories, "pupil_provision_known"),
        ]


class CensusNeedRow(FromFile):
    census_day = models.DateField()
    pupil_ref = models.TextField()
    rank = models.PositiveSmallIntegerField()
    need = models.CharField(max_length=10)

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "census_day": OPEN,
        "pupil_ref": PERSONAL,
        "rank": PERSONAL,
        "need": SPECIAL,
    }

    class Meta:
        db_table = "store_census_needs"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "census_day", "pupil_ref", "rank"], name="pupil_need_once_per_census"
            ),
            one_of("need", pupil_tables.CensusNeeds.need.categories, "pupil_need_known"),
        ]


class AbsenceRow(FromFile):
    academic_year = models.CharField(max_length=7)
    child_key = models.CharField(max_length=32)
    urn = models.TextField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    sessions = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=2)

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "academic_year": OPEN,
        "child_key": PERSONAL,
        "urn": PERSONAL,
        "first_day": SPECIAL,
        "last_day": SPECIAL,
        "sessions": SPECIAL,
        "code": SPECIAL,
    }

    class Meta:
        db_table = "store_absences"
        indexes: ClassVar = [models.Index(fields=["academic_year"], name="absence_by_year")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(condition=Q(sessions__gte=1), name="absence_of_some_sessions"),
        ]


_ANNEX_A: Classification = FROM_FILE | {
    "as_at": OPEN,
    "child_key": PERSONAL,
    "birth_date": PERSONAL,
    "sex": PERSONAL,
    "primary_need": SPECIAL,
    "urn": PERSONAL,
    "main_phase": PERSONAL,
    "subsidiary_phase": PERSONAL,
    "suspensions": SPECIAL,
    "permanent_exclusions": SPECIAL,
    "absence_percent": SPECIAL,
    "has_pupil_premium": SPECIAL,
    "is_known_to_social_care": SPECIAL,
    "has_disability": SPECIAL,
}


class _AnnexARow(FromFile):
    as_at = models.DateField()
    child_key = models.CharField(max_length=32)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)
    primary_need = models.CharField(max_length=10)
    urn = models.TextField(null=True)
    main_phase = models.TextField(null=True)
    subsidiary_phase = models.TextField(null=True)
    suspensions = models.PositiveSmallIntegerField(null=True)
    permanent_exclusions = models.PositiveSmallIntegerField(null=True)
    absence_percent = models.FloatField(null=True)
    has_pupil_premium = models.BooleanField()
    is_known_to_social_care = models.BooleanField()
    has_disability = models.BooleanField(null=True)

    class Meta:
        abstract = True


class AnnexAPlanRow(_AnnexARow):
    plan_issued = models.DateField(null=True)
    plan_updated = models.DateField(null=True)
    plan_reviewed = models.DateField(null=True)
    is_home_educated = models.BooleanField()

    sensitivity: ClassVar[Classification] = _ANNEX_A | {
        "plan_issued": SPECIAL,
        "plan_updated": SPECIAL,
        "plan_reviewed": SPECIAL,
        "is_home_educated": SPECIAL,
    }

    class Meta:
        db_table = "store_annex_a_plans"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "as_at", "child_key"], name="child_once_per_list_1"),
            one_of("primary_need", pupil_tables.AnnexAPlans.primary_need.categories, "list_1_need_known"),
        ]


class AnnexASupportRow(_AnnexARow):
    sensitivity: ClassVar[Classification] = _ANNEX_A

    class Meta:
        db_table = "store_annex_a_support"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "as_at", "child_key"], name="child_once_per_list_2"),
            one_of("primary_need", pupil_tables.AnnexASupport.primary_need.categories, "list_2_need_known"),
        ]
