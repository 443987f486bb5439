"""A forecast of every authority in England from published totals, and how such forecasts did before."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.national.forecast import (
    MOST_YEARS,
    NationalForecast,
    counted_years,
    forecast_national,
    origins_of,
)
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.nested import Mark, nested_back_test, scored_origins
from highneeds.forecast.national.types import FLOWS, FORECAST_SERIES, NEW_PLANS, POPULATION, NationalPanel
from highneeds.ingest.dfe import read_national

_FAULTS_TOLD = 20
COLUMNS = ("series", "la", "target", "point", "lo80", "hi80")
_LEAST_GROWTH_PERCENT, _MOST_GROWTH_PERCENT = -20.0, 40.0  # beyond, somebody mistook the unit


@dataclass(frozen=True)
class NationalReport:
    """The forecast, where it was written, what was told about the files, and what they lack of what helps."""

    forecast: NationalForecast
    area_names: dict[str, str]
    out: Path
    absent: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class NationalBackTest:
    """``origins``: the Januaries that were scored."""

    marks: tuple[Mark, ...]
    origins: tuple[int, ...]
    faults: tuple[Fault, ...]


def forecast_every_authority(
    data: Path, origin: int, out: Path, *, years: int = MOST_YEARS, growth_percent: float | None = None
) -> NationalReport:
    """Forecast from January of ``origin`` and write one row for each series, area and target year.

    ``growth_percent``: England's yearly growth to assume in place of last year's. Raises Refusal for files that cannot
    be used, years missing from them, an origin they do not hold, or a file that cannot be written.
    """
    _check_request(years, growth_percent)
    panel, faults = _read(data)
    _check_years(panel, origin)
    growth = None if growth_percent is None else growth_percent / 100.0
    forecast = forecast_national(panel, origin, years=years, england_growth=growth)
    _write(out, forecast)
    absent = tuple(sorted(key.replace("_", " ") for key in FLOWS | {POPULATION} if key not in panel))
    names = dict(zip(panel.areas, panel.area_names, strict=True))
    return NationalReport(forecast, names, out, absent, faults)


def back_test_national(data: Path) -> NationalBackTest:
    """Make the forecast again in every past January and mark it beside every naive one. Raises Refusal as above."""
    panel, faults = _read(data)
    _check_years(panel, (origins_of(panel) or panel.years)[-1])
    origins = scored_origins(panel)
    if not origins:
        message = (
            "A back-test needs at least eight Januaries in a row: six before the first forecast, its own and one "
            f"after it. These files have {_span(counted_years(panel))}."
        )
        raise Refusal(message)
    return NationalBackTest(nested_back_test(panel, origins), origins, faults)


def _check_request(years: int, growth_percent: float | None) -> None:
    faults = []
    if not 1 <= years <= MOST_YEARS:
        faults.append(f"--years is 1 to {MOST_YEARS}, not {years}.")
    if growth_percent is not None and not _LEAST_GROWTH_PERCENT <= growth_percent <= _MOST_GROWTH_PERCENT:
        faults.append(
            f"--growth is England's growth in per cent a year, {_LEAST_GROWTH_PERCENT:.0f} to "
            f"{_MOST_GROWTH_PERCENT:.0f}, not {growth_percent:g}."
        )
    if faults:
        raise Refusal("\n".join(faults))


def _read(data: Path) -> tuple[NationalPanel, tuple[Fault, ...]]:
    panel, faults = read_national(data)
    if panel is None:
        lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
        more = [f"and {len(lines) - _FAULTS_TOLD} faults more."] if len(lines) > _FAULTS_TOLD else []
        raise Refusal("\n".join(["The files cannot be used.", *lines[:_FAULTS_TOLD], *more]))
    return panel, faults


def _check_years(panel: NationalPanel, origin: int) -> None:
    """A January or a year of new plans missing for everyone would be read as no growth: say so, guess nothing."""
    counted = counted_years(panel)
    if not counted:
        message = "These files hold no count of plans."
        raise Refusal(message)
    missing = [year for year in range(counted[0], min(origin, counted[-1])) if year not in counted]
    started = [year for year in panel.years if np.isfinite(figures(panel, NEW_PLANS, year)).any()]
    flows = [year for year in range(started[0] if started else origin - 1, origin) if year not in started]
    faults = []
    if missing:
        faults.append(f"The count of plans of January {_listed(missing)} is missing for every authority.")
    if origin not in origins_of(panel) and not missing:
        faults.append(
            f"January {origin} cannot be an origin. These files count plans in {_span(counted)}, and an origin needs "
            "its own count and the two before it."
        )
    elif flows:
        faults.append(
            f"The new plans of {_listed(flows)} are missing for every authority; a forecast from January {origin} "
            f"needs every year to {origin - 1}."
        )
    if faults:
        raise Refusal("\n".join(faults))


def _listed(years: list[int]) -> str:
    return ", ".join(str(year) for year in years)


def _span(years: tuple[int, ...]) -> str:
    return f"January {years[0]} to {years[-1]}" if years else "no January"


def _write(out: Path, forecast: NationalForecast) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for series in FORECAST_SERIES:
                point, low, high = forecast.point[series], forecast.low[series], forecast.high[series]
                for place, area in enumerate(forecast.areas):
                    for step, target in enumerate(forecast.targets(series)):
                        ends = (point[place, step], low[place, step], high[place, step])
                        writer.writerow([series, area, target, *(f"{number:.3f}" for number in ends)])
    except OSError as error:
        message = f"The file {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error


def england_total(forecast: NationalForecast, series: str) -> tuple[float, ...]:
    """The areas' points added up, by target."""
    return tuple(float(number) for number in forecast.point[series].sum(axis=0))


def england_range_percent(forecast: NationalForecast) -> tuple[float, ...]:
    """How far England's plans may be off either way, 8 in 10, in per cent, by target of the totals."""
    normal_tail = 1.2816
    return tuple(float(100.0 * np.expm1(normal_tail * one)) for one in forecast.england_surprise)
