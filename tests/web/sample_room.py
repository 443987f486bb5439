"""A small invented council as the scenario room holds one, and a scenario saved on it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from highneeds.core import FinancialYear
from highneeds.finance.types import PriceUplift
from highneeds.forecast.effects import Ingredients
from highneeds.forecast.fit import fit
from highneeds.forecast.levers.capacity import PlaceGroup, PlacesToday
from highneeds.forecast.levers.today import Today
from highneeds.forecast.prices import price_book
from highneeds.forecast.space import council_space
from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Ints, Pipeline, Population, Stock
from highneeds.operations.kept_scenarios import SavedScenario, save_scenario
from highneeds.operations.month_forecast import Council
from highneeds.operations.room_council import RoomCouncil
from highneeds.operations.room_levers import TypedLever
from highneeds.operations.room_words import Target
from highneeds.operations.scenario_page import apply_levers, record_of

CHILDREN = 60
TARGET = Target("2028-29", 5_000_000)
PRICES = TypedLever(
    "price", -10.0, date(2027, 9, 1), settings=("independent_special",), evidence="An offer", source="Minute 4"
)
JOINING = TypedLever("joining", -20.0, date(2026, 12, 1), size_sd=5.0, ramp_months=6)
_SETTINGS = ("mainstream", "special", "independent_special")
_GBP = {"mainstream": 7_000.0, "special": 22_000.0, "independent_special": 60_000.0}


def sample_room(*, data: str = "d" * 64) -> RoomCouncil:
    """Sixty children in three settings, special schools full, eight plans late."""
    space = council_space()
    names = [_SETTINGS[i % 3] for i in range(CHILDREN)]
    setting, need = _int32([space.settings.index(name) for name in names]), _int32([i % 2 for i in range(CHILDREN)])
    ages = _int32([1 + i % 9 for i in range(CHILDREN)])
    joined = np.where(np.arange(CHILDREN) % 6 == 0, NO_PLAN, need).astype(np.int32)
    history = History(
        census_year_from=np.full(CHILDREN, 2025, np.int32),
        nc_year_from=ages,
        need_from=joined,
        setting_from=np.where(joined == NO_PLAN, NO_PLAN, setting).astype(np.int32),
        need_to=need,
        setting_to=setting,
    )
    residents = Population(2025, np.full((13, len(NC_YEARS)), 400.0))
    prices = np.array([_GBP[name] for name in names])
    stock = Stock(2026, np.arange(CHILDREN, dtype=np.uint64), ages, need, setting, prices)
    book = price_book(need, setting, prices, space, default_gbp_per_year=np.full(len(space.settings), 9_000.0))
    late = np.zeros(len(NC_YEARS))
    late[6] = 10.0
    today = Today(PlacesToday((PlaceGroup("special", 20),)), Pipeline(late, late, 5.0, 0.8))
    council = Council(Ingredients(fit(history, residents, space), stock, residents, book), history, None, today)  # type: ignore[arg-type] # the room has no use for dated events
    uplift = PriceUplift(FinancialYear(2026), 0.04, "invented")
    return RoomCouncil(data, council, date(2026, 10, 31), FinancialYear(2026), uplift, 0.1)


def _int32(values: list[int]) -> Ints:
    return np.array(values, np.int32)


def in_use(room: RoomCouncil, monkeypatch: pytest.MonkeyPatch) -> RoomCouncil:
    """The pages find this council, and wait for its lives however busy the machine is."""
    monkeypatch.setattr("highneeds.operations.scenario_room.SECONDS_TO_WAIT", 600.0)
    monkeypatch.setattr("highneeds.operations.scenario_room.SECONDS_FOR_LEVERS", 600.0)
    monkeypatch.setattr("highneeds.operations.scenario_page.room_council", lambda: room)
    return room


def saved(name: str, *levers: TypedLever, by: str, ref: str = "", seen: int = 0, target: Target = TARGET) -> str:
    """Lived on the council in use, and saved; gives its ref."""
    return save_scenario(recorded(name, *levers, target=target), by=by, ref=ref, seen=seen)


def recorded(name: str, *levers: TypedLever, target: Target = TARGET) -> SavedScenario:
    applied = apply_levers(name, levers, target, owner="sam")
    assert applied.lived is not None, applied
    return record_of(name, levers, target, applied.lived)
