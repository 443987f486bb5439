"""Every row that the store holds of one child, by table: for the child's own right to see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import CensusNeedRow, CensusPupilRow

_KEYS_OF_A_CHILD = ("child_key", "first", "second")
_NOT_OF_THE_CHILD = {"id", "import_run"}
Cell = str | int | bool | None


def rows_of_child(
    keys: Collection[str], but_for: Collection[tuple[int, str]] = ()
) -> Iterator[tuple[str, list[Mapping[str, Cell]]]]:
    """Each table that holds rows of a child under these keys, with all of them: also of imports replaced or undone.

    ``but_for``: returns whose rows under a key are another child's (``links.returns_of_others``).
    """
    for model in apps.get_app_config("store").get_models():
        wanted = of_child(model, keys)
        if wanted is None:
            continue
        shown = [name for name in _fields(model) if name not in _NOT_OF_THE_CHILD]
        rows = model._base_manager.filter(wanted).order_by("pk").values(*shown)  # noqa: SLF001 - Django's documented way from a model class
        found: list[Mapping[str, Cell]] = [
            {name: _cell(value) for name, value in row.items()}
            for row in rows
            if (row.get("return_year"), row.get("child_key")) not in but_for
        ]
        if found:
            yield table_of(model), found


def tables_with_children() -> tuple[str, ...]:
    """The tables in which rows of a child can stand."""
    every = apps.get_app_config("store").get_models()
    return tuple(table_of(model) for model in every if of_child(model, ()) is not None)


def of_child(model: type[models.Model], keys: Collection[str]) -> models.Q | None:
    """What the rows of the child answer to; None for a table that names no child."""
    if model is CensusNeedRow:  # known by the pupil's number in its file
        pupils = CensusPupilRow.objects.filter(child_key__in=keys).values_list("import_run_id", "pupil_ref")
        named = (models.Q(import_run_id=run, pupil_ref=ref) for run, ref in pupils)
        return reduce(or_, named, models.Q(pk__in=()))
    columns = [name for name in _KEYS_OF_A_CHILD if name in _fields(model)]
    return reduce(or_, (models.Q(**{f"{name}__in": keys}) for name in columns)) if columns else None


def _fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented way to a model's fields


def table_of(model: type[models.Model]) -> str:
    """Its name as people are told it."""
    return model._meta.db_table.removeprefix("store_")  # noqa: SLF001 - as above


def _cell(value: object) -> Cell:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)
