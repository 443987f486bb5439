"""Every forecast that was closed, kept: how each moved from the one before, and how far it was from what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from highneeds.core import FinancialYear
from highneeds.governance.closed_month import ClosedMonth, Closing

OUTTURN, RESIDUAL, CORRECTED = "the outturn", "residual", "corrected since"


@dataclass(frozen=True, slots=True)
class Passage:
    """One step on the way from budget to outturn; ``to`` is the forecast, or the outturn, that the step belongs to,
    and ``month`` the number of the forecast's month, 0 of the outturn.
    """

    to: str
    month: int
    cause: str
    pence: int
    in_words: str


@dataclass(frozen=True, slots=True)
class Leg:
    """From one forecast to the next that is shown: its steps, each cause once, and where they lead.

    ``month`` of the forecast it leads to, 0 of the outturn; a step's month is the last in which its cause was told.
    """

    to: str
    month: int
    steps: tuple[Passage, ...]
    ends_at_pence: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """A forecast of spending as it was closed, and what a straight line through the ledger would have said then.

    ``outturn_pence`` is None until the year's ledger is whole; an error is positive where the forecast was too high.
    The range, 8 in 10, is None in months closed before it was kept.
    """

    financial_year: FinancialYear
    month: int
    version: int
    forecast_pence: int
    straight_line_pence: int
    outturn_pence: int | None
    low_pence: int | None = None
    high_pence: int | None = None

    @property
    def is_within_range(self) -> bool | None:
        """Whether the outturn came to lie in the forecast's range; None while either is not known."""
        if self.outturn_pence is None or self.low_pence is None or self.high_pence is None:
            return None
        return self.low_pence <= self.outturn_pence <= self.high_pence

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
    the version that it knew: what the correction changed is a step of its own, never hidden.
    """
    found: list[Passage] = []
    stands_at = closings[0].month.budget_pence if closings else 0
    for closing in closings:
        month = closing.month
        steps = [Passage(_name(month), month.month, step.cause, step.pence, step.in_words) for step in month.movements]
        moved = month.forecast_pence - stands_at
        unexplained = moved - sum(step.pence for step in steps)
        if unexplained:
            words = "the forecast before was closed again, or the budget changed"
            steps.append(Passage(_name(month), month.month, CORRECTED, unexplained, words))
        found += steps
        stands_at = month.forecast_pence
    if closings and outturn_pence is not None:
        found.append(Passage(OUTTURN, 0, RESIDUAL, outturn_pence - stands_at, "what the last forecast did not foresee"))
    return tuple(found)


def legs(closings: Sequence[Closing], outturn_pence: int | None) -> tuple[Leg, ...]:
    """The passage in at most three legs: budget to the last forecast but one, to the last one, and to the outturn.

    ``closings``: as for ``passage``. The first leg adds the months up, each cause once, so that a long year stays one
    picture; a cause of nothing is left out, but a residual never is.
    """
    steps = passage(closings, outturn_pence)
    last = closings[-1].month.month if closings else 0
    parts = (
        [step for step in steps if 0 < step.month < last],
        [step for step in steps if step.month == last],
        [step for step in steps if step.month == 0],
    )
    found: list[Leg] = []
    stands_at = closings[0].month.budget_pence if closings else 0
    for part in parts:
        if part:
            stands_at += sum(step.pence for step in part)
            found.append(Leg(part[-1].to, part[-1].month, _each_cause_once(part), stands_at))
    return tuple(found)


def _each_cause_once(steps: Sequence[Passage]) -> tuple[Passage, ...]:
    by_cause: dict[str, Passage] = {}
    for step in steps:
        before = by_cause.get(step.cause)
        by_cause[step.cause] = step if before is None else replace(step, pence=before.pence + step.pence)
    last = [cause for cause in by_cause if cause == RESIDUAL]
    order = [*(cause for cause in by_cause if cause != RESIDUAL), *last]
    return tuple(by_cause[cause] for cause in order if by_cause[cause].pence or cause == RESIDUAL)


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
            closing.month.low_pence,
            closing.month.high_pence,
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
