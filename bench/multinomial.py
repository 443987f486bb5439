"""The same problem the usual way: counts by cell in NumPy, all draws of a batch at once, beside the engine.

A cell is a draw's need, setting and NC position. In a year binomial counts of each cell's children leave, move and
change need; multinomial counts share out where to. Children have no identity here: so no price of their own, no month,
no time since the plan began, and no luck that two scenarios could share. The rates are drawn as the engine draws them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bench.councils import Council, county, demonstration
from bench.drawn_rates import DrawnRates, drawn_rates
from bench.engine import COUNTY_YEARS, DEMO_YEARS, SKIPPED
from bench.finding import Finding, Stopwatch
from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Posterior, Rates
from highneeds.forecast.simulate import simulate
from highneeds.forecast.types import FIRST_NC_YEAR, Bools, Floats

RUNS = 3
BATCH = 50
MOST_STANDARD_ERRORS = 4.5
Counts = npt.NDArray[np.int64]
Cells = tuple[Counts, ...]


def beside_engine(draws: int) -> list[Finding]:
    """Both councils: time beside the engine's, and whether both expect the same children under constant rates."""
    demo = demonstration()
    findings = [Finding("counts, demo", SKIPPED, "")] if demo is None else _beside("demo", demo, DEMO_YEARS, draws)
    return findings + _beside("county", county(), COUNTY_YEARS, draws)


def _beside(case: str, council: Council, years: int, draws: int) -> list[Finding]:
    posterior = fit(council.history, council.population, council.space)
    inputs = posterior, council.stock, council.population, council.prices
    counts, engine = Stopwatch(), Stopwatch()
    simulate(*inputs, years=years, draws=2, seed=1)
    for run in range(RUNS):
        counts.time(lambda: counts_by_cell(council, posterior, years=years, draws=draws, seed=run))  # noqa: B023  called at once
        engine.time(lambda: simulate(*inputs, years=years, draws=draws, seed=run, threads=1))  # noqa: B023  as above
    what = f"counts by cell in NumPy, {years} years, {draws:,} draws, best of {RUNS}; the engine on 1 thread beside it"
    ratio = min(counts.wall) / min(engine.wall)
    told = f"{min(counts.wall):.2f} s; the engine {min(engine.wall):.2f} s, {ratio:.1f} times faster"
    errors, compared = disagreement(council, posterior, years=years, draws=draws)
    same = f"expected children by January and setting under constant rates, {compared} of them, largest difference"
    met = bool(errors <= MOST_STANDARD_ERRORS)
    limit = f"at most {MOST_STANDARD_ERRORS:g}"
    return [
        Finding(f"counts, {case}", what, told),
        Finding(f"counts, {case}", same, f"{errors:.1f} standard errors", limit, met),
    ]


def disagreement(council: Council, posterior: Posterior, *, years: int, draws: int) -> tuple[float, int]:
    """The largest difference between the two means of any January's setting or total, in standard errors of it; and
    how many were compared.
    """
    run = simulate(
        posterior,
        council.stock,
        council.population,
        council.prices,
        years=years,
        draws=draws,
        seed=3,
        rates="constant",
    )
    ours = _with_total(run.children.sum(axis=2)[:, 1:])
    theirs = _with_total(
        counts_by_cell(council, posterior, years=years, draws=draws, seed=4, is_drawn=False).sum(axis=2)
    )
    error = np.sqrt((ours.var(axis=0) + theirs.var(axis=0)) / draws)
    difference = np.abs(ours.mean(axis=0) - theirs.mean(axis=0))
    varies = error > 0.0
    if (difference[~varies] > 0.0).any():
        return np.inf, difference.size
    return float((difference[varies] / error[varies]).max()), difference.size


def _with_total(children: Counts) -> Floats:
    return np.concatenate([children, children.sum(axis=2, keepdims=True)], axis=2).astype(np.float64)


def counts_by_cell(
    council: Council, posterior: Posterior, *, years: int, draws: int, seed: int, is_drawn: bool = True
) -> Counts:
    """Children ``[draw, year, need, setting]`` in the Januaries after the stock's."""
    rng, stock, rates = np.random.default_rng(seed), council.stock, posterior.rates
    residents = council.population.between(stock.census_year + 1, stock.census_year + years)
    start = np.zeros(rates.is_valid.shape, np.int64)
    np.add.at(start, (stock.need, stock.setting, stock.nc_year - FIRST_NC_YEAR), 1)
    counts = np.empty((draws, years, *start.shape[:2]), np.int64)
    for first in range(0, draws, BATCH):
        batch = counts[first : first + BATCH]
        drawn = drawn_rates(rng, rates, len(batch), years, is_drawn=is_drawn)
        children = np.broadcast_to(start, (len(batch), *start.shape)).copy()
        for step in range(years):
            children = _a_year_later(rng, rates, drawn, children, step)
            _join(rng, rates, drawn, children, residents[step], step)
            batch[:, step] = children.sum(axis=3)
    return counts


def _a_year_later(rng: np.random.Generator, rates: Rates, drawn: DrawnRates, children: Counts, step: int) -> Counts:
    """``children[draw, need, setting, nc]`` a year older, without those who left and before anyone joins."""
    cells = np.nonzero(children[..., :-1])
    draw, need, setting, nc = cells
    remain = children[cells]
    remain -= rng.binomial(remain, _prob(drawn.leave_odds[cells] * drawn.leave_year[draw, step]))
    can_stay = rates.is_valid[need, setting, nc + 1]
    moving = np.where(can_stay, _prob(drawn.move_odds[cells] * drawn.move_year[draw, step]), 1.0)
    movers = rng.binomial(remain, moving)
    changing = _prob(drawn.need_change_odds[cells])
    after = draw, need, setting, nc + 1
    later = np.zeros_like(children)
    stay_at = _change_need(rng, drawn, after, remain - movers, changing, rates.is_valid)
    np.add.at(later, *stay_at)
    anywhere = np.broadcast_to(rates.is_valid.any(axis=1, keepdims=True), rates.is_valid.shape)
    _move(rng, rates, drawn, later, _change_need(rng, drawn, after, movers, changing, anywhere))
    return later


def _prob(odds: Floats) -> Floats:
    return odds / (1.0 + odds)


def _change_need(
    rng: np.random.Generator, drawn: DrawnRates, cells: Cells, count: Counts, changing: Floats, fits: Bools
) -> tuple[Cells, Counts]:
    """Cells and counts after changes of need, to needs that ``fits[need, setting, nc]`` allows where there are any."""
    draw, need, setting, nc = cells
    changed = rng.binomial(count, changing)
    some = np.flatnonzero(changed)
    weights = drawn.new_need[draw[some], need[some]] * fits[:, setting[some], nc[some]].T
    weights[np.arange(len(some)), need[some]] = 0.0
    some, weights = some[weights.sum(axis=1) > 0.0], weights[weights.sum(axis=1) > 0.0]
    rows, to, number = _share_out(rng, changed[some], weights)
    kept = count.copy()
    kept[some] -= changed[some]
    of = some[rows]
    joined = (
        np.concatenate([draw, draw[of]]),
        np.concatenate([need, to]),
        np.concatenate([setting, setting[of]]),
        np.concatenate([nc, nc[of]]),
    )
    return joined, np.concatenate([kept, number])


def _move(
    rng: np.random.Generator, rates: Rates, drawn: DrawnRates, later: Counts, movers: tuple[Cells, Counts]
) -> None:
    """Add movers to ``later`` where they arrive. Whom no setting likes stays or goes anywhere valid, or has left."""
    some = np.flatnonzero(movers[1])
    draw, need, setting, nc = (axis[some] for axis in movers[0])
    valid = rates.is_valid[need, :, nc]
    weights = drawn.destination[draw, setting, nc] * rates.affinity[need] * valid
    here = np.arange(len(some)), setting
    weights[here] = 0.0
    is_stuck = weights.sum(axis=1) == 0.0
    can_stay = valid[here]
    weights[is_stuck & ~can_stay] = valid[is_stuck & ~can_stay]
    weights[here] = np.where(is_stuck & can_stay, 1.0, weights[here])
    has_place = weights.sum(axis=1) > 0.0
    rows, to, number = _share_out(rng, movers[1][some][has_place], weights[has_place])
    np.add.at(later, (draw[has_place][rows], need[has_place][rows], to, nc[has_place][rows]), number)


def _join(
    rng: np.random.Generator, rates: Rates, drawn: DrawnRates, children: Counts, residents: Floats, step: int
) -> None:
    mean = drawn.join_rate * residents[:, None] * drawn.join_year[:, step, None, None]
    count = rng.poisson(mean)
    draw, nc, need = np.nonzero(count)
    weights = drawn.join_setting[draw, nc, need] * rates.is_valid[need, :, nc]
    has_place = weights.sum(axis=1) > 0.0
    draw, nc, need = draw[has_place], nc[has_place], need[has_place]
    rows, to, number = _share_out(rng, count[draw, nc, need], weights[has_place])
    np.add.at(children, (draw[rows], need[rows], to, nc[rows]), number)


def _share_out(rng: np.random.Generator, count: Counts, weights: Floats) -> tuple[Counts, Counts, Counts]:
    """Row, choice and number, for each choice that some of a row's ``count`` take in proportion to its ``weights``."""
    taken = rng.multinomial(count, weights / weights.sum(axis=1, keepdims=True))
    rows, to = np.nonzero(taken)
    return rows, to, taken[rows, to]
