"""How the year's forecast did: made at months 3, 6 and 9 of three past years from what was known then, in several
invented councils, beside the straight line and the budget.
"""

from __future__ import annotations

import os
import subprocess
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.finding import Finding
from highneeds.core import FinancialYear
from highneeds.demo.earlier import EarlierCouncil

YEARS, MONTHS = (2023, 2024, 2025), (3, 6, 9)
DEMONSTRATION, OTHERS = 2026, tuple(range(11, 21))
PLANS, FORECAST_DRAWS = 1_500, 400
LEAST_COVERED, MOST_COVERED = 0.75, 0.85
_MADE_THEN = """
import sys
from pathlib import Path
import polars as pl
from highneeds.finance import usual_outlook
from highneeds.operations.importing import import_paths
from highneeds.operations.month import month_outlook, month_position
from highneeds.operations.month_inputs import caseload_of, month_inputs
from highneeds.store.setup import open_store

class Silent:
    def __call__(self, stage): pass
    def detail(self, text): pass

open_store()
assert not import_paths([Path(sys.argv[1])]).is_refused
inputs = month_inputs()
caseload = caseload_of(inputs)
outlook = month_outlook(inputs, caseload, draws=int(sys.argv[2]), seed=1, progress=Silent())
year, book = str(inputs.financial_year), inputs.tables["budget_lines"]
money = month_position(inputs, caseload, outlook, usual_outlook(inputs.financial_year, budget=book))
income = book.filter(pl.col("kind").cast(pl.String) == "income")["cost_centre"].implode()
posted = inputs.tables["ledger"].filter(pl.col("financial_year") == year, ~pl.col("cost_centre").is_in(income))
print(money.spending_budget_pence, money.spending_forecast_pence, money.spending_low_pence,
      money.spending_high_pence, posted["amount_pence"].sum())
"""


class Vintage(NamedTuple):
    """One forecast of one year, in pence, and what the year came to."""

    seed: int
    year: FinancialYear
    month: int
    budget: int
    forecast: int
    low: int
    high: int
    to_date: int
    outturn: int

    @property
    def straight_line(self) -> float:
        return self.to_date * 12 / self.month

    @property
    def is_covered(self) -> bool:
        return self.low <= self.outturn <= self.high

    def error(self, guess: float) -> float:
        return (guess - self.outturn) / self.outturn


def outturns(draws: int) -> list[Finding]:
    """The demonstration council forecast by forecast, and all councils together. A quick run takes two councils."""
    others = OTHERS if draws >= 1_000 else OTHERS[:1]  # noqa: PLR2004 - the draws of a full run
    ours = list(vintages(DEMONSTRATION))
    every = [*ours, *(one for seed in others for one in vintages(seed))]
    return [*map(_told, ours), *(_together(every, month, len(others) + 1) for month in MONTHS), _coverage(every)]


def vintages(seed: int) -> Iterator[Vintage]:
    """Nine forecasts of one council, each made in a home of its own from files of its day."""
    council = EarlierCouncil(seed=seed, plans=PLANS)
    for starts in YEARS:
        year = FinancialYear(starts)
        outturn = council.outturn_pence(year)
        for month in MONTHS:
            with TemporaryDirectory() as folder:
                council.write(Path(folder) / "files", _last_day(year, month))
                budget, forecast, low, high, to_date = _made_then(Path(folder))
            yield Vintage(seed, year, month, budget, forecast, low, high, to_date, outturn)


def _made_then(folder: Path) -> tuple[int, ...]:
    command = [sys.executable, "-c", _MADE_THEN, str(folder / "files"), str(FORECAST_DRAWS)]
    environment = {**os.environ, "HIGHNEEDS_HOME": str(folder / "home")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603  our own words
    return tuple(map(int, done.stdout.split()))


def _last_day(year: FinancialYear, month: int) -> date:
    first = year.months()[month - 1]
    return first.replace(day=monthrange(first.year, first.month)[1])


def _told(one: Vintage) -> Finding:
    figure = (
        f"{_millions(one.forecast)} ({_millions(one.low)} to {_millions(one.high)}), came to {_millions(one.outturn)}: "
        f"{one.error(one.forecast):+.1%}; straight line {one.error(one.straight_line):+.1%}, budget "
        f"{one.error(one.budget):+.1%}"
    )
    return Finding("outturns", f"demonstration council, {one.year}, month {one.month}", figure)


def _together(every: list[Vintage], month: int, councils: int) -> Finding:
    of = [one for one in every if one.month == month]
    guesses = [(one.error(one.forecast), one.error(one.straight_line), one.error(one.budget)) for one in of]
    ours, line, budget = (sum(map(abs, errors)) / len(of) for errors in zip(*guesses, strict=True))
    what = f"{councils} councils, month {month}: mean error either way"
    return Finding("outturns", what, f"{ours:.2%}; straight line {line:.2%}, budget {budget:.2%}")


def _coverage(every: list[Vintage]) -> Finding:
    share = sum(one.is_covered for one in every) / len(every)
    target = f"{LEAST_COVERED:.0%} to {MOST_COVERED:.0%}"
    figure = f"{sum(one.is_covered for one in every)} of {len(every)}: {share:.0%}"
    is_met = LEAST_COVERED <= share <= MOST_COVERED
    return Finding("outturns", "outturns within the 8-in-10 range", figure, target, is_met)


def _millions(pence: float) -> str:
    return f"£{pence / 100_000_000:.2f}m"
