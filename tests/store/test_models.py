"""Every stored field says how sensitive it is, and the migrations match the models."""

from __future__ import annotations

import dataframely as dy
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from highneeds.caseload import place_tables, published_tables, pupil_tables, tables
from highneeds.store import models as store_models
from highneeds.store.models import Sensitivity

OUR_MODELS = list(apps.get_app_config("store").get_models())

SCHEMA_OF = {
    store_models.ChildRow: tables.Children,
    store_models.IdentityRow: tables.Identities,
    store_models.RequestRow: tables.Requests,
    store_models.PlanRow: tables.Plans,
    store_models.PlacementRow: tables.Placements,
    store_models.CostLineRow: tables.CostLines,
    store_models.LedgerRow: tables.Ledger,
    store_models.PaymentRow: tables.Payments,
    store_models.TermDatesRow: tables.TermDates,
    store_models.BudgetLineRow: tables.BudgetLines,
    store_models.PopulationRow: tables.Population,
    store_models.ProviderRow: tables.Providers,
    store_models.ProviderVersionRow: place_tables.ProviderVersions,
    store_models.ProviderLinkRow: place_tables.ProviderLinks,
    store_models.SettingOverrideRow: place_tables.SettingOverrides,
    store_models.CapacityRow: place_tables.Capacity,
    store_models.SchoolCapacityRow: place_tables.SchoolCapacity,
    store_models.FundedPlacesRow: place_tables.FundedPlaces,
    store_models.BandRateRow: place_tables.BandRates,
    store_models.CensusPupilRow: pupil_tables.CensusPupils,
    store_models.CensusNeedRow: pupil_tables.CensusNeeds,
    store_models.AbsenceRow: pupil_tables.Absences,
    store_models.AnnexAPlanRow: pupil_tables.AnnexAPlans,
    store_models.AnnexASupportRow: pupil_tables.AnnexASupport,
    store_models.PublishedFigureRow: published_tables.PublishedFigures,
    store_models.PublishedAuthorityRow: published_tables.PublishedAuthorities,
    store_models.PublishedNeighbourRow: published_tables.PublishedNeighbours,
}


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_every_field_is_classified_and_nothing_else_is(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.concrete_fields}
    assert columns == set(model.sensitivity)  # type: ignore[attr-defined] # each model of ours must declare it
    assert all(isinstance(value, Sensitivity) for value in model.sensitivity.values())  # type: ignore[attr-defined] # as above


@pytest.mark.parametrize(("model", "schema"), SCHEMA_OF.items(), ids=lambda item: item.__name__)
def test_a_table_has_the_columns_of_its_schema_and_the_run_they_came_from(
    model: type[models.Model], schema: type[dy.Schema]
) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields if field.name not in {"id", "import_run"}}
    assert set(fields) == set(schema.columns())
    for name, column in schema.columns().items():
        assert fields[name].null == column.nullable, name


@pytest.mark.django_db
def test_the_migrations_make_exactly_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
