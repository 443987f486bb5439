"""Savings as they were entered: cumulative or incremental, recurring or one-off, and of one kind that never mixes.

A paper that says "£1.545m rising to £2.895m" gives a running total; another that gives £1.35m for the second year gives
what is new in it. Both are kept as entered, and turned into one another only by a call that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from highneeds.core import FinancialYear, Pence


class Kind(StrEnum):
    """What a saving is (finance practice, after the Government Efficiency Framework's split); the value is shown."""

    CASHABLE_RECURRING = "cashable, recurring"
    CASHABLE_ONE_OFF = "cashable, one-off"
    COST_AVOIDANCE = "cost avoidance"
    COST_SHIFT = "cost shift"
    INCOME = "income"

    @property
    def lowers_the_budget(self) -> bool:
        """Whether a line of this year's budget falls: avoided growth and cost moved elsewhere never lower it."""
        return self in {Kind.CASHABLE_RECURRING, Kind.CASHABLE_ONE_OFF}


@dataclass(frozen=True, slots=True)
class Amount:
    """Pence of one kind. Two of different kinds have no sum: ``+`` raises TypeError, and ``Split`` keeps them apart."""

    kind: Kind
    pence: Pence

    def __add__(self, other: Amount) -> Amount:
        if other.kind is not self.kind:
            message = f"{self.kind} and {other.kind} are not added: they are shown side by side"
            raise TypeError(message)
        return Amount(self.kind, Pence(self.pence + other.pence))


@dataclass(frozen=True, slots=True)
class Split:
    """Amounts by kind. It has no total over kinds, on purpose: none is right."""

    pence_by_kind: Mapping[Kind, Pence]

    @classmethod
    def of(cls, amounts: Iterable[Amount]) -> Split:
        sums: dict[Kind, Amount] = {}
        for amount in amounts:
            sums[amount.kind] = sums[amount.kind] + amount if amount.kind in sums else amount
        return cls(MappingProxyType({kind: sums[kind].pence for kind in Kind if kind in sums}))

    def __getitem__(self, kind: Kind) -> Amount:
        return Amount(kind, self.pence_by_kind.get(kind, Pence(0)))

    def __add__(self, other: Split) -> Split:
        return Split.of([*self.amounts, *other.amounts])

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(Amount(kind, pence) for kind, pence in self.pence_by_kind.items())


class Counting(StrEnum):
    """How amounts of several years are meant. ``CUMULATIVE``: each is what is saved in its year by all done so far;
    ``INCREMENTAL``: each is what the year adds to the years before.
    """

    CUMULATIVE = "cumulative"
    INCREMENTAL = "incremental"


@dataclass(frozen=True, slots=True)
class Entered:
    """Amounts by year as a person entered them. Recurring: the last year given goes on after it.

    Of what does not recur, the cumulative amount of a year is all that was saved up to its end. Raises ValueError
    where years are missing between the first and the last, or none is given.
    """

    counting: Counting
    pence_by_year: tuple[tuple[FinancialYear, Pence], ...]
    is_recurring: bool = True

    def __post_init__(self) -> None:
        years = [year.starts for year, _ in self.pence_by_year]
        if not years or years != list(range(years[0], years[0] + len(years))):
            message = "amounts go by financial year, in order and without a gap"
            raise ValueError(message)

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        return tuple(year for year, _ in self.pence_by_year)

    def saved_in(self, year: FinancialYear) -> Pence:
        """What the year costs less than with none of it done."""
        first, last = self.years[0], self.years[-1]
        if year < first or (year > last and not self.is_recurring):
            return Pence(0)
        in_effect = self if self.counting is self._natural else self.counted_as(self._natural)
        by_year = dict(in_effect.pence_by_year)
        return by_year[min(year, last)]

    def counted_as(self, counting: Counting) -> Entered:
        """The same saving entered the other way; itself where it is entered so."""
        if counting is self.counting:
            return self
        years, pence = self.years, [pence for _, pence in self.pence_by_year]
        if counting is Counting.CUMULATIVE:
            other: list[int] = [sum(pence[: i + 1]) for i in range(len(pence))]
        else:
            other = [one - before for one, before in zip(pence, [0, *pence], strict=False)]
        return replace(self, counting=counting, pence_by_year=tuple(zip(years, map(Pence, other), strict=True)))

    @property
    def _natural(self) -> Counting:
        """The counting in which a year's amount is what is saved in that year."""
        return Counting.CUMULATIVE if self.is_recurring else Counting.INCREMENTAL
