"""Read large tables and make long lists before a page asks: ``python -m highneeds.operations.reading_ahead``.

The worker runs it, when it has nothing else to do, after each change of what is in use. A web worker gets ready so, in
the process that will answer, as soon as it serves.
"""

from __future__ import annotations

import logging

from django.db import connection
from django.db.models import Sum

from highneeds.operations.benchmark_page import benchmarks_page
from highneeds.operations.clocks_page import clocks_page
from highneeds.operations.links import links_found
from highneeds.operations.lists import LISTS, default_day, listed
from highneeds.operations.rules import rules_found
from highneeds.operations.sight import children_in_teams
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.kept_frames import FEWEST_ROWS
from highneeds.store.models import ImportRun
from highneeds.store.setup import open_store
from highneeds.store.tables import KEPT, load_table

logger = logging.getLogger("highneeds.web.frames")


def is_worth_it() -> bool:
    """Whether anything is in use that is slow to read."""
    rows = ImportRun.objects.filter(state=ImportRun.State.IMPORTED).aggregate(rows=Sum("rows_kept"))["rows"]
    return (rows or 0) >= FEWEST_ROWS


def read_ahead() -> None:
    """Every table, every list of today and each child's team once, so that what was made is kept (``kept_frames``)."""
    open_store()
    for name in KEPT:
        load_table(name)
    for name in LISTS:
        listed(name, default_day())
    children_in_teams()


def get_ready() -> None:
    """What is slow to make of a large council, made and held in this process; a page that asks meanwhile waits for it.

    Nothing hangs on how this ends: a page makes for itself what is not there.
    """
    try:
        if is_worth_it():
            read_ahead()
            clocks_page()
            links_found()
            rules_found()
            benchmarks_page()
    except Exception:
        logger.exception("what is slow to make could not be made before a page asks for it")
    finally:
        connection.close()


if __name__ == "__main__":
    read_ahead()
