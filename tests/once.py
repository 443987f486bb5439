"""What is made once for a whole run, by the first of its workers that asks, and then copied."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def made_once(base: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of the run whose temporary folder is ``base``, filled by ``make``."""
    of_all_workers = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = of_all_workers / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:  # another worker may be making it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            make(folder)
            (folder / "made").touch()
    return folder


def set_down(database: Path, home: Path) -> None:
    """Begin ``home`` with a copy of the SQLite file ``database``."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(database, home / database.name)
