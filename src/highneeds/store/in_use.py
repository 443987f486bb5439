"""What is in use of the tables that files fill, as a value: as long as it stays, what was made of them still holds."""

from __future__ import annotations

from django.db import connection

from highneeds.store import ready  # noqa: F401 - configures Django before the database is asked

State = tuple[object, ...]

# every table that is read asks, some pages twenty times: in SQL, since Django takes longer to write it than to ask it
_IN_USE = (
    "SELECT k.id, r.unit_sha256, r.finished_at FROM store_kept_periods k "
    "JOIN store_importrun r ON r.id = k.import_run_id WHERE k.is_in_use"
)
_LAST_DELETED = "SELECT max(id) FROM store_retention WHERE done_at IS NOT NULL"


def state_of(*tables: str) -> State:
    """Changes whenever a file of one of the tables comes into use or goes, and when rows were deleted by schedule.

    Of all tables where none is named.
    """
    among = f" AND k.table_name IN ({', '.join(['%s'] * len(tables))})" if tables else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_IN_USE}{among} ORDER BY k.id", tables)
        told = tuple(map(tuple, cursor.fetchall()))
        if not told:
            return ()
        cursor.execute(_LAST_DELETED)
        (done,) = cursor.fetchone()
    return told if done is None else (*told, done)
