"""Lives of scenes, kept in the home's cache: what one process of the server lived, the others need not live again.

A life is totals by draw and year, of no child; its bill is what the placements of all children come to by setting and
month. What is kept is found by the digest of all it was lived from, and is made again where it is not there.
"""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from highneeds.core import FinancialYear
from highneeds.forecast.effects import Outcome
from highneeds.forecast.effects.repricing import Bill
from highneeds.store.home import home
from highneeds.store.whole_file import write_whole

logger = logging.getLogger("highneeds.web.lives")
MOST_KEPT = 300
MOST_BILLS_KEPT = 8  # of a county some 25 MB each
_ARRAYS = ("children", "cost_gbp", "rate_gbp", "places_gbp")
_BILL_ARRAYS = ("price_gbp", "price_gbp_by_month")
Array = npt.NDArray[Any]


def kept_life(key: str) -> Outcome | None:
    """None where it is not there, or only part of it was written."""
    kept = _read("lives", key)
    try:
        januaries = tuple(int(year) for year in kept["census_years"])
        years = tuple(FinancialYear(int(year)) for year in kept["financial_years"])
        return Outcome(januaries, years, *(kept[name] for name in _ARRAYS))
    except KeyError:
        return None


def keep_life(key: str, life: Outcome) -> None:
    """Nobody waits for it: where it cannot be written it is lived again."""
    years: dict[str, Any] = {
        "census_years": np.array(life.census_years),
        "financial_years": np.array([year.starts for year in life.financial_years]),
    }
    _write("lives", key, years | {name: getattr(life, name) for name in _ARRAYS}, MOST_KEPT)


def kept_bill(key: str) -> Bill | None:
    """As ``kept_life``, of what the life of that key came to."""
    kept = _read("bills", key)
    try:
        return Bill(*(kept[name] for name in _BILL_ARRAYS))
    except KeyError:
        return None


def keep_bill(key: str, bill: Bill) -> None:
    """As ``keep_life``."""
    _write("bills", key, {name: getattr(bill, name) for name in _BILL_ARRAYS}, MOST_BILLS_KEPT)


def _read(kind: str, key: str) -> dict[str, Array]:
    try:
        with _file_of(kind, key).open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return dict(kept)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile):
        return {}


def _write(kind: str, key: str, arrays: dict[str, Any], most: int) -> None:
    written = io.BytesIO()
    np.savez(written, **arrays)
    path = _file_of(kind, key)
    try:
        write_whole(path, written.getvalue())
        _let_the_oldest_go(path.parent, most)
    except OSError:
        logger.warning("one of the %s could not be kept in the home's cache", kind, exc_info=True)


def _let_the_oldest_go(folder: Path, most: int) -> None:
    kept = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-most]:
        path.unlink(missing_ok=True)


def _file_of(kind: str, key: str) -> Path:
    return home() / "cache" / kind / f"{key}.npz"
