"""The path each draw's caseload takes from month to month, led through what is known today."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import Labelled
from highneeds.finance.types import MONTHS_IN_A_YEAR, Floats, Tally
from highneeds.forecast.types import Simulation

_MID_MONTH = 15
_PENCE_IN_A_POUND = 100


def month_label(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def months_of(simulation: Simulation) -> tuple[str, ...]:
    """The label of every month of a forecast."""
    years = simulation.census_years
    return (*(f"{year}-{month:02d}" for year in years[:-1] for month in range(1, 13)), f"{years[-1]}-01")


def path_of(simulation: Simulation) -> Tally:
    """Every month of a forecast from its first January to its last."""
    axes = (
        ("draw", tuple(range(simulation.draws))),
        ("month", months_of(simulation)),
        ("setting", simulation.space.settings),
    )
    return Tally(
        Labelled(simulation.children_by_month.astype(np.float64), axes, "children"),
        Labelled(simulation.price_gbp_by_month, axes, "GBP per year"),
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


def _mean_prices(tally: Tally) -> Floats:
    """``[draw, period, setting]``: price per child; where there is no child, that of the period before, else after."""
    children, price = tally.children.values, tally.price.values
    means = np.divide(price, children, out=np.full(price.shape, np.nan), where=children > 0)
    for period in range(1, means.shape[1]):
        means[:, period] = np.where(np.isnan(means[:, period]), means[:, period - 1], means[:, period])
    for period in range(means.shape[1] - 2, -1, -1):
        means[:, period] = np.where(np.isnan(means[:, period]), means[:, period + 1], means[:, period])
    filled: Floats = np.nan_to_num(means)
    return filled


def path_through(path: Tally, known: Tally, day: date, counted: Mapping[str, Mapping[str, int]] | None = None) -> Tally:
    """The path of every draw moved so that it passes through the actual caseload ``known`` on ``day``.

    After ``day`` each draw keeps its own changes from where the actual caseload stands (nothing falls below zero). From
    the first January to ``day`` every draw is the same: the children ``counted`` (month, then setting), else an even
    change; at a mean price that moves evenly. ``known`` has one draw, one month and the settings of ``path``.
    Raises ValueError when ``day`` is not within two years of the path's start.
    """
    first = str(path.children.labels("month")[0])
    offset = (day.year - int(first[:4])) * MONTHS_IN_A_YEAR + day.month - 1
    before_or_after_the_middle = (day.day - _MID_MONTH) / calendar.monthrange(day.year, day.month)[1]
    position = offset + before_or_after_the_middle
    if not 0 < position < 2 * MONTHS_IN_A_YEAR or known.settings != path.settings:
        message = f"the actual caseload of {day} does not fit a path that starts in {first}"
        raise ValueError(message)
    children = _moved(path.children.values, known.children.values[0, 0], position)
    price = _moved(path.price.values, known.price.values[0, 0], position)
    start = children[:, 0].copy()
    ends = Tally(_two(path, known, "children"), _two(path, known, "price"))
    means = _mean_prices(ends)
    for month in range(int(position) + 1):
        part = month / position
        so_far = (1 - part) * start + part * known.children.values[0, 0]
        of_month = (counted or {}).get(str(path.children.labels("month")[month]))
        if month and of_month is not None:
            so_far[:] = [of_month.get(name, 0) for name in path.settings]
        children[:, month] = so_far
        price[:, month] = so_far * ((1 - part) * means[:, 0] + part * means[:, 1])
    return Tally(Labelled(children, path.children.axes, "children"), Labelled(price, path.price.axes, "GBP per year"))


def _two(path: Tally, known: Tally, which: str) -> Labelled:
    """The first January of the path and the known day, side by side."""
    of_path, of_day = (path.children, known.children) if which == "children" else (path.price, known.price)
    today = np.broadcast_to(of_day.values[0, 0], of_path.values[:, 0].shape)
    axes = (of_path.axes[0], ("month", ("first", "known")), of_path.axes[2])
    return Labelled(np.stack([of_path.values[:, 0], today], axis=1), axes, of_path.unit)


def _moved(levels: Floats, actual: Floats, position: float) -> Floats:
    """``levels[draw, month, setting]`` with each draw's path moved to meet ``actual[setting]`` at ``position``."""
    start = levels[:, :1].copy()
    moved = np.maximum(levels + (actual - level_at(levels, position))[:, None, :], 0.0)
    moved[:, :1] = start
    return moved


def level_at(levels: Floats, position: float) -> Floats:
    """``[draw, setting]`` at a place between the middles of two months, evenly between them."""
    before = int(position)
    part = position - before
    after = levels[:, min(before + 1, levels.shape[1] - 1)]
    return np.asarray((1 - part) * levels[:, before] + part * after, dtype=np.float64)
