"""Every rate of many draws at once, in NumPy: what ``bench.multinomial`` runs on.

The same model as the engine's worlds (``highneeds.forecast.posterior`` says it in words), with random numbers of its
own. Time since the plan began is left out: counts by cell would have five times as many cells.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.forecast.posterior import Hazard, Rates, Shares, YearEffect
from highneeds.forecast.types import Floats

_LARGEST_SHOCK_RATIO = 3.0  # as the engine holds a draw's shocks


class DrawnRates(NamedTuple):
    """First axis draw. Odds are by [need, setting, NC position]; years' effects by step."""

    leave_odds: Floats
    move_odds: Floats
    need_change_odds: Floats
    destination: Floats  # weights [setting from, nc to, setting to]
    new_need: Floats  # weights [need from, need to]
    join_rate: Floats  # [nc to, need]
    join_setting: Floats  # weights [nc to, need, setting]
    leave_year: Floats
    move_year: Floats
    join_year: Floats


def drawn_rates(rng: np.random.Generator, rates: Rates, draws: int, years: int, *, is_drawn: bool) -> DrawnRates:
    """``is_drawn`` false: the central rates in every draw, all years alike."""
    if not is_drawn:
        return _central(rates, draws, years)
    rate = rates.join_rate * _lognormal(rng, rates.join_rate_log_sd, draws)
    join_need = _weights(rng, rates.join_need, draws)
    total = join_need.sum(axis=2, keepdims=True)
    return DrawnRates(
        leave_odds=_odds(rng, rates.leave, draws),
        move_odds=_odds(rng, rates.move, draws),
        need_change_odds=_odds(rng, rates.need_change, draws),
        destination=_weights(rng, rates.destination, draws),
        new_need=_weights(rng, rates.new_need, draws),
        join_rate=rate[:, :, None] * join_need / np.where(total > 0.0, total, 1.0),
        join_setting=_weights(rng, rates.join_setting, draws),
        leave_year=_years(rng, rates.leave_effect, draws, years),
        move_year=_years(rng, rates.move_effect, draws, years),
        join_year=_years(rng, rates.join_effect, draws, years),
    )


def _central(rates: Rates, draws: int, years: int) -> DrawnRates:
    def alike(values: Floats) -> Floats:
        return np.broadcast_to(values, (draws, *values.shape))

    ones = np.ones((draws, years))
    return DrawnRates(
        leave_odds=alike(np.exp(rates.leave.centre)),
        move_odds=alike(np.exp(rates.move.centre)),
        need_change_odds=alike(np.exp(rates.need_change.centre)),
        destination=alike(rates.destination.share),
        new_need=alike(rates.new_need.share),
        join_rate=alike(rates.join_rate[:, None] * rates.join_need.share),
        join_setting=alike(rates.join_setting.share),
        leave_year=ones,
        move_year=ones,
        join_year=ones,
    )


def _odds(rng: np.random.Generator, hazard: Hazard, draws: int) -> Floats:
    needs, settings, ncs = hazard.centre.shape
    mains = rng.standard_normal((draws, len(hazard.main_lower))) @ hazard.main_lower.T
    of_nc, of_setting, of_need, of_pair, _ = np.split(
        mains, np.cumsum([ncs, settings, needs, needs * settings]), axis=1
    )
    deviates = of_need[:, :, None] + of_pair.reshape(draws, needs, settings)
    main = of_setting[:, :, None] + of_nc[:, None, :]
    of_needs = np.einsum("skc,dks->dsc", hazard.need_share, deviates)
    own = hazard.own_sd * rng.standard_normal((draws, settings, ncs))
    surface = main - hazard.pull * (main + of_needs) + own
    return np.asarray(np.exp(hazard.centre + hazard.draw_shift + surface[:, None] + deviates[:, :, :, None]))


def _weights(rng: np.random.Generator, choice: Shares, draws: int) -> Floats:
    return choice.share * _lognormal(rng, choice.log_sd, draws)


def _lognormal(rng: np.random.Generator, log_sd: Floats, draws: int) -> Floats:
    """With mean 1."""
    return np.asarray(np.exp(log_sd * (rng.standard_normal((draws, *log_sd.shape)) - 0.5 * log_sd)))


def _years(rng: np.random.Generator, effect: YearEffect, draws: int, years: int) -> Floats:
    z_level, z_growth, *z_shocks = rng.standard_normal((2 + years, draws))
    level = effect.level_mean + effect.level_sd * z_level
    growth = effect.growth_mean + effect.growth_on_level * z_level + effect.growth_sd * z_growth
    ratio = np.sqrt(effect.shock_degrees / rng.chisquare(effect.shock_degrees, draws))
    shock_sd = np.sqrt(effect.shock_variance) * np.minimum(ratio, _LARGEST_SHOCK_RATIO)
    grown = np.cumsum(effect.damping ** np.arange(1, years + 1))
    shocks = shock_sd[:, None] * np.stack(z_shocks, axis=1) - 0.5 * shock_sd[:, None] ** 2
    return np.asarray(np.exp(level[:, None] + growth[:, None] * grown + shocks))
