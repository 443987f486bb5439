"""The stored council as scenarios need it: what its forecast is made from, its places today, and who waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from highneeds.core import CensusDay
from highneeds.finance import own_prices
from highneeds.forecast.levers.capacity import OVERFLOW, PlaceGroup, PlacesToday
from highneeds.forecast.levers.today import Today
from highneeds.forecast.types import StateSpace, Stock
from highneeds.operations.forecast_inputs import pipeline_of
from highneeds.operations.month_forecast import Council, council_of
from highneeds.operations.month_inputs import MonthInputs, caseload_of, month_inputs
from highneeds.rules import census_day
from highneeds.store.setup import open_store


@dataclass(frozen=True)
class StoredCouncil:
    """``inputs`` are what is stored, ``today`` the January its forecast starts in."""

    inputs: MonthInputs
    council: Council
    today: Today


def stored_council() -> StoredCouncil:
    """Raises Refusal, naming what is missing, when what is stored does not make a forecast."""
    open_store()
    inputs = month_inputs()
    tables, caseload = inputs.tables, caseload_of(inputs)
    year = caseload.start_january
    prices = own_prices(
        caseload.januaries[year], tables["cost_lines"], inputs.financial_year.first_day, inputs.as_at
    ).prices
    council = council_of(caseload, tables, prices)
    made_from = council.ingredients
    pipeline = pipeline_of(tables["requests"], tables["children"], census_day(CensusDay(year)), return_year=year)
    places = places_today(tables["providers"], made_from.stock, made_from.posterior.space)
    return StoredCouncil(inputs, council, Today(places, pipeline))


def places_today(providers: pl.DataFrame, stock: Stock, space: StateSpace) -> PlacesToday:
    """Places of each setting that can be full: what the register funds, and never fewer than the children there.

    Mainstream is never full. A setting of which the register has no places is taken never to be full either, since a
    number that is not known cannot bind.
    """
    funded = (
        providers.filter(pl.col("is_open") & pl.col("places_funded").is_not_null())
        .group_by(pl.col("setting").cast(pl.String))
        .agg(pl.col("places_funded").sum())
    )
    of_setting = {str(setting): int(places) for setting, places in funded.iter_rows()}
    there = np.bincount(stock.setting, minlength=len(space.settings))
    return PlacesToday(
        tuple(
            PlaceGroup(setting, max(of_setting[setting], int(there[position])))
            for position, setting in enumerate(space.settings)
            if setting in OVERFLOW and of_setting.get(setting)
        )
    )
