"""What changed between two scenarios, in words: levers added, levers taken away, and levers changed field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.types import Evidence, Group, Lever, Size

_KINDS = {
    "ChangeRate": "change of a rate",
    "Surge": "surge",
    "ShiftDestinations": "shift of destinations",
    "ChangePlaces": "change of places",
    "ChangePrice": "change of prices",
    "ClearBacklog": "clearing of late plans",
    "ChangeKeepUp": "change in keeping up with plans due",
    "AgeLimit": "age limit",
    "NewPlanType": "new kind of plan",
}
_FIELDS = {
    "ramp_months": "months to full force",
    "to_setting": "setting they go to",
    "is_every_year": "every year again",
    "over_months": "months it takes",
    "is_share": "size is a share of those who wait",
    "first_nc_year_without_plan": "first NC year without a plan",
    "nc_years": "NC years",
    "text": "evidence",
    "source": "source of the evidence",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``lever`` None: of the scenario itself; ``field`` None: the whole lever came (``before`` None) or
    went (``after`` None). Values are in words.
    """

    lever: str | None
    field: str | None
    before: str | None
    after: str | None

    @property
    def words(self) -> str:
        if self.field is None:
            return f"{self.lever}: added, {self.after}" if self.before is None else f"{self.lever}: taken away"
        whose = "the scenario" if self.lever is None else self.lever
        return f"{whose}: {self.field} was {self.before}, is {self.after}"


def difference(before: Scenario, after: Scenario) -> tuple[Change, ...]:
    """From ``before`` to ``after``: the scenario's name, then lever by lever in the order of their names. A lever is
    known by its name; of another kind, it counts as another lever. Empty when the two are equal.
    """
    changes = []
    if before.name != after.name:
        changes.append(Change(None, "name", before.name, after.name))
    old, new = ({lever.name: lever for lever in scenario.levers} for scenario in (before, after))
    for name in sorted(old.keys() | new.keys()):
        changes += _of_lever(name, old.get(name), new.get(name))
    return tuple(changes)


def _of_lever(name: str, old: Lever | None, new: Lever | None) -> list[Change]:
    if old is not None and type(old) is type(new):
        before, after = dict(_told(old)), dict(_told(new))
        return [Change(name, field, before[field], after[field]) for field in before if before[field] != after[field]]
    gone = [] if old is None else [Change(name, None, in_words(old), None)]
    come = [] if new is None else [Change(name, None, None, in_words(new))]
    return gone + come


def in_words(lever: Lever) -> str:
    """The lever in one line: what kind, and every field but its name."""
    told = ", ".join(f"{field} {value}" for field, value in _told(lever))
    return f"{_KINDS[type(lever).__name__]} ({told})"


def _told(record: object) -> Iterator[tuple[str, str]]:
    """Every field with its value in words; groups and evidence by their own fields."""
    for item in fields(record):  # type: ignore[arg-type]  # a lever or a part of one, which are all dataclasses
        value = getattr(record, item.name)
        if isinstance(value, Group | Evidence):
            yield from _told(value)
        elif item.name != "name":
            yield _FIELDS.get(item.name, item.name), _value(value)


def _value(value: object) -> str:
    if isinstance(value, Size):
        return f"{value.mean:.10g}" + (f" (standard deviation {value.sd:.10g})" if value.sd else "")
    if isinstance(value, frozenset):
        return " and ".join(str(one) for one in sorted(value)) or "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return value.isoformat() if isinstance(value, date) else str(value)
