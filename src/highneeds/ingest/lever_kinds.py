"""The kinds of lever a scenario file may hold: the fields of each, the sizes that make sense, the record it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypedDict

from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Evidence,
    Group,
    Lever,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Size,
    Surge,
)

_ANY = float("inf")


class Common(TypedDict):
    """What every lever has, by the names of ``Lever``'s fields."""

    name: str
    start: date
    size: Size
    evidence: Evidence
    owner: str
    ramp_months: int
    end: date | None


@dataclass(frozen=True, slots=True)
class LeverKind:
    """``fields`` beyond the common ones, ``required`` among them; sizes run from ``least`` to ``most``.

    ``make`` takes the common fields and the values of the file's own fields by name. ``size_field`` is what the file
    calls the size.
    """

    fields: tuple[str, ...]
    make: Callable[[Common, Mapping[str, Any]], Lever]
    least: float
    most: float
    required: tuple[str, ...] = ()
    size_field: str = "size"


def _group(values: Mapping[str, Any]) -> Group:
    return Group(
        values.get("needs", frozenset()), values.get("settings", frozenset()), values.get("nc_years", frozenset())
    )


def _change_of(rate: Rate) -> Callable[[Common, Mapping[str, Any]], Lever]:
    return lambda common, values: ChangeRate(**common, rate=rate, children=_group(values))


_CHILDREN = ("needs", "settings", "nc_years")
_NEVER_BELOW_NOTHING = -1.0

KINDS: Mapping[str, LeverKind] = MappingProxyType(
    {
        "leaving": LeverKind(_CHILDREN, _change_of(Rate.LEAVING), _NEVER_BELOW_NOTHING, _ANY),
        "moving": LeverKind(_CHILDREN, _change_of(Rate.MOVING), _NEVER_BELOW_NOTHING, _ANY),
        "change of need": LeverKind(_CHILDREN, _change_of(Rate.NEED_CHANGE), _NEVER_BELOW_NOTHING, _ANY),
        "joining": LeverKind(("needs", "nc_years"), _change_of(Rate.JOINING), _NEVER_BELOW_NOTHING, _ANY),
        "surge": LeverKind(
            ("needs", "nc_years"),
            lambda common, values: Surge(**common, children=_group(values)),
            _NEVER_BELOW_NOTHING,
            _ANY,
        ),
        "shift": LeverKind(
            (*_CHILDREN, "to_setting"),
            lambda common, values: ShiftDestinations(
                **common, children=_group(values), to_setting=values["to_setting"]
            ),
            0.0,
            1.0,
            required=("settings", "to_setting"),
        ),
        "places": LeverKind(
            ("setting", "needs"),
            lambda common, values: ChangePlaces(
                **common, setting=values["setting"], needs=values.get("needs", frozenset())
            ),
            -_ANY,
            _ANY,
            required=("setting",),
            size_field="places",
        ),
        "price": LeverKind(
            ("settings", "every_year"),
            lambda common, values: ChangePrice(
                **common,
                settings=values.get("settings", frozenset()),
                is_every_year=values.get("every_year", False),
            ),
            _NEVER_BELOW_NOTHING,
            _ANY,
        ),
        "backlog": LeverKind(
            ("over_months", "is_share"),
            lambda common, values: ClearBacklog(
                **common, over_months=values["over_months"], is_share=values.get("is_share", False)
            ),
            0.0,
            _ANY,
            required=("over_months",),
        ),
        "keep up": LeverKind((), lambda common, _: ChangeKeepUp(**common), _NEVER_BELOW_NOTHING, 1.0),
        "age limit": LeverKind(
            ("first_nc_year_without_plan",),
            lambda common, values: AgeLimit(**common, first_nc_year_without_plan=values["first_nc_year_without_plan"]),
            0.0,
            1.0,
            required=("first_nc_year_without_plan",),
        ),
        "new plan type": LeverKind(
            ("needs", "nc_years"),
            lambda common, values: NewPlanType(**common, children=_group(values)),
            0.0,
            1.0,
        ),
    }
)
"""By the word that the field ``kind`` holds; what the size means stands with each record in ``forecast.levers``."""
