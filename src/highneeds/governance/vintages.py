"""Every forecast that was closed, kept: how each moved from the one before, and how far it was from what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from highneeds.core import FinancialYear
from highneeds.governance.closed_month import ClosedMonth, Closing

OUTTURN, RESIDUAL = "the outturn", "residual"


@dataclass(frozen=True, slots=True)
class Passage:
    """One step on the way from budget to outturn; ``to`` is the forecast, or the outturn, that the step belongs to."""

    to: str
    cause: str
    pence: int
    in_words: str


@dataclass(frozen=True, slots=True)
class Vintage:
    """A forecast of spending as it was closed, and what a straight line through the ledger would have said then.

    ``outturn_pence`` is None until the year's ledger is whole; an error is positive where the forecast was too high.
    """

    financial_year: FinancialYear
    month: int
    version: int
    forecast_pence: int
    straight_line_pence: int
    outturn_pence: int | None

    @property
    def error_share(self) -> float | None:
        return self._share(self.forecast_pence)

    @property
    def straight_line_error_share(self) -> float | None:
        return self._share(self.straight_line_pence)

    def _share(self, said: int) -> float | None:
        return said / self.outturn_pence - 1.0 if self.outturn_pence else None


@dataclass(frozen=True, slots=True)
class MonthError:
    """Mean absolute error of the forecasts closed in one month of the year, over ``years`` years; shares of outturn."""

    month: int
    years: int
    forecast: float
    straight_line: float


def in_use(closings: Iterable[Closing]) -> tuple[Closing, ...]:
    """The latest version of each month, in order."""
    latest = {(closing.month.financial_year, closing.month.month): closing for closing in closings}
    return tuple(latest[key] for key in sorted(latest))


def passage(closings: Sequence[Closing], outturn_pence: int | None) -> tuple[Passage, ...]:
    """From the year's budget over each forecast to the outturn, if there is one; the steps re-add to the penny.

    ``closings``: of one year, as ``in_use`` gives them. Where a month was closed again, its successor's steps lead from
    the version that it knew: what the correction changed is a residual, never hidden.
    """
    found: list[Passage] = []
    stands_at = closings[0].month.budget_pence if closings else 0
    for closing in closings:
        month = closing.month
        steps = [Passage(_name(month), step.cause, step.pence, step.in_words) for step in month.movements]
        moved = month.forecast_pence - stands_at
        unexplained = moved - sum(step.pence for step in steps)
        if unexplained:
            steps.append(Passage(_name(month), RESIDUAL, unexplained, "what was corrected or budgeted anew since"))
        found += steps
        stands_at = month.forecast_pence
    if closings and outturn_pence is not None:
        found.append(Passage(OUTTURN, RESIDUAL, outturn_pence - stands_at, "what the last forecast did not foresee"))
    return tuple(found)


def vintages(closings: Iterable[Closing], outturns: Mapping[FinancialYear, int]) -> tuple[Vintage, ...]:
    """Every closing, corrected ones too. ``outturns``: spending of the years whose ledger is whole."""
    return tuple(
        Vintage(
            closing.month.financial_year,
            closing.month.month,
            closing.version,
            closing.month.forecast_pence,
            _straight_line(closing.month),
            outturns.get(closing.month.financial_year),
        )
        for closing in closings
    )


def error_by_month(known: Iterable[Vintage]) -> tuple[MonthError, ...]:
    """Of the first version of each month, since that is what was acted on; only years with an outturn."""
    by_month: dict[int, list[tuple[float, float]]] = {}
    for one in known:
        error, naive = one.error_share, one.straight_line_error_share
        if one.version == 1 and error is not None and naive is not None:
            by_month.setdefault(one.month, []).append((abs(error), abs(naive)))
    return tuple(
        MonthError(month, len(of), sum(error for error, _ in of) / len(of), sum(naive for _, naive in of) / len(of))
        for month, of in sorted(by_month.items())
    )


def _straight_line(month: ClosedMonth) -> int:
    spent = sum(line.actual_pence for line in month.lines if line.kind != "income")
    return round(spent * 12 / month.month)


def _name(month: ClosedMonth) -> str:
    return f"the forecast of {month.financial_year.months()[month.month - 1]:%B %Y}"
