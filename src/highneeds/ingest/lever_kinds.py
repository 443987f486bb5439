"""The kinds of lever a scenario file may hold: the fields of each, and the record it makes."""

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
    """``fields`` beyond the common ones, ``required`` among them; ``size_field`` is what the file calls the size.

    ``make`` takes the common fields and the values of the file's own fields by name.
    """

    fields: tuple[str, ...]
    make: Callable[[Common, Mapping[str, Any]], Lever]
    required: tuple[str, ...] = ()
    size_field: str = "size"


def _group(values: Mapping[str, Any]) -> Group:
    return Group(
        values.get("needs", frozenset()), values.get("settings", frozenset()), values.get("nc_years", frozenset())
    )


def _change_of(rate: Rate) -> Callable[[Common, Mapping[str, Any]], Lever]:
    return lambda common, values: ChangeRate(**common, rate=rate, children=_group(values))


_CHILDREN = ("needs", "settings", "nc_years")

KINDS: Mapping[str, LeverKind] = MappingProxyType(
    {
        "leaving": LeverKind(_CHILDREN, _change_of(Rate.LEAVING)),
        "moving": LeverKind(_CHILDREN, _change_of(Rate.MOVING)),
        "change of need": LeverKind(_CHILDREN, _change_of(Rate.NEED_CHANGE)),
        "joining": LeverKind(("needs", "nc_years"), _change_of(Rate.JOINING)),
        "surge": LeverKind(
            ("needs", "nc_years"),
            lambda common, values: Surge(**common, children=_group(values)),
        ),
        "shift": LeverKind(
            (*_CHILDREN, "to_setting"),
            lambda common, values: ShiftDestinations(
                **common, children=_group(values), to_setting=values["to_setting"]
            ),
            required=("settings", "to_setting"),
        ),
        "places": LeverKind(
            ("setting", "needs"),
            lambda common, values: ChangePlaces(
                **common, setting=values["setting"], needs=values.get("needs", frozenset())
            ),
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
        ),
        "backlog": LeverKind(
            ("over_months", "is_share"),
            lambda common, values: ClearBacklog(
                **common, over_months=values["over_months"], is_share=values.get("is_share", False)
            ),
            required=("over_months",),
        ),
        "keep up": LeverKind((), lambda common, _: ChangeKeepUp(**common)),
        "age limit": LeverKind(
            ("first_nc_year_without_plan",),
            lambda common, values: AgeLimit(**common, first_nc_year_without_plan=values["first_nc_year_without_plan"]),
            required=("first_nc_year_without_plan",),
        ),
        "new plan type": LeverKind(
            ("needs", "nc_years"),
            lambda common, values: NewPlanType(**common, children=_group(values)),
        ),
    }
)
"""By the word that the field ``kind`` holds; what the size means stands with each record in ``forecast.levers``."""
