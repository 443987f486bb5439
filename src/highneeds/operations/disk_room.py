"""Room on the home's disk, looked at before it runs out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from highneeds.operations.checked import Checked, look, to_mend, well
from highneeds.store.home import home
from highneeds.store.reserve import LEAST_ROOM_BYTES

GIGABYTE = 1_000_000_000
_TIMES_THE_DATABASE = 3  # a backup before restoring, a migration that makes its largest table anew, and what is to come


def room_checked() -> Iterator[Checked]:
    free, wanted = shutil.disk_usage(home()).free, room_wanted_bytes()
    said = f"{in_gigabytes(free)} free for {home()}"
    mend = "Free some room there, or move the home to a larger disk."
    if free < LEAST_ROOM_BYTES:
        yield to_mend("disk", f"Only {said}: nothing can be imported.", mend)
    elif free < wanted:
        yield look("disk", f"{said}; {in_gigabytes(wanted)} should be.", mend)
    else:
        yield well("disk", said)


def room_wanted_bytes() -> int:
    """A gigabyte, or three times the database where that is more."""
    files = home().glob("highneeds.sqlite3*")
    return max(GIGABYTE, _TIMES_THE_DATABASE * sum(path.stat().st_size for path in files))


def in_gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:,.1f} GB"
