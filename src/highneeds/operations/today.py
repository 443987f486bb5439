"""What binds a council in the January its forecast starts from: places, how they grow, and the plans that are late.

The month's forecast and every scenario start from the same, so that a scenario is set against the month's forecast.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from highneeds.core import CensusDay
from highneeds.finance import Assumption
from highneeds.forecast.levers.capacity import OVERFLOW, PlaceGroup, PlacesToday
from highneeds.forecast.levers.today import Today
from highneeds.forecast.types import Simulation, StateSpace
from highneeds.operations.forecast_inputs import pipeline_of
from highneeds.operations.month_inputs import Caseload
from highneeds.rules import Setting, census_day


def today_of(tables: Mapping[str, pl.DataFrame], caseload: Caseload, space: StateSpace) -> Today:
    """Of the stored council, from ``tables`` by name and the Januaries up to the one the forecast starts from."""
    start = caseload.start_january
    there = {year: children_by_setting(frame) for year, frame in caseload.januaries.items() if year <= start}
    pipeline = pipeline_of(tables["requests"], tables["children"], census_day(CensusDay(start)), return_year=start)
    return Today(places_today(tables["providers"], there, space), pipeline)


def places_today(providers: pl.DataFrame, there: Mapping[int, Mapping[str, int]], space: StateSpace) -> PlacesToday:
    """Places of each setting that can be full: what the register funds, and never fewer than the children there.

    ``there``: children by setting in each January of the record; the last is today. Mainstream is never full. A setting
    of which the register has no places is taken never to be full either, since a number that is not known cannot bind.
    Places grow as the children there have over the record, and never shrink: a council that has opened places every
    year is taken to go on, and one that has not, not to begin.
    """
    funded = (
        providers.filter(pl.col("is_open") & pl.col("places_funded").is_not_null())
        .group_by(pl.col("setting").cast(pl.String))
        .agg(pl.col("places_funded").sum())
    )
    of_setting = {str(setting): int(places) for setting, places in funded.iter_rows()}
    now = there[max(there)]
    return PlacesToday(
        tuple(
            PlaceGroup(
                setting,
                max(of_setting[setting], now.get(setting, 0)),
                growth_share_per_year=_growth_share_per_year(there, setting),
            )
            for setting in space.settings
            if setting in OVERFLOW and of_setting.get(setting)
        )
    )


def today_in_words(today: Today, simulation: Simulation) -> tuple[Assumption, ...]:
    """The places, where children go who find none, and the plans that are late; ``simulation`` is played with them."""
    start = f"January {simulation.census_years[0]}"
    late = int(today.plans_late_by_nc().sum())
    return (
        *_places_in_words(today.places, simulation, start),
        Assumption(
            f"Plans that were late in {start}",
            f"{late:,}; as many plans are issued in a month as fall due in it, so that as many go on waiting",
            "the council's requests of more than 20 weeks, times the share of those assessed that got a plan",
        ),
    )


def _places_in_words(places: PlacesToday, simulation: Simulation, start: str) -> tuple[Assumption, ...]:
    name = "Settings that can be full"
    if not places.groups:
        return (Assumption(name, "none: no number of places is known", "the provider register has no funded places"),)
    known = "; ".join(
        f"{Setting(group.setting).label}: {group.places:,} places, {group.growth_share_per_year:.1%} more a year"
        for group in places.groups
    )
    rules = "; ".join(
        f"{Setting(group.setting).label}: {_then(places.overflow[group.setting].to)}" for group in places.groups
    )
    found_full = simulation.overflowed.sum(axis=(1, 2)).mean()
    return (
        Assumption(
            name,
            f"{len(places.groups)} whose places are known. {known}. All others have room for every child",
            f"the provider register in {start}, or the children there if more; growth as of the children there so far",
        ),
        Assumption(
            "Where children go who find a setting full",
            f"{rules}. {found_full:,.0f} children in {len(simulation.census_years) - 1} years, in the mean of draws",
            "an assumption of highneeds, in the order in which a placement panel would try",
        ),
    )


def _then(settings: tuple[str, ...]) -> str:
    return ", then ".join(Setting(name).label for name in settings)


def children_by_setting(census: pl.DataFrame) -> dict[str, int]:
    """How many children of a census are in each setting."""
    counts = census.group_by(pl.col("setting").cast(pl.String)).len()
    return {str(setting): int(children) for setting, children in counts.iter_rows()}


def _growth_share_per_year(there: Mapping[int, Mapping[str, int]], setting: str) -> float:
    """Compound, from the first January of the record with a child there to the last; 0 where none more are there."""
    seen = [january for january in sorted(there) if there[january].get(setting)]
    if not seen or seen[0] == max(there):
        return 0.0
    ratio = there[max(there)].get(setting, 0) / there[seen[0]][setting]
    return max(0.0, float(ratio ** (1 / (max(there) - seen[0])) - 1))
