"""Which evidenced savings may be told: money that few children's moves make up tells what their places cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.facts import MeasureLine


def withheld_measures(lines: Sequence[MeasureLine], said_before: Mapping[str, Sequence[int]]) -> frozenset[str]:
    """Refs of measures whose evidenced money is withheld: few moves, one or two that dominate, or few more than behind
    what a published paper showed, whose money would be the difference. ``said_before``: those moves, by ref.
    """
    return frozenset(one.ref for one in lines if one.moves_pence and _tells(one, said_before.get(one.ref, ())))


def _tells(one: MeasureLine, before: Sequence[int]) -> bool:
    moves = len(one.moves_pence)
    is_few_more = any(FEW.is_few(abs(moves - shown)) for shown in before)
    return FEW.is_few(moves) or is_few_more or FEW.is_dominated(tuple(map(float, one.moves_pence)))


def withheld_kinds(lines: Sequence[MeasureLine], withheld: frozenset[str]) -> frozenset[str]:
    """Kinds whose sum would give the one withheld measure away."""
    kinds = [one.kind for one in lines if one.ref in withheld]
    return frozenset(kind for kind in kinds if kinds.count(kind) == 1)
