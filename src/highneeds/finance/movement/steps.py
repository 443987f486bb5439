"""A forecast's movement as steps that re-add to the penny; what no step explains is a residual, always shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from highneeds.core import Pence
from highneeds.finance.movement.lines import LINE_CAUSES
from highneeds.finance.types import OutturnLine

STILL_EXPECTED, ONE_OFF, OTHER, RESIDUAL = (
    "children still expected",
    "journals and other one-off",
    "services and places",
    "residual",
)
CAUSES = (*LINE_CAUSES, STILL_EXPECTED, ONE_OFF, OTHER, RESIDUAL)
PLACEMENT_KINDS = frozenset({"placement", "unbudgeted"})


@dataclass(frozen=True, slots=True)
class Step:
    """Positive is more cost. ``rows``: how many lines are behind it."""

    cause: str
    pence: Pence
    rows: int


def steps_between(
    before: Sequence[OutturnLine], now: Sequence[OutturnLine], moved: pl.DataFrame, journals: tuple[int, int]
) -> tuple[Step, ...]:
    """Every one of ``CAUSES`` in order, from the spending forecast ``before`` to ``now``; they add to the difference.

    ``moved`` as ``lines_moved``; ``journals``: postings to date that no payment explains, before and now.
    """
    by_cause: Mapping[str, tuple[int, int]] = {
        str(cause): (int(pence), int(rows))
        for cause, pence, rows in moved.group_by("cause").agg(pl.col("pence").sum(), pl.len().alias("rows")).iter_rows()
    }
    steps = [
        Step(cause, Pence(by_cause.get(cause, (0, 0))[0]), by_cause.get(cause, (0, 0))[1]) for cause in LINE_CAUSES
    ]
    steps.append(Step(STILL_EXPECTED, Pence(_sum(now, "expected") - _sum(before, "expected")), 0))
    steps.append(Step(ONE_OFF, Pence(journals[1] - journals[0]), 0))
    steps.append(Step(OTHER, Pence(_others(now) - _others(before)), 0))
    explained = sum(step.pence for step in steps)
    steps.append(Step(RESIDUAL, Pence(_spending(now) - _spending(before) - explained), 0))
    return tuple(steps)


def _spending(lines: Sequence[OutturnLine]) -> int:
    return sum(line.forecast_pence for line in lines if line.kind != "income")


def _sum(lines: Sequence[OutturnLine], part: str) -> int:
    return sum(int(getattr(line, f"{part}_pence")) for line in lines if line.kind in PLACEMENT_KINDS)


def _others(lines: Sequence[OutturnLine]) -> int:
    return sum(line.forecast_pence for line in lines if line.kind not in PLACEMENT_KINDS and line.kind != "income")
