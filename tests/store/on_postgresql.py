"""The store's tests once more, on a PostgreSQL server that is started here and thrown away.

In two halves, so that two workers may have one each. A test that is the same whatever database is named runs once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.postgresql import postgresql

_FIRST_HALF = frozenset(
    {"test_audit", "test_backup", "test_concurrent_imports", "test_processes", "test_undo", "test_work_queue"}
)
"""Takes about as long as all the rest."""
HERE = Path(__file__).resolve().parent
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--durations=15")


def first_half() -> None:
    _pass([path for path in _files() if path.stem in _FIRST_HALF])


def second_half() -> None:
    _pass([path for path in _files() if path.stem not in _FIRST_HALF])


def _files() -> list[Path]:
    return sorted(HERE.glob("test_*.py"))


def _pass(files: list[Path]) -> None:
    settled = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HIGHNEEDS_"))}
    with postgresql() as database_url:
        done = subprocess.run(
            [*_PYTEST, *map(str, files), "-m", "not postgres and not one_database"],
            check=False,
            capture_output=True,
            text=True,
            env=settled | {"DATABASE_URL": database_url},
            cwd=HERE.parents[1],
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
