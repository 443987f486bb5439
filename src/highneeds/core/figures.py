"""A figure: any number shown to anyone, with what it takes to read it rightly and to find where it came from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    PENCE = "pence"
    CHILDREN = "children"
    FTE = "full-time equivalent children"
    PENCE_PER_CHILD_YEAR = "pence per child per year"
    SHARE = "share"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Basis:
    """How a number was counted: the four questions whose answers the paper of 2017 lacked.

    ``count``: headcount on a day, or year-average full-time equivalent; ``money``: cash or accrual, and gross or net of
    income; None where the question does not arise.
    """

    count: str | None = None
    money: str | None = None

    def __str__(self) -> str:
        return "; ".join(part for part in (self.count, self.money) if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """One shown number. Money is whole pence; ``low`` and ``high`` are its 10th and 90th percentiles, if uncertain.

    ``trace`` names the rows or the step it was made from, in words a finance partner can follow.
    Raises ValueError when the basis, the period, the source or the trace is missing, a number is not finite, money is
    not whole pence, or a range lacks an end or has them the wrong way round.
    """

    key: str
    label: str
    value: float
    unit: Unit
    basis: Basis
    period: str
    as_at: date
    scope: str
    source: str
    trace: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for name in ("key", "label", "period", "scope", "source", "trace"):
            if not getattr(self, name).strip():
                message = f"figure {self.key or self.label!r} has no {name}"
                raise ValueError(message)
        if not str(self.basis):
            message = f"figure {self.key} has no basis"
            raise ValueError(message)
        if not all(math.isfinite(number) for number in (self.value, self.low, self.high) if number is not None):
            message = f"figure {self.key}: a number is not finite"
            raise ValueError(message)
        if (self.low is None) != (self.high is None) or (
            self.low is not None and self.high is not None and self.low > self.high
        ):
            message = f"figure {self.key}: a range needs a low end and a high end, in that order"
            raise ValueError(message)
        if self.unit is Unit.PENCE and self.value != int(self.value):
            message = f"figure {self.key}: money is whole pence"
            raise ValueError(message)
