"""The canonical tables of places (``caseload.place_tables``): same column names, plus the run of each row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.caseload import place_tables
from highneeds.store.models.from_file import FROM_FILE, FromFile, one_of
from highneeds.store.models.sensitivity import OPEN, Classification


def _open(*columns: str) -> Classification:
    """Nothing here is about a child."""
    return FROM_FILE | dict.fromkeys(columns, OPEN)


class ProviderLinkRow(FromFile):
    urn = models.TextField()
    link_urn = models.TextField()
    is_successor = models.BooleanField()
    link_type = models.TextField()
    linked_on = models.DateField(null=True)

    sensitivity: ClassVar[Classification] = _open("urn", "link_urn", "is_successor", "link_type", "linked_on")

    class Meta:
        db_table = "store_provider_links"


class SettingOverrideRow(FromFile):
    urn = models.TextField(null=True)
    ukprn = models.TextField(null=True)
    sen_setting = models.CharField(max_length=4, null=True)
    is_unit = models.BooleanField(null=True)
    is_resourced = models.BooleanField(null=True)
    setting = models.CharField(max_length=40)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    reason = models.TextField()

    sensitivity: ClassVar[Classification] = _open(
        "urn", "ukprn", "sen_setting", "is_unit", "is_resourced", "setting", "valid_from", "valid_to", "reason"
    )

    class Meta:
        db_table = "store_setting_overrides"
        constraints: ClassVar = [
            one_of("setting", place_tables.SettingOverrides.setting.categories, "override_setting_known"),
            models.CheckConstraint(
                condition=Q(urn__isnull=False) | Q(ukprn__isnull=False) | Q(sen_setting__isnull=False),
                name="override_names_a_place",
            ),
        ]


class CapacityRow(FromFile):
    urn = models.TextField()
    provision = models.CharField(max_length=30)
    first_nc_year = models.SmallIntegerField()
    last_nc_year = models.SmallIntegerField()
    designation = models.TextField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    places_capacity = models.PositiveIntegerField(null=True)
    places_commissioned = models.PositiveIntegerField(null=True)
    places_funded = models.PositiveIntegerField(null=True)
    source = models.TextField(null=True)

    sensitivity: ClassVar[Classification] = _open(
        "urn", "provision", "first_nc_year", "last_nc_year", "designation", "valid_from", "valid_to",
        "places_capacity", "places_commissioned", "places_funded", "source",
    )  # fmt: skip

    class Meta:
        db_table = "store_capacity"
        constraints: ClassVar = [
            one_of("provision", place_tables.Capacity.provision.categories, "capacity_provision_known"),
            models.CheckConstraint(condition=Q(last_nc_year__gte=F("first_nc_year")), name="capacity_years_in_order"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="capacity_ends_after_start"
            ),
        ]


class SchoolCapacityRow(FromFile):
    survey_year = models.PositiveSmallIntegerField()
    urn = models.TextField()
    provision = models.CharField(max_length=30)
    phase = models.CharField(max_length=10)
    name = models.TextField()
    places_capacity = models.PositiveIntegerField()
    on_roll = models.PositiveIntegerField(null=True)

    sensitivity: ClassVar[Classification] = _open(
        "survey_year", "urn", "provision", "phase", "name", "places_capacity", "on_roll"
    )

    class Meta:
        db_table = "store_school_capacity"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "survey_year", "urn", "provision", "phase"],
                name="school_capacity_once_per_survey",
            ),
            one_of("provision", place_tables.SchoolCapacity.provision.categories, "school_capacity_provision_known"),
            one_of("phase", place_tables.SchoolCapacity.phase.categories, "school_capacity_phase_known"),
        ]


class FundedPlacesRow(FromFile):
    academic_year = models.CharField(max_length=7)
    urn = models.TextField()
    kind_of_place = models.TextField()
    name = models.TextField(null=True)
    provision = models.CharField(max_length=30)
    places = models.FloatField()
    rate_pounds = models.PositiveIntegerField(null=True)

    sensitivity: ClassVar[Classification] = _open(
        "academic_year", "urn", "kind_of_place", "name", "provision", "places", "rate_pounds"
    )

    class Meta:
        db_table = "store_funded_places"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "academic_year", "urn", "kind_of_place"], name="funded_places_once_per_year"
            ),
            one_of("provision", place_tables.FundedPlaces.provision.categories, "funded_places_provision_known"),
            models.CheckConstraint(condition=Q(places__gte=0), name="funded_places_not_negative"),
        ]


class BandRateRow(FromFile):
    version = models.TextField()
    effective_from = models.DateField()
    setting = models.CharField(max_length=40, null=True)
    band = models.TextField()
    amount_pence_per_year = models.PositiveBigIntegerField()

    sensitivity: ClassVar[Classification] = _open(
        "version", "effective_from", "setting", "band", "amount_pence_per_year"
    )

    class Meta:
        db_table = "store_band_rates"
        constraints: ClassVar = [
            one_of("setting", place_tables.BandRates.setting.categories, "band_setting_known"),
        ]


class ProviderVersionRow(FromFile):
    as_at = models.DateField()
    urn = models.TextField()
    setting = models.CharField(max_length=40)
    is_open = models.BooleanField()
    is_section_41 = models.BooleanField()
    lowest_age = models.PositiveSmallIntegerField(null=True)
    highest_age = models.PositiveSmallIntegerField(null=True)
    has_unit = models.BooleanField(null=True)
    has_resourced = models.BooleanField(null=True)

    sensitivity: ClassVar[Classification] = _open(
        "as_at", "urn", "setting", "is_open", "is_section_41", "lowest_age", "highest_age", "has_unit", "has_resourced"
    )

    class Meta:
        db_table = "store_provider_versions"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "as_at", "urn"], name="provider_once_per_version"),
            one_of("setting", place_tables.ProviderVersions.setting.categories, "provider_version_setting_known"),
        ]
