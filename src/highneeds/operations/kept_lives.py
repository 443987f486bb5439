"""Lives of scenes, kept in the home's cache: what one process of the server lived, the others need not live again.

A life is totals by draw and year, of no child. What is kept is found by the digest of all it was lived from, and is
made again where it is not there.
"""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path

import numpy as np

from highneeds.core import FinancialYear
from highneeds.forecast.effects import Outcome
from highneeds.store.home import home
from highneeds.store.whole_file import write_whole

logger = logging.getLogger("highneeds.web.lives")
MOST_KEPT = 300
_ARRAYS = ("children", "cost_gbp", "rate_gbp", "places_gbp")


def kept_life(key: str) -> Outcome | None:
    """None where it is not there, or only part of it was written."""
    try:
        with _file_of(key).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            januaries = tuple(int(year) for year in kept["census_years"])
            years = tuple(FinancialYear(int(year)) for year in kept["financial_years"])
            return Outcome(januaries, years, *(kept[name] for name in _ARRAYS))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def keep_life(key: str, life: Outcome) -> None:
    """Nobody waits for it: where it cannot be written it is lived again."""
    written = io.BytesIO()
    np.savez(
        written,
        census_years=np.array(life.census_years),
        financial_years=np.array([year.starts for year in life.financial_years]),
        **{name: getattr(life, name) for name in _ARRAYS},
    )
    path = _file_of(key)
    try:
        write_whole(path, written.getvalue())
        _let_the_oldest_go(path.parent)
    except OSError:
        logger.warning("a life could not be kept in the home's cache", exc_info=True)


def _let_the_oldest_go(folder: Path) -> None:
    kept = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-MOST_KEPT]:
        path.unlink(missing_ok=True)


def _file_of(key: str) -> Path:
    return home() / "cache" / "lives" / f"{key}.npz"
