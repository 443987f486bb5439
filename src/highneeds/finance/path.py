"""From Januaries to months, and through what is known today: the path each draw's caseload takes through the year."""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import Labelled
from highneeds.finance.types import MONTHS_IN_A_YEAR, Floats, PhaseIn, Tally
from highneeds.forecast.types import Simulation

_MID_MONTH = 15
_TINY_SHARE = 0.05
_PENCE_IN_A_POUND = 100


def month_label(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def tally_of_simulation(simulation: Simulation) -> Tally:
    """The Januaries of a forecast, needs added together."""
    axes = (
        ("draw", tuple(range(simulation.draws))),
        ("census_year", simulation.census_years),
        ("setting", simulation.space.settings),
    )
    return Tally(
        Labelled(simulation.children.sum(axis=2).astype(np.float64), axes, "children"),
        Labelled(simulation.price_gbp.sum(axis=2), axes, "GBP per year"),
    )


def tally_of_census(prices: pl.DataFrame, settings: tuple[str, ...], day: date) -> Tally:
    """An actual caseload, from ``own_prices``, as a tally of one draw and one month; ``settings`` must hold its own."""
    children, price = np.zeros(len(settings)), np.zeros(len(settings))
    rows = prices.group_by("setting").agg(pl.len().alias("children"), pl.col("price_pence_per_year").sum())
    for setting, count, pence in rows.iter_rows():
        children[settings.index(setting)] = count
        price[settings.index(setting)] = pence / _PENCE_IN_A_POUND
    axes = (("draw", (0,)), ("month", (month_label(day),)), ("setting", settings))
    return Tally(
        Labelled(children.reshape(1, 1, -1), axes, "children"),
        Labelled(price.reshape(1, 1, -1), axes, "GBP per year"),
    )


def monthly_path(januaries: Tally, phase_in: PhaseIn) -> Tally:
    """Every month's middle from the first January to the last, the change of each year phased in by ``phase_in``."""
    years = [int(year) for year in januaries.children.labels("census_year")]
    months = (*(f"{year}-{month:02d}" for year in years[:-1] for month in range(1, 13)), f"{years[-1]}-01")
    axes = (("draw", januaries.children.labels("draw")), ("month", months), ("setting", januaries.settings))
    share = phase_in.of(januaries.settings)
    return Tally(
        Labelled(_phased(januaries.children.values, share), axes, "children"),
        Labelled(_phased(januaries.price.values, share), axes, "GBP per year"),
    )


def _phased(levels: Floats, share: Floats) -> Floats:
    """``levels[draw, january, setting]`` to ``[draw, month, setting]``."""
    parts: list[Floats] = []
    for year in range(levels.shape[1] - 1):
        start, change = levels[:, year], levels[:, year + 1] - levels[:, year]
        parts.extend(start + change * share[:, month] for month in range(MONTHS_IN_A_YEAR))
    return np.stack([*parts, levels[:, -1]], axis=1)


def path_through(path: Tally, known: Tally, day: date, phase_in: PhaseIn) -> Tally:
    """The path of every draw moved so that it passes through the actual caseload ``known`` on ``day``.

    After ``day`` each draw keeps its own changes from where the actual caseload stands (nothing falls below zero). From
    the first January to ``day`` every draw is the same: the actual change, phased in. ``known`` has one draw, one month
    and the settings of ``path``. Raises ValueError when ``day`` is outside the path's first year.
    """
    first = str(path.children.labels("month")[0])
    months_in = (day.year - int(first[:4])) * MONTHS_IN_A_YEAR + day.month - 1
    offset = months_in + (day.day - _MID_MONTH) / calendar.monthrange(day.year, day.month)[1]
    if not 1 <= offset <= MONTHS_IN_A_YEAR or known.settings != path.settings:
        message = f"the actual caseload of {day} does not fit a path that starts in {first}"
        raise ValueError(message)
    share = phase_in.of(path.settings)
    children = _through(path.children.values, known.children.values[0, 0], offset, share)
    price = _through(path.price.values, known.price.values[0, 0], offset, share)
    return Tally(Labelled(children, path.children.axes, "children"), Labelled(price, path.price.axes, "GBP per year"))


def _through(levels: Floats, actual: Floats, offset: float, share: Floats) -> Floats:
    """``levels[draw, month, setting]`` moved to meet ``actual[setting]`` at month ``offset``."""
    before = int(offset)
    part = offset - before
    simulated = (1 - part) * levels[:, before] + part * levels[:, min(before + 1, levels.shape[1] - 1)]
    moved = np.maximum(levels + (actual - simulated)[:, None, :], 0.0)
    reached = _reached(share, offset)
    start = levels[:, 0]
    for month in range(before + 1):
        moved[:, month] = np.maximum(start + (actual - start) * reached[:, month], 0.0)
    return moved


def _reached(share: Floats, offset: float) -> Floats:
    """``[setting, month]`` of the change up to ``offset`` that had happened; evenly where the profile stands still."""
    months = np.arange(share.shape[1])
    at = np.stack([np.interp(offset, months, of_setting) for of_setting in share])[:, None]
    has_profile = np.abs(at) >= _TINY_SHARE
    tame = np.clip(share / np.where(has_profile, at, 1.0), -1.0, 2.0)
    return np.where(has_profile, tame, months / offset)
