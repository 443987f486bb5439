"""How much risk is tolerated, and how far a risk stands above it and above its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from highneeds.risk.matrix import USUAL_MATRIX
from highneeds.risk.types import Appetite

USUAL_MOST_SCORE: Mapping[Appetite, int] = MappingProxyType(
    {Appetite.AVERSE: 3, Appetite.MINIMAL: 6, Appetite.CAUTIOUS: 9, Appetite.OPEN: 12, Appetite.EAGER: 16}
)
"""Out of the usual matrix's 25. The words are the Orange Book's; the numbers are judgements of highneeds."""


@dataclass(frozen=True, slots=True)
class CategoryAppetite:
    """The highest score that is tolerated in a category. ``source``: who agreed it."""

    category: str
    appetite: Appetite
    most_score: int
    source: str


def usual_appetite(category: str, appetite: Appetite, matrix_most: int, source: str) -> CategoryAppetite:
    """The usual limit of that word, in proportion where a matrix has another highest score."""
    most = max(1, USUAL_MOST_SCORE[appetite] * matrix_most // USUAL_MATRIX.most)
    return CategoryAppetite(category, appetite, most, source)


@dataclass(frozen=True, slots=True)
class Gap:
    """``over_target`` and ``over_appetite`` in points of score, None where there is none to compare with."""

    over_target: int | None
    over_appetite: int | None

    @property
    def is_out_of_appetite(self) -> bool:
        return self.over_appetite is not None and self.over_appetite > 0


def gap_of(score: int, target_score: int | None, appetite: CategoryAppetite | None) -> Gap:
    return Gap(
        None if target_score is None else score - target_score,
        None if appetite is None else score - appetite.most_score,
    )
