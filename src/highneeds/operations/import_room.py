"""Room on the disk for an import: looked for before it begins, and said in plain words when it has run out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from highneeds.core.errors import Refusal
from highneeds.ingest.staged import StagedUnit
from highneeds.store.home import home
from highneeds.store.reserve import bytes_missing, is_full, release_reserve

_MEGABYTE = 1_000_000
_TIMES_ITS_SIZE = 3  # a row in the database, its keys and the journal, against the row as read


@contextmanager
def a_full_disk_told(
    name: str, so: str = "nothing of it was kept, and what was stored before is whole"
) -> Iterator[None]:
    """Raises Refusal, with the reserve let go for clearing up, where the disk is full. ``so``: what that means."""
    try:
        yield
    except Exception as error:
        if not is_full(error):
            raise
        release_reserve()
        message = f"{name}: the disk is full, so {so}. Free some room in {home()}, then try again."
        raise Refusal(message) from error


def refuse_without_room(name: str, staged: StagedUnit) -> None:
    """Raises Refusal where the disk has too little room for what was read of ``name``."""
    size = sum(path.stat().st_size for path in staged.folder.rglob("*.arrow"))
    missing = bytes_missing(_TIMES_ITS_SIZE * size)
    if missing:
        message = (
            f"There is not enough room on the disk for {name}: {missing / _MEGABYTE:,.0f} MB more are needed in "
            f"{home()}. Nothing of it was kept."
        )
        raise Refusal(message)
