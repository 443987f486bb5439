"""The outlook as a table whose lines add up: means over draws in whole units, every total the sum of its lines.

Only the lines that nothing else makes up are rounded; totals and balances are added from them. So a table re-adds in
pence or in pounds, and a total differs from its own rounding by a few units at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from highneeds.core import Labelled
from highneeds.finance.block.outlook import BlockOutlook
from highneeds.finance.block.series import Series
from highneeds.finance.block.tranches import eligible_tranche, tranche_of, tranches
from highneeds.finance.types import Floats

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class BlockLine:
    """One line of a series. ``item`` names the measure or tranche of a ``line`` that has several. ``values``: by
    financial year, in units; ``draws``: pence by draw and year, None where a line is the same in all.
    """

    series: Series
    line: str
    item: str
    values: tuple[int, ...]
    draws: Labelled | None = None


def block_lines(outlook: BlockOutlook, *, unit_pence: int = 1) -> tuple[BlockLine, ...]:
    """Every line of the three series, in units of ``unit_pence`` (100: whole pounds)."""
    return tuple(line for series in Series for line in _Table(outlook, series, unit_pence).lines())


class _Table:
    """The lines of one series."""

    def __init__(self, outlook: BlockOutlook, series: Series, unit_pence: int) -> None:
        self._outlook, self._series, self._unit = outlook, series, unit_pence
        self._years = range(len(outlook.financial_years))

    def lines(self) -> Iterator[BlockLine]:
        outlook = self._outlook
        spending = self._means(outlook.spending.values)
        deducted = [self._rounded(year.deducted_pence) for year in outlook.allocation]
        net = [self._rounded(year.net_pence) for year in outlook.allocation]
        transfers = self._means(outlook.transfers.values)
        unmitigated = [spending[y] - net[y] - transfers[y] for y in self._years]
        yield self._line("allocation, gross", [net[y] + deducted[y] for y in self._years])
        yield self._line("deducted and paid by the department", deducted)
        yield self._line("allocation, net", net)
        yield self._line("transfers in", transfers, draws=outlook.transfers)
        yield self._line("spending", spending, draws=outlook.spending)
        if self._series is not Series.UNMITIGATED:
            yield self._line("in-year deficit, unmitigated", unmitigated, draws=outlook.in_year[Series.UNMITIGATED])
        in_year = unmitigated
        for line in self._of_measures():
            yield line
            sign = -1 if line.line == "saving" else 1
            in_year = [in_year[y] + sign * line.values[y] for y in self._years]
        yield self._line("in-year deficit", in_year, draws=outlook.in_year[self._series])
        yield from self._of_balances(in_year)
        borrowing = outlook.borrowing[self._series]
        yield self._line("interest, outside the block", self._means(borrowing.values), draws=borrowing)

    def _of_measures(self) -> Iterator[BlockLine]:
        if self._series is Series.UNMITIGATED:
            return
        for measure in self._outlook.measures:
            saved = measure.savings if self._series is Series.MITIGATED else measure.weighted_savings
            yield self._line("saving", self._means(saved.values), measure.name)
            yield self._line("investment", self._means(measure.investment.values[None, :]), measure.name)

    def _of_balances(self, in_year: list[int]) -> Iterator[BlockLine]:
        balances, names = self._outlook.balances[self._series], tranches()
        grant = self._means(balances.grant.values)
        held = [self._means(balances.opening.values[:, 0, t])[0] for t in range(len(names))]
        opening, closing = [], []
        by_tranche: list[list[int]] = [[] for _ in names]
        for y, year in enumerate(self._outlook.financial_years):
            opening.append(sum(held))
            held[names.index(tranche_of(year))] += in_year[y]
            held[names.index(eligible_tranche())] -= grant[y]
            closing.append(sum(held))
            for t, amount in enumerate(held):
                by_tranche[t].append(amount)
        yield self._line("deficit on 1 April", opening, draws=balances.opening.sum("tranche"))
        yield self._line("High Needs Stability Grant", grant, draws=balances.grant)
        for t, name in enumerate(names):
            yield self._line("of which accrued", by_tranche[t], name, draws=balances.closing.at("tranche", name))
        yield self._line("deficit on 31 March", closing, draws=balances.cumulative)

    def _line(self, line: str, values: list[int], item: str = "", *, draws: Labelled | None = None) -> BlockLine:
        return BlockLine(self._series, line, item, tuple(values), draws)

    def _means(self, values: Floats) -> list[int]:
        """Of ``[draw, year]`` (or ``[draw]``), exactly: sums of whole pence are whole."""
        sums = np.atleast_1d(values.sum(axis=0))
        return [self._rounded(Fraction(int(total), len(values))) for total in sums]

    def _rounded(self, pence: int | Fraction) -> int:
        """In units, a half upwards."""
        return int((Fraction(pence) / self._unit + _HALF).__floor__())
