"""Checks that a column holds a known word ask for one word after another, with no change in what they let in.

Of ``column IN (...)`` SQLite makes an index anew for every row that goes in, which took most of the time of an import.
"""

from functools import reduce
from operator import or_

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, Q

CHECKS = {
    "annexaplanrow": ("list_1_need_known",),
    "annexasupportrow": ("list_2_need_known",),
    "bandraterow": ("band_setting_known",),
    "budgetlinerow": ("budget_line_kind_known",),
    "capacityrow": ("capacity_provision_known",),
    "censusneedrow": ("pupil_need_known",),
    "censuspupilrow": ("pupil_provision_known", "pupil_year_taught_known"),
    "childrow": ("child_sex_known",),
    "costlinerow": (
        "cost_line_setting_known",
        "cost_line_element_known",
        "cost_line_period_known",
        "cost_line_method_known",
        "cost_line_status_known",
    ),
    "fundedplacesrow": ("funded_places_provision_known",),
    "paymentrow": ("payment_element_known",),
    "placementrow": ("placement_setting_known",),
    "planrow": ("plan_need_known",),
    "providerrow": ("provider_setting_known",),
    "providerversionrow": ("provider_version_setting_known",),
    "requestrow": ("request_outcome_known",),
    "schoolcapacityrow": ("school_capacity_provision_known", "school_capacity_phase_known"),
    "settingoverriderow": ("override_setting_known",),
}


def _in_turn(check: CheckConstraint) -> CheckConstraint:
    _, _, described = check.deconstruct()
    ((lookup, words),) = described["condition"].children
    is_one = reduce(or_, (Q(**{lookup.removesuffix("__in"): word}) for word in words))
    return CheckConstraint(condition=is_one, name=check.name)


class AskForWordsInTurn(Operation):
    """Only SQLite's tables are made anew, each once: on PostgreSQL the old check says the same as well."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for model_name, names in CHECKS.items():
            options = state.models[app_label, model_name].options
            options["constraints"] = [_in_turn(one) if one.name in names else one for one in options["constraints"]]
        state.reload_models([(app_label, model_name) for model_name in CHECKS])  # all at once: each takes a while

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's own signature
        to_state: ProjectState,
    ) -> None:
        if isinstance(schema_editor, DatabaseSchemaEditor):
            for model_name in CHECKS:
                schema_editor._remake_table(to_state.apps.get_model(app_label, model_name))  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own operations do, but once for a table

    database_backwards = database_forwards


class Migration(migrations.Migration):
    dependencies = [("store", "0019_papers")]

    operations = [AskForWordsInTurn()]
