"""Canonical tables about no child: terms, population and the register of providers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.caseload import tables
from highneeds.store.models.from_file import FROM_FILE, FromFile, one_of
from highneeds.store.models.sensitivity import OPEN, Classification


class TermDatesRow(FromFile):
    owner = models.TextField()
    academic_year = models.CharField(max_length=7)
    term = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    holiday_first_day = models.DateField(null=True)
    holiday_last_day = models.DateField(null=True)

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "owner": OPEN,
        "academic_year": OPEN,
        "term": OPEN,
        "first_day": OPEN,
        "last_day": OPEN,
        "holiday_first_day": OPEN,
        "holiday_last_day": OPEN,
    }

    class Meta:
        db_table = "store_term_dates"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="term_ends_after_start"),
        ]


class PopulationRow(FromFile):
    mid_year = models.PositiveSmallIntegerField()
    age = models.PositiveSmallIntegerField()
    children = models.FloatField()
    is_projected = models.BooleanField()

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "mid_year": OPEN,
        "age": OPEN,
        "children": OPEN,
        "is_projected": OPEN,
    }

    class Meta:
        db_table = "store_population"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "mid_year", "age"], name="population_once_per_year_and_age"),
            models.CheckConstraint(condition=Q(age__range=(0, 25)), name="population_age_0_to_25"),
            models.CheckConstraint(condition=Q(children__gte=0), name="population_not_negative"),
        ]


class ProviderRow(FromFile):
    urn = models.TextField()
    ukprn = models.TextField(null=True)
    name = models.TextField()
    type_code = models.SmallIntegerField()
    setting = models.CharField(max_length=40)
    la_code = models.TextField(null=True)
    is_open = models.BooleanField()
    open_date = models.DateField(null=True)
    close_date = models.DateField(null=True)
    places_funded = models.PositiveIntegerField(null=True)

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "urn": OPEN,
        "ukprn": OPEN,
        "name": OPEN,
        "type_code": OPEN,
        "setting": OPEN,
        "la_code": OPEN,
        "is_open": OPEN,
        "open_date": OPEN,
        "close_date": OPEN,
        "places_funded": OPEN,
    }

    class Meta:
        db_table = "store_providers"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "urn"], name="provider_once_per_register"),
            one_of("setting", tables.Providers.setting.categories, "provider_setting_known"),
        ]
