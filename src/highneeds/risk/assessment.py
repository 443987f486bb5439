"""One judgement of a risk: how likely it is, and how hard it would fall on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from highneeds.risk.matrix import ImpactOn, Level, Matrix


@dataclass(frozen=True, slots=True)
class Assessment:
    """Steps of a matrix, 1 the lowest; None where the risk does not touch that.

    Raises ValueError for a step below 1, and when the risk would fall on nothing.
    """

    likelihood: int
    service: int | None = None
    people: int | None = None
    reputation: int | None = None
    money: int | None = None

    def __post_init__(self) -> None:
        if not self.impacts:
            message = "a risk falls on something: service, people, reputation or money"
            raise ValueError(message)
        if min(self.likelihood, *self.impacts.values()) < 1:
            message = "steps of likelihood and impact begin with 1"
            raise ValueError(message)

    @property
    def impacts(self) -> Mapping[ImpactOn, int]:
        """Those the risk has."""
        given = zip(ImpactOn, (self.service, self.people, self.reputation, self.money), strict=True)
        return MappingProxyType({on: step for on, step in given if step is not None})

    @property
    def impact(self) -> int:
        """The greatest of them."""
        return max(self.impacts.values())

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    def fits(self, matrix: Matrix) -> bool:
        return self.likelihood <= len(matrix.likelihoods) and self.impact <= len(matrix.impacts)

    def level(self, matrix: Matrix) -> Level:
        return matrix.level(self.score)

    def in_words(self, matrix: Matrix) -> str:
        """``20 (likely, severe): high``."""
        likelihood, impact = matrix.likelihoods[self.likelihood - 1], matrix.impacts[self.impact - 1]
        return f"{self.score} ({likelihood}, {impact}): {self.level(matrix)}"
