"""Every fitted parameter as a row that a person can read, with the children it was seen on and how sure it is.

Intervals of rates and shares are those of the pooled history. How far the last year stood from it, its growth and its
shocks are rows of their own (``trend``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from highneeds.forecast import history_counts as counts
from highneeds.forecast.hazard import drawn_sds
from highneeds.forecast.mean_probability import log_odds_of, logistic
from highneeds.forecast.posterior import MONTHS_IN_A_YEAR, PLAN_BANDS, Hazard, Posterior, Shares, YearEffect
from highneeds.forecast.types import NC_YEARS, Bools, Floats, History, Population, StateSpace

COLUMNS = (
    "what",
    "need",
    "setting",
    "nc_year",
    "detail",
    "unit",
    "central",
    "low_50",
    "high_50",
    "low_80",
    "high_80",
    "children",
    "events",
    "leans_on",
)
_Z_50, _Z_80 = 0.674490, 1.281552  # half-widths of the middle 50 % and 80 % of a normal number
_ALL = ""
_MANY_CHILDREN = 50  # from here on a cell's own children outweigh what it borrows, at the spread councils show
_LEAST_SHARE_SHOWN = 0.005

_FROM_OTHERS = "those like it: no child of its own was seen"
_FROM_BOTH = "its own few children and those like it"
_FROM_OWN = "its own children"

Column = np.ndarray[tuple[int], np.dtype[np.generic]]
Values = np.ndarray[tuple[int, ...], np.dtype[np.generic]] | list[str] | str | None
Bounds = tuple[Floats, Floats, Floats, Floats]


def parameter_table(posterior: Posterior, history: History, population: Population) -> pl.DataFrame:
    """One row per parameter: the central value of the pooled history, 50 % and 80 % intervals, children, events.

    ``what``: leaving, moving, need change (by need, setting and NC year in the first January; ``time in plan`` as odds
    against not known), joining (per resident child of the NC year in the second January), first need, first setting,
    destination, new need, month of joining / leaving / moving, trend. ``leans_on`` says whether a row rests on its own
    children or on those beside it. Where a column does not apply it is empty or null.
    """
    return pl.concat(
        [
            *_hazards(posterior, history),
            _joining(posterior, history, population),
            *_choices(posterior, history),
            *_months(posterior),
            _trends(posterior, history),
        ]
    )


def _frame(what: str, central: Floats, bounds: Bounds, **columns: Values) -> pl.DataFrame:
    """Rows of one kind; a single value is that of every row, and a column not given does not apply."""
    named = dict(zip(("low_50", "high_50", "low_80", "high_80"), bounds, strict=True))
    given: dict[str, Values] = {**dict.fromkeys(COLUMNS, _ALL), "nc_year": None, "children": None, "events": None}
    given |= {**columns, **named, "central": central, "what": what}

    def column(name: str) -> pl.Series:
        values = given[name]
        return pl.Series(name, [values] * len(central) if values is None or isinstance(values, str) else values)

    whole, counted = pl.col("nc_year").cast(pl.Int32), pl.col("children", "events").cast(pl.Float64)
    return pl.DataFrame([column(name) for name in COLUMNS]).with_columns(whole, counted)


def _leans_on(children: Floats) -> list[str]:
    """In words, by how many children a row has of its own."""
    words = (
        "those like it: no child of its own was seen",
        "its own few children and those like it",
        "its own children",
    )
    return [words[int(seen > 0) + int(seen >= _MANY_CHILDREN)] for seen in children]


def _bounds(middle: Floats, sd: Floats) -> Bounds:
    """Of a number that is normal with ``middle`` and ``sd``."""
    return middle - _Z_50 * sd, middle + _Z_50 * sd, middle - _Z_80 * sd, middle + _Z_80 * sd


def _of_odds(middle: Floats, sd: Floats) -> Bounds:
    low_50, high_50, low_80, high_80 = _bounds(middle, sd)
    return logistic(low_50), logistic(high_50), logistic(low_80), logistic(high_80)


def _of_logs(middle: Floats, sd: Floats) -> Bounds:
    low_50, high_50, low_80, high_80 = _bounds(middle, sd)
    return np.exp(low_50), np.exp(high_50), np.exp(low_80), np.exp(high_80)


def _names(names: tuple[str, ...], positions: Column) -> list[str]:
    return [names[int(position)] for position in positions]


def _nc_years(positions: Column) -> Column:
    return np.array(NC_YEARS)[positions.astype(np.int64)]


def _hazards(posterior: Posterior, history: History) -> list[pl.DataFrame]:
    rates, space = posterior.rates, posterior.space
    had_plan, stayed = counts.had_plan(history), counts.could_stay(history, space)
    can_stay = space.is_valid.copy()
    can_stay[:, :, :-1] &= space.is_valid[:, :, 1:]
    return [
        *_hazard("leaving", rates.leave, history, space, (had_plan, counts.left(history)), space.is_valid),
        *_hazard("moving", rates.move, history, space, (stayed, counts.moved(history)), can_stay),
        *_need_change(rates.need_change, history, space),
    ]


def _hazard(
    what: str, hazard: Hazard, history: History, space: StateSpace, rows: tuple[Bools, Bools], shown: Bools
) -> list[pl.DataFrame]:
    exposed, event = rows
    children, events = (counts.cells(history, which, space) for which in (exposed, exposed & event))
    need, setting, nc = np.nonzero(shown)
    centre, middle = hazard.centre[shown], (hazard.centre + hazard.draw_shift)[shown]
    own = children.sum(axis=3)[shown]
    cells = _frame(
        what,
        logistic(centre),
        _of_odds(middle, drawn_sds(hazard)[shown]),
        need=_names(space.needs, need),
        setting=_names(space.settings, setting),
        nc_year=_nc_years(nc),
        unit="probability within a year",
        children=own,
        events=events.sum(axis=3)[shown],
        leans_on=_leans_on(own),
    )
    return [cells, *_bands(what, hazard, children, events)]


def _bands(what: str, hazard: Hazard, children: Floats, events: Floats) -> list[pl.DataFrame]:
    """Time in plan, as odds against children whose time is not known; none where no date is known."""
    of_band, events_of_band = children.sum(axis=(0, 1, 2))[1:], events.sum(axis=(0, 1, 2))[1:]
    if not of_band.any():
        return []
    bands = len(PLAN_BANDS) - 1
    sd = np.sqrt((hazard.main_lower[-bands:] ** 2).sum(axis=1))
    centre = hazard.band_centre[1:]
    return [
        _frame(
            what,
            np.exp(centre),
            _of_logs(centre, sd),
            detail=[f"time in plan: {band}" for band in PLAN_BANDS[1:]],
            unit="odds, as a multiple",
            children=of_band,
            events=events_of_band,
            leans_on=_leans_on(of_band),
        )
    ]


def _need_change(hazard: Hazard, history: History, space: StateSpace) -> list[pl.DataFrame]:
    """The same in every setting: one row per need and NC year."""
    stayed, changed = counts.remained(history), counts.changed_need(history)
    children, events = (counts.cells(history, rows, space) for rows in (stayed, changed))
    shown = space.is_valid.any(axis=1)
    need, nc = np.nonzero(shown)
    own = children.sum(axis=(1, 3))[shown]
    cells = _frame(
        "need change",
        logistic(hazard.centre[:, 0][shown]),
        _of_odds((hazard.centre + hazard.draw_shift)[:, 0][shown], drawn_sds(hazard)[:, 0][shown]),
        need=_names(space.needs, need),
        nc_year=_nc_years(nc),
        unit="probability within a year",
        children=own,
        events=events.sum(axis=(1, 3))[shown],
        leans_on=_leans_on(own),
    )
    return [cells, *_bands("need change", hazard, children, events)]


def _joining(posterior: Posterior, history: History, population: Population) -> pl.DataFrame:
    rates = posterior.rates
    residents = population.between(history.intervals[0] + 1, history.intervals[-1] + 1).sum(axis=0)
    shown = rates.join_rate > 0.0
    rate, sd = rates.join_rate[shown], rates.join_rate_log_sd[shown]
    joined = counts.joins(history, posterior.space).sum(axis=(1, 2))[shown]
    return _frame(
        "joining",
        rate,
        _of_logs(np.log(rate) - sd**2 / 2.0, sd),
        nc_year=_nc_years(np.flatnonzero(shown)),
        unit="joins per resident child a year",
        children=residents[shown],
        events=joined,
        leans_on=_leans_on(joined),
    )


def _choices(posterior: Posterior, history: History) -> list[pl.DataFrame]:
    rates, space = posterior.rates, posterior.space
    joins, moves = counts.joins(history, space), counts.moves(history, space).sum(axis=0)
    needs, settings = space.needs, space.settings
    changed = counts.changed_need(history)
    size = (len(needs), len(needs))
    changes = counts.tally(size, history.need_from[changed], history.need_to[changed])
    return [
        _shares("first need", rates.join_need, joins.sum(axis=2), ("nc_year", ()), ("need", needs)),
        _shares("first setting", rates.join_setting, joins, ("nc_year", ()), ("need", needs), ("setting", settings)),
        _shares("destination", rates.destination, moves, ("setting", settings), ("nc_year", ()), ("detail", settings)),
        _shares("new need", rates.new_need, changes, ("need", needs), ("detail", needs)),
    ]


def _shares(what: str, shares: Shares, events: Floats, *axes: tuple[str, tuple[str, ...]]) -> pl.DataFrame:
    """Shares that are seen or not negligible; ``axes`` name the column of each axis and its positions."""
    of_choice = np.broadcast_to(events.sum(axis=-1, keepdims=True), events.shape)
    shown = (events > 0.0) | ((shares.share >= _LEAST_SHARE_SHOWN) & (of_choice > 0.0))
    share = shares.share[shown]
    # Pseudo-counts behind the lognormal spread (``choices.as_shares``), and from them the spread of the log odds.
    alpha = 1.0 / np.expm1(np.maximum(shares.log_sd[shown], 1e-9) ** 2)
    others = np.maximum(alpha / np.maximum(share, 1e-12) - alpha, 1e-12)
    sd = np.where(share < 1.0, np.sqrt(1.0 / alpha + 1.0 / np.maximum(others, alpha * 1e-6)), 0.0)
    columns = {
        name: _names(names, at) if names else _nc_years(at)
        for (name, names), at in zip(axes, np.nonzero(shown), strict=True)
    }
    return _frame(
        what,
        share,
        _of_odds(log_odds_of(share), sd),
        unit="share",
        children=of_choice[shown],
        events=events[shown],
        leans_on=_leans_on(of_choice[shown]),
        **columns,
    )


def _months(posterior: Posterior) -> list[pl.DataFrame]:
    """Shares by month; they are used as they stand, without an interval."""
    frames = []
    for name, by_month in posterior.rates.months._asdict().items():
        share = np.diff(by_month, axis=1, prepend=0.0).reshape(-1)
        nothing = np.full(len(share), np.nan)
        nc, month = np.divmod(np.arange(len(share)), MONTHS_IN_A_YEAR)
        frames.append(
            _frame(
                f"month of {name}",
                share,
                (nothing, nothing, nothing, nothing),
                nc_year=_nc_years(nc),
                detail=[f"month {int(at) + 1} after the January census" for at in month],
                unit="share of the year's events",
            )
        )
    return frames


def _trends(posterior: Posterior, history: History) -> pl.DataFrame:
    rates = posterior.rates
    had_plan, stayed = counts.had_plan(history), counts.could_stay(history, posterior.space)
    joined = counts.joined(history)
    effects: tuple[tuple[str, YearEffect, Bools, Bools], ...] = (
        ("leaving", rates.leave_effect, had_plan, counts.left(history)),
        ("moving", rates.move_effect, stayed, stayed & counts.moved(history)),
        ("joining", rates.join_effect, joined, joined),
    )
    frames = []
    for name, effect, exposed, event in effects:
        growth_sd = float(np.hypot(effect.growth_on_level, effect.growth_sd))
        middle = np.array([effect.level_mean, effect.growth_mean, 0.0])
        sd = np.array([effect.level_sd, growth_sd, float(np.sqrt(effect.shock_variance))])
        frames.append(
            _frame(
                "trend",
                np.exp(middle),
                _of_logs(middle, sd),
                detail=[
                    f"{name}: last year against the pooled history",
                    f"{name}: growth into the next year, before damping",
                    f"{name}: shock of one year",
                ],
                unit="multiple of the rate" if name == "joining" else "multiple of the odds",
                children=np.full(3, float(exposed.sum())),
                events=np.full(3, float(event.sum())),
                leans_on="the years seen, and what authorities in England showed",
            )
        )
    return pl.concat(frames)
