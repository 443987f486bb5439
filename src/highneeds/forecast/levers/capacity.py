"""Places that can run out, and where a child goes who finds a setting full: a rule and its reason for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from highneeds.rules.settings import Setting


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where a child goes who finds the setting full: the first of ``to`` with a place that takes its age and need."""

    to: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places of one setting that the ``needs`` share (empty: all needs), in the January the forecast starts from.

    ``growth_share_per_year``: 0.1 where a tenth more are opened every year, evenly over its months.
    """

    setting: str
    places: int
    needs: frozenset[str] = frozenset()
    growth_share_per_year: float = 0.0


_LAST_RESORT = Setting.INDEPENDENT_SPECIAL.value

# Assumption of highneeds, in the order a placement panel would try. Mainstream has no rule, since it is never full:
# there are many such schools, and one that a plan names must admit the child (Children and Families Act 2014,
# section 43).
OVERFLOW: Mapping[str, Overflow] = MappingProxyType(
    {
        Setting.SPECIAL.value: Overflow(
            (Setting.NON_MAINTAINED_SPECIAL.value, _LAST_RESORT),
            "the need for a special school does not go away when the council's own are full",
        ),
        Setting.SEN_UNIT.value: Overflow(
            (Setting.RESOURCED_PROVISION.value, Setting.SPECIAL.value, _LAST_RESORT),
            "another base in a mainstream school comes nearest; then a special school",
        ),
        Setting.RESOURCED_PROVISION.value: Overflow(
            (Setting.SEN_UNIT.value, Setting.MAINSTREAM.value),
            "children are mostly taught in ordinary classes, so that mainstream with support comes nearest",
        ),
        Setting.NON_MAINTAINED_SPECIAL.value: Overflow(
            (_LAST_RESORT,), "another school outside the council's own, paid by a fee"
        ),
        Setting.ALTERNATIVE_PROVISION.value: Overflow(
            (Setting.EDUCATION_OTHERWISE.value, _LAST_RESORT), "the council must arrange education all the same"
        ),
        Setting.NURSERY_SCHOOL.value: Overflow(
            (Setting.EARLY_YEARS_PROVIDER.value,), "private and voluntary providers take children of the same ages"
        ),
        Setting.SPECIALIST_POST_16.value: Overflow(
            (Setting.FURTHER_EDUCATION.value,), "a college with support comes nearest after Year 11"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class PlacesToday:
    """The places a council has in the January the forecast starts from; settings that are not named are never full."""

    groups: tuple[PlaceGroup, ...] = ()
    overflow: Mapping[str, Overflow] = field(default_factory=lambda: OVERFLOW)

    def of(self, setting: str, needs: frozenset[str]) -> int | None:
        """Position of the group that a change for ``needs`` (empty: all the setting's) is about; None when unclear."""
        of_setting = [i for i, group in enumerate(self.groups) if group.setting == setting]
        if not needs and len(of_setting) == 1:
            return of_setting[0]
        return next((i for i in of_setting if self.groups[i].needs == needs), None)
