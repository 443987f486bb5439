"""The stored council as the scenario room holds it: read once for what is in use, apart from the page that asks.

Reading and fitting take seconds for a county. They go on in a thread of their own, and a page that comes too early says
so; what was read is kept until a file or a decision about children changes what is in use.
"""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date

from django.db import connection

from highneeds import __version__
from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.finance import usual_outlook
from highneeds.finance.types import PriceUplift
from highneeds.operations.month_forecast import Council
from highneeds.operations.stored_council import stored_council
from highneeds.store.in_use import state_of
from highneeds.store.links import links_state
from highneeds.store.setup import open_store

SECONDS_TO_WAIT = 1.5


@dataclass(frozen=True)
class RoomCouncil:
    """``data`` names what it was read from: 64 hex digits; ``seconds`` is how long reading and fitting took."""

    data: str
    council: Council
    as_at: date
    first_year: FinancialYear
    uplift: PriceUplift
    seconds: float

    @property
    def children(self) -> int:
        return len(self.council.ingredients.stock.nc_year)


@dataclass(frozen=True, slots=True)
class BeingRead:
    """That a council is being read, and for how many seconds already."""

    seconds: float


@dataclass
class _Reading:
    data: str
    began: float
    found: Future[RoomCouncil]


_lock = threading.Lock()
_latest: list[_Reading] = []


def room_council(*, wait_seconds: float = SECONDS_TO_WAIT) -> RoomCouncil | BeingRead:
    """What is in use now. Raises Refusal, naming what is missing, where that makes no forecast."""
    open_store()
    if not state_of("cost_lines") or not state_of("children"):
        message = (
            "Nothing has been imported yet that a scenario could be lived on: import a SEN2 return and costs first."
        )
        raise Refusal(message)
    reading = _reading_of(data_in_use())
    try:
        return reading.found.result(timeout=wait_seconds)
    except TimeoutError:
        return BeingRead(time.monotonic() - reading.began)


def data_in_use() -> str:
    """Another text whenever anything is imported, undone or decided that a forecast is made from."""
    told = repr((__version__, state_of(), links_state()))
    return hashlib.sha256(told.encode()).hexdigest()


def _reading_of(data: str) -> _Reading:
    with _lock:
        if _latest and _latest[0].data == data:
            return _latest[0]
        reading = _Reading(data, time.monotonic(), Future())
        _latest[:] = [reading]
        threading.Thread(target=_read, args=(reading,), daemon=True).start()
        return reading


def _read(reading: _Reading) -> None:
    try:
        stored = stored_council()
        uplift = usual_outlook(stored.inputs.financial_year, budget=stored.inputs.tables["budget_lines"]).price
        seconds = time.monotonic() - reading.began
        found = RoomCouncil(
            reading.data, stored.council, stored.inputs.as_at, stored.inputs.financial_year, uplift, seconds
        )
    except Exception as error:  # noqa: BLE001 - told to whoever asks: nobody waits for this thread
        with _lock:
            if _latest == [reading]:
                _latest.clear()  # asked again, it is tried again
        reading.found.set_exception(error)
    else:
        reading.found.set_result(found)
    finally:
        connection.close()
