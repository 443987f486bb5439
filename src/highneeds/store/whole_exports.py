"""What was taken out whole and names no children, having too many: it may hold any child."""

from __future__ import annotations

from django.db.models import Q

from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import KeptPeriod
from highneeds.store.of_child import tables_with_children
from highneeds.store.tables import KEPT


def whole_exports() -> Q:
    """The audit's entries of tables and returns taken out whole, and of original files, where they can hold children.

    An import is taken to hold children unless every table that it gave rows to is one that can hold none.
    """
    of_children = set(tables_with_children())
    tables = {name for name, kept in KEPT.items() if kept.table.removeprefix("store_") in of_children}
    with_rows = KeptPeriod.objects.order_by().values_list("import_run_id", flat=True).distinct()
    without = set(with_rows) - set(with_rows.filter(table_name__in=tables))
    what = Q(kind="table", ref__in=sorted(tables)) | Q(kind="return")
    return Q(did=Did.TOOK_OUT.value) & (what | (Q(kind="import") & ~Q(ref__in=sorted(map(str, without)))))
