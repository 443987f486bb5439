"""Placements that are not committed yet: agreed at panel, consulted on, before the tribunal or still being assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from highneeds.demo.children import Child
from highneeds.demo.costs import CostLine
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.places import Place

_STATUSES = ("agreed at panel", "consulting", "tribunal", "in assessment")
_WEIGHTS = (35, 30, 15, 20)
_STARTS = (date(2026, 11, 16), date(2027, 1, 4), date(2027, 2, 22))
_LIKE = (Place.SPECIAL, Place.INDEPENDENT_SPECIAL)
_CHILDREN_PER_PROPOSAL = 120
_FEWEST = 4
_FIRST_REF = 900_001


def proposals(children: list[Child], lines: list[CostLine], luck: Luck) -> list[CostLine]:
    """A line each for some children in mainstream schools who may move, priced as a like placement is today."""
    here = [child for child in children if child.is_live(AS_AT) and child.spells[-1].place is Place.MAINSTREAM]
    like = [line for line in lines if line.is_clean and line.end is None and line.spell.place in _LIKE]
    alike = luck.shuffled([line for line in like if line.cost_type in {"Fee", "Top-up"} and line.spell.provider])
    wanted = max(_FEWEST, len(here) // _CHILDREN_PER_PROPOSAL)
    return [
        replace(
            model,
            child=child,
            upn=child.upn,
            line_ref=f"P{_FIRST_REF + number}",
            start=luck.pick(_STARTS),
            contribution=0,
            notice="",
            uplift=None,
            is_urn_blank=False,
            # each status is there, whatever the luck
            status=_STATUSES[number] if number < len(_STATUSES) else luck.weighted(_STATUSES, _WEIGHTS),
            rules=[],
        )
        for number, (child, model) in enumerate(zip(luck.shuffled(here)[:wanted], alike, strict=False))
    ]
