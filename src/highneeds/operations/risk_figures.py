"""The money of risks as figures, for pages and papers: each says its basis, period, day, source and how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from highneeds.core import Basis, Figure, Unit
from highneeds.operations.risk_money import CouncilRiskMoney
from highneeds.reports import words
from highneeds.risk import OnAndOff, Spread

_BLOCK = Basis(money="accruals; every measure at its whole saving; plus is owed")
_COUNCIL = Basis(money="cost to the council's own funds, outside the block")
_SCOPE = "whole high needs block"


def risk_figures(found: CouncilRiskMoney) -> tuple[Figure, ...]:
    """The deficit with no risk; of each risk and of all together the deficit with it on, what it is expected to add,
    and what it adds if it comes about. Keys begin with ``risk_`` and the risk's reference.
    """
    day = f"at {words.day(found.year.last_day)}"
    figures = [_figure(found, "risks_none_deficit", f"Deficit {day} if no risk comes about", found.together.off)]
    for one in (*found.risks, found.together):
        figures.extend(_of_risk(found, one, day))
    return tuple(figures)


def _of_risk(found: CouncilRiskMoney, one: OnAndOff, day: str) -> Iterator[Figure]:
    key = f"risk_{re.sub(r'[^a-z0-9]+', '_', one.risk.lower())}"
    yield _figure(found, f"{key}_deficit", f"Deficit {day} with {one.risk} as judged", one.on)
    yield _figure(found, f"{key}_expected", f"{one.risk}: expected addition to the deficit {day}", one.expected_pence)
    if one.if_it_happens is not None:
        label = f"{one.risk}: addition to the deficit {day} if it comes about"
        yield _figure(found, f"{key}_if_it_happens", label, one.if_it_happens)
    if one.council_expected_pence:
        label = f"{one.risk}: expected cost to the council {day}"
        yield _figure(found, f"{key}_council", label, one.council_expected_pence, basis=_COUNCIL)


def _figure(found: CouncilRiskMoney, key: str, label: str, value: Spread | float, *, basis: Basis = _BLOCK) -> Figure:
    """A spread shows its middle and eight draws in ten; an expected sum is a mean and has no range of its own."""
    spread = value if isinstance(value, Spread) else None
    middle = value.p50 if isinstance(value, Spread) else value
    draws = f"{found.block.draws:,} draws of the month's own forecast"
    return Figure(
        key=key,
        label=label,
        value=words.whole(middle),
        unit=Unit.PENCE,
        basis=basis,
        period=str(found.year),
        as_at=found.block.as_at,
        scope=_SCOPE,
        source=f"snapshot {found.snapshot}",
        trace=f"{'middle' if spread else 'mean'} of {draws}, with and without the risk in the same draws",
        low=None if spread is None else words.whole(spread.p10),
        high=None if spread is None else words.whole(spread.p90),
    )
