"""Measures that would bring the cost down: what each saves and what it costs first, by year, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from highneeds.core import FinancialYear, Labelled, Pence


class Delivery(StrEnum):
    """How sure its owner is that the measure delivers, apart from how it stands on any day."""

    LIKELY = "likely"
    FEASIBLE = "feasible with issues"
    IN_DOUBT = "in doubt"


# Judgements, to be replaced by what a council's own measures have delivered of what was planned. For scale: Kirklees
# reported delivering 64% of its planned savings of 2025-26.
USUAL_WEIGHT: Mapping[Delivery, float] = MappingProxyType(
    {Delivery.LIKELY: 0.9, Delivery.FEASIBLE: 0.6, Delivery.IN_DOUBT: 0.25}
)


@dataclass(frozen=True)
class Measure:
    """``savings``: pence by draw and financial year, a single draw where they are the same in all, below nothing in a
    draw in which the measure costs more; ``investment``: pence by financial year, spent whether the saving comes or
    not. ``weight``: the share of the saving to count on. ``row``: where in the DSG management plan the saving falls,
    None where nobody has said.

    Raises ValueError for a weight outside 0 to 1, fractions of a penny, an investment below nothing, other axes, or no
    owner or source.
    """

    name: str
    owner: str
    delivery: Delivery
    weight: float
    savings: Labelled
    investment: Labelled
    source: str
    row: str | None = None

    def __post_init__(self) -> None:
        if self.savings.axis_names != ("draw", "financial_year") or self.investment.axis_names != ("financial_year",):
            message = f"measure {self.name!r}: savings go by draw and financial year, investment by financial year"
            raise ValueError(message)
        if self.savings.labels("financial_year") != self.investment.labels("financial_year"):
            message = f"measure {self.name!r}: savings and investment are of different years"
            raise ValueError(message)
        for amounts in (self.savings.values, self.investment.values):
            if (amounts != np.rint(amounts)).any():
                message = f"measure {self.name!r}: amounts are whole pence"
                raise ValueError(message)
        if (self.investment.values < 0).any():
            message = f"measure {self.name!r}: an investment is nought or more"
            raise ValueError(message)
        if not 0.0 <= self.weight <= 1.0:
            message = f"measure {self.name!r} has the weight {self.weight}"
            raise ValueError(message)
        if not self.owner.strip() or not self.source.strip():
            message = f"measure {self.name!r} needs an owner and a source"
            raise ValueError(message)

    @property
    def weighted_savings(self) -> Labelled:
        """The share of the saving to count on, to the penny."""
        return Labelled(np.rint(self.savings.values * self.weight), self.savings.axes, self.savings.unit)


@dataclass(frozen=True)
class PlannedMeasure:
    """A measure whose saving and cost in each year are planned, the same in every draw.

    ``is_recurring``: the saving of the last year given goes on in the years after it. An investment never does.
    ``lever``: the lever of a scenario whose effect is the saving, in place of planned amounts.
    """

    name: str
    owner: str
    delivery: Delivery
    weight: float
    savings_pence: Mapping[FinancialYear, Pence]
    investment_pence: Mapping[FinancialYear, Pence]
    is_recurring: bool
    source: str
    lever: str | None = None
    row: str | None = None

    def over(self, financial_years: Sequence[FinancialYear], savings: Labelled | None = None) -> Measure:
        """The measure in the years of a forecast; what it saves or costs in others is left out. ``savings``: by draw,
        in place of the planned ones.
        """
        labels = ("financial_year", tuple(map(str, financial_years)))
        planned = np.array([[self._saving(year) for year in financial_years]])
        investment = np.array([float(self.investment_pence.get(year, 0)) for year in financial_years])
        return Measure(
            self.name,
            self.owner,
            self.delivery,
            self.weight,
            savings or Labelled(planned, (("draw", (0,)), labels), "pence"),
            Labelled(investment, (labels,), "pence"),
            self.source,
            self.row,
        )

    def _saving(self, year: FinancialYear) -> float:
        last = max(self.savings_pence, default=year)
        is_after = self.is_recurring and year > last
        return float(self.savings_pence.get(last if is_after else year, 0))
