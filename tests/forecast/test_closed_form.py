"""With constant rates the mean of the draws is an expectation that can be worked out by hand: one matrix per year."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Rates
from highneeds.forecast.simulate import simulate
from highneeds.forecast.types import Floats, Population, Stock
from highneeds.ingest.peer import read_peer_files

DEMO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "witan-demo"
DRAWS = 2000


def expected_joiners(rates: Rates, residents: Floats) -> Floats:
    """``[need, setting, nc]`` of one year."""
    by_need = (residents * rates.join_rate)[:, None] * rates.join_need.share
    settings = rates.join_setting.share * np.moveaxis(rates.is_valid, 2, 0)
    return np.moveaxis(by_need[:, :, None] * settings / np.maximum(settings.sum(axis=2, keepdims=True), 1e-300), 0, 2)


def a_year_later(rates: Rates, present: Floats) -> Floats:
    """Expected children ``[need, setting, nc]`` after one year, before anyone joins: each cell's chances in turn."""
    leave, move, change = (1 / (1 + np.exp(-h.centre)) for h in (rates.leave, rates.move, rates.need_change))
    later = np.zeros_like(present)
    for need, setting, nc in np.argwhere(present[:, :, :-1] > 0):
        stays = present[need, setting, nc] * (1 - leave[need, setting, nc])
        valid = rates.is_valid[:, :, nc + 1]
        chance = move[need, setting, nc] if valid[need, setting] else 1.0
        for moves, part in ((True, chance), (False, 1 - chance)):
            new = rates.new_need.share[need] * (valid.any(axis=1) if moves else valid[:, setting])
            new[need] = 0.0
            changed = change[need, setting, nc] if new.sum() > 0 else 0.0
            needs = changed * new / max(new.sum(), 1e-300)
            needs[need] += 1 - changed
            for after in np.flatnonzero(needs):
                weights = rates.destination.share[setting, nc + 1] * rates.affinity[after] * valid[after]
                weights[setting] = 0.0
                if not moves or (weights.sum() == 0 and valid[after, setting]):
                    weights = np.eye(len(weights))[setting]
                elif weights.sum() == 0:
                    weights = valid[after].astype(float)
                if weights.sum() > 0:
                    later[after, :, nc + 1] += stays * part * needs[after] * weights / weights.sum()
    return later


def expectation(rates: Rates, stock: Stock, population: Population, years: int) -> Floats:
    """``[year, need, setting, nc]`` from the stock on."""
    present = np.zeros(rates.is_valid.shape)
    np.add.at(present, (stock.need, stock.setting, stock.nc_year + 5), 1.0)
    path = [present]
    for year in range(1, years + 1):
        residents = population.between(stock.census_year + year, stock.census_year + year)[0]
        path.append(a_year_later(rates, path[-1]) + expected_joiners(rates, residents))
    return np.stack(path)


@pytest.mark.shared
@pytest.mark.skipif(not DEMO.is_dir(), reason=f"the demonstration files are not at {DEMO}")
def test_constant_rates_give_the_closed_form_expectation_of_the_demonstration() -> None:
    names = ("transitions", "population", "costs", "valid_states")
    inputs, _ = read_peer_files(**{name: DEMO / f"{name.replace('_', '-')}.csv" for name in names})
    assert inputs is not None
    posterior = fit(inputs.history, inputs.population, inputs.space)
    run = simulate(
        posterior, inputs.stock, inputs.population, inputs.prices, years=5, draws=DRAWS, seed=3, rates="constant"
    )
    expected = expectation(posterior.rates, inputs.stock, inputs.population, 5)
    for counted, wanted in (
        (run.children.sum(axis=(2, 3)), expected.sum(axis=(1, 2, 3))),
        (run.children.sum(axis=3), expected.sum(axis=(2, 3))),
        (run.children.sum(axis=2), expected.sum(axis=(1, 3))),
        (run.children_by_nc, expected.sum(axis=(1, 2))),
    ):
        error = counted.std(axis=0) / np.sqrt(DRAWS)
        # Some 400 means are compared: 4.5 standard errors are passed by chance in one of 300 runs.
        assert (np.abs(counted.mean(axis=0) - wanted) <= 4.5 * error + 1e-9).all()
