"""Which counts are few, and how much a reader may learn of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts of 1 to ``few`` are withheld. What is shown must leave a withheld few at least ``values_left`` values.

    A sum of money is withheld where one child takes more than ``one_child_share`` of it, or two more than
    ``two_children_share``: who knows one child's cost would know the other's. ``source`` says whose rule it is.
    """

    name: str
    version: int
    few: int
    values_left: int
    one_child_share: float
    two_children_share: float
    symbol: str
    source: str

    def is_few(self, count: int) -> bool:
        """Nought tells of no child."""
        return 0 < count <= self.few

    def is_dominated(self, costs_by_child: tuple[float, ...]) -> bool:
        """Whether money could be taken for one child's, the costs of each child known. None costs nothing."""
        total = sum(costs_by_child)
        if total <= 0:
            return False
        first, second = (*sorted(costs_by_child, reverse=True)[:2], 0.0, 0.0)[:2]
        return first > self.one_child_share * total or first + second > self.two_children_share * total


# The four values left are as many as the symbol itself leaves, so that arithmetic tells a reader nothing more.
FEW = Profile(
    name="fewer than five",
    version=1,
    few=4,
    values_left=4,
    one_child_share=0.70,
    two_children_share=0.85,
    symbol="[c]",
    source="usual practice of English councils for counts below five; symbol: Government Analysis Function",
)
