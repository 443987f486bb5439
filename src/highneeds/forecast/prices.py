"""The price book: what new placements have cost, kept as they were seen, so that drawn prices look like real ones."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Floats, Ints, PriceBook, StateSpace

_STEPS_IN_A_POUND = 2.0**20
MOST_EXACT_GBP = 2.0**53 / _STEPS_IN_A_POUND


def in_steps(gbp: Floats) -> Floats:
    """Pounds rounded to steps of about a millionth, in which floating point adds and subtracts without error up to
    £8.6bn: so a sum does not depend on the order of its parts, and parts add to their whole exactly.
    """
    return np.asarray(np.rint(gbp * _STEPS_IN_A_POUND) / _STEPS_IN_A_POUND)


def price_book(
    need: Ints,
    setting: Ints,
    price_gbp_per_year: Floats,
    space: StateSpace,
    *,
    smallest_pool: int = 5,
    default_gbp_per_year: Floats | None = None,
) -> PriceBook:
    """Pools by (need, setting) from one row per placement; a pool with fewer prices falls back to the setting's.

    A setting without any price takes ``default_gbp_per_year[setting]``. Raises ValueError, naming the settings, when a
    setting that a child may be in has neither: no price is guessed.
    """
    defaults = np.full(len(space.settings), np.nan) if default_gbp_per_year is None else default_gbp_per_year
    of_setting = [
        _sorted_or(price_gbp_per_year[setting == code], defaults[code]) for code in range(len(space.settings))
    ]
    is_unknown = [bool(np.isnan(pool).any()) for pool in of_setting]
    unknown = [name for code, name in enumerate(space.settings) if is_unknown[code] and space.is_valid[:, code].any()]
    if unknown:
        message = f"no price is known for {', '.join(unknown)}"
        raise ValueError(message)
    pools: list[Floats] = [np.nan_to_num(pool) for pool in of_setting]
    which = np.tile(np.arange(len(space.settings)), (len(space.needs), 1))
    for code in np.ndindex(which.shape):
        own = np.sort(price_gbp_per_year[(need == code[0]) & (setting == code[1])])
        if len(own) >= max(1, smallest_pool):
            which[code] = len(pools)
            pools.append(own)
    ends = np.cumsum([len(pool) for pool in pools], dtype=np.int64)
    starts = ends - np.array([len(pool) for pool in pools], dtype=np.int64)
    return PriceBook(np.concatenate(pools).astype(np.float64), starts[which], ends[which])


def mean_prices(book: PriceBook) -> Floats:
    """The mean of each pool, £ a year ``[need, setting]``."""
    means = [
        book.prices_gbp_per_year[start:end].mean()
        for start, end in zip(book.start.ravel(), book.end.ravel(), strict=True)
    ]
    return np.array(means, dtype=np.float64).reshape(book.start.shape)


def _sorted_or(prices: Floats, default: float) -> Floats:
    return np.sort(prices) if len(prices) else np.array([default])
