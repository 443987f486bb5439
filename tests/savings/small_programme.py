"""A measure that has everything, and programmes made of such."""

from __future__ import annotations

from datetime import date
from typing import Any

from highneeds.core import FinancialYear, Pence
from highneeds.finance.block import Delivery
from highneeds.forecast.levers.types import ChangePrice, Evidence, Size
from highneeds.savings import (
    CheckState,
    CounterIndicator,
    Counting,
    Entered,
    Guards,
    Kind,
    Measure,
    Programme,
    Target,
    Workstream,
)

YEAR = FinancialYear(2026)
DAY = date(2026, 10, 31)
LEVER = ChangePrice(
    name="fees", start=date(2026, 9, 1), size=Size(-0.02), evidence=Evidence("seen", "a report"), owner="a board"
)


def entered(*pounds: int, counting: Counting = Counting.CUMULATIVE, is_recurring: bool = True) -> Entered:
    years = ((FinancialYear(YEAR.starts + n), Pence(100 * amount)) for n, amount in enumerate(pounds))
    return Entered(counting, tuple(years), is_recurring)


def measure(ref: str = "M1", **others: Any) -> Measure:  # noqa: ANN401 - any field of a measure
    given: dict[str, Any] = {
        "ref": ref,
        "name": f"Measure {ref}",
        "workstream": Workstream.INDEPENDENT,
        "kind": Kind.CASHABLE_RECURRING,
        "delivery": Delivery.LIKELY,
        "weight": 0.9,
        "owner": "Head of commissioning",
        "evidence": "Eleven of 31 have signed",
        "source": "Schedule 2",
        "could_be_harmed": "Children whose school leaves the framework",
        "levers": (LEVER,),
        "counter_indicators": (CounterIndicator("children who changed school", Guards.QUALITY),),
        "equality_check": CheckState.DONE,
        "legal_check": CheckState.NOT_NEEDED,
    }
    return Measure(**(given | others))


def programme(*measures: Measure, target: Entered | None = None) -> Programme:
    return Programme("A programme", measures, () if target is None else (Target(target, "Cabinet"),))
