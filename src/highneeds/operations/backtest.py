"""How earlier forecasts would have done: of the stored council, or from the four files of another model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance import own_prices
from highneeds.forecast.backtest import FEWEST_INTERVALS, BackTest, Past, back_test
from highneeds.forecast.backtest_scores import Score, forecast_table, score_table, scores_of
from highneeds.forecast.prices import mean_prices
from highneeds.forecast.space import council_space
from highneeds.forecast.types import Floats, StateSpace
from highneeds.governance.record import PastForecasts
from highneeds.ingest.peer import read_peer_files
from highneeds.operations.forecast_inputs import history_of, population_of
from highneeds.operations.month_inputs import Caseload, MonthInputs, caseload_of, month_inputs
from highneeds.operations.past_forecasts import no_past_forecasts, past_forecasts_of
from highneeds.reports.charts import earlier
from highneeds.reports.past_words import WHAT_THEY_KNEW
from highneeds.rules.england import plans_in_england
from highneeds.store.setup import open_store

_DRAWS_IN_MONTH = 200  # enough to see an 8-in-10 range by, in about two seconds
_FAULTS_TOLD = 20
WHAT_IT_KNEW = (
    WHAT_THEY_KNEW,
    "Simple methods are marked only where they had years enough, which may be fewer forecasts than ours.",
)


@dataclass(frozen=True)
class TrackRecord:
    """A back-test, its marks, what is kept of it with what it asks of the ranges, and the files written."""

    test: BackTest
    scores: tuple[Score, ...]
    past: PastForecasts
    written: tuple[Path, ...]


def back_test_council(
    *, draws: int, seed: int, out: Path | None, progress: Callable[[int, int], None] | None = None
) -> TrackRecord:
    """Of what is stored. Raises Refusal when too few Januaries are, or when ``out`` cannot be written."""
    open_store()
    inputs = month_inputs()
    return _record(past_of_council(inputs, caseload_of(inputs)), draws=draws, seed=seed, out=out, progress=progress)


def back_test_peer_files(
    *,
    transitions: Path,
    population: Path,
    costs: Path,
    valid_states: Path,
    draws: int,
    seed: int,
    out: Path | None,
    progress: Callable[[int, int], None] | None = None,
) -> TrackRecord:
    """From the input files of witan.send. Raises Refusal, with every fault, when they cannot be used."""
    inputs, faults = read_peer_files(
        transitions=transitions, population=population, costs=costs, valid_states=valid_states
    )
    if inputs is None:
        told = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
        more = [f"and {len(told) - _FAULTS_TOLD} faults more."] if len(told) > _FAULTS_TOLD else []
        raise Refusal("\n".join(["The files cannot be used. Nothing was written.", *told[:_FAULTS_TOLD], *more]))
    price = mean_prices(inputs.prices)
    past = Past(inputs.space, inputs.history, inputs.population, price, _nation())
    return _record(past, draws=draws, seed=seed, out=out, progress=progress)


def past_forecasts_of_month(
    inputs: MonthInputs, caseload: Caseload, *, seed: int, progress: Callable[[int, int], None] | None = None
) -> PastForecasts:
    """For the month's record: how forecasts would have done at every past January, with draws enough for a range."""
    past = past_of_council(inputs, caseload)
    if not past.origins:
        return no_past_forecasts()
    return past_forecasts_of(back_test(past, draws=_DRAWS_IN_MONTH, seed=seed, progress=progress))


def past_of_council(inputs: MonthInputs, caseload: Caseload) -> Past:
    """The stored council as the back-test takes it."""
    space = council_space()
    january = caseload.januaries[caseload.start_january]
    prices = own_prices(january, inputs.tables["cost_lines"], inputs.financial_year.first_day, inputs.as_at).prices
    priced = january.join(prices.select("child_key", "price_pence_per_year"), on="child_key", how="left")
    return Past(
        space=space,
        history=history_of(caseload.history, space),
        population=population_of(inputs.tables["population"]),
        price_gbp_per_year=_prices_by_state(priced, space),
        national=_nation(),
    )


def _prices_by_state(priced: pl.DataFrame, space: StateSpace) -> Floats:
    """Mean £ a year ``[need, setting]``; of the setting where no child of the need is in it, else nothing."""
    pounds = pl.col("price_pence_per_year").fill_null(0).mean() / 100
    of_state = {(row[0], row[1]): row[2] for row in priced.group_by("need", "setting").agg(pounds).iter_rows()}
    of_setting = {row[0]: row[1] for row in priced.group_by("setting").agg(pounds).iter_rows()}
    return np.array(
        [
            [float(of_state.get((need, setting), of_setting.get(setting, 0.0))) for setting in space.settings]
            for need in space.needs
        ]
    )


def _nation() -> Mapping[int, float]:
    return {january: float(plans) for january, plans in plans_in_england().items()}


def _record(
    past: Past, *, draws: int, seed: int, out: Path | None, progress: Callable[[int, int], None] | None
) -> TrackRecord:
    if not past.origins:
        message = (
            f"A back-test needs {FEWEST_INTERVALS + 2} Januaries: {FEWEST_INTERVALS + 1} to learn from and one to "
            f"compare with. There are {len(past.januaries)}."
        )
        raise Refusal(message)
    test = back_test(past, draws=draws, seed=seed, progress=progress)
    scores, kept = scores_of(test), past_forecasts_of(test)
    written = () if out is None else _write(test, scores, kept, out)
    return TrackRecord(test, scores, kept, written)


def _write(test: BackTest, scores: tuple[Score, ...], past: PastForecasts, out: Path) -> tuple[Path, ...]:
    tables = {"scores.csv": score_table(scores), "forecasts.csv": forecast_table(test)}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name, float_precision=3)
        (out / "chart.svg").write_text(earlier.draw(past, key="earlier", is_narrow=False) + "\n", encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in (*tables, "chart.svg"))
