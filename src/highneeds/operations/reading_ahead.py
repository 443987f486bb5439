"""Read large tables and make long lists before a page asks: ``python -m highneeds.operations.reading_ahead``.

The worker runs it, when it has nothing else to do, after each change of what is in use.
"""

from __future__ import annotations

from django.db.models import Sum

from highneeds.operations.lists import LISTS, default_day, listed
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.kept_frames import FEWEST_ROWS
from highneeds.store.models import ImportRun
from highneeds.store.setup import open_store
from highneeds.store.tables import KEPT, load_table


def is_worth_it() -> bool:
    """Whether anything is in use that is slow to read."""
    rows = ImportRun.objects.filter(state=ImportRun.State.IMPORTED).aggregate(rows=Sum("rows_kept"))["rows"]
    return (rows or 0) >= FEWEST_ROWS


def read_ahead() -> None:
    """Every table and every list of today once, so that what was made of it is kept (``kept_frames``)."""
    open_store()
    for name in KEPT:
        load_table(name)
    for name in LISTS:
        listed(name, default_day())


if __name__ == "__main__":
    read_ahead()
