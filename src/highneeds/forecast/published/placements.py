"""The settings that DfE publishes plans by, and the five groups they are added into."""

from __future__ import annotations

from collections.abc import Mapping

from highneeds.forecast.national.types import PLACEMENT_GROUPS, TOTAL
from highneeds.forecast.published.types import SETTING

REST = "placement:other"

SETTINGS_OF_GROUP: Mapping[str, tuple[str, ...]] = {
    "placement:mainstream": ("mainstream_state", "mainstream_unit_rp", "mainstream_independent"),
    "placement:special_state": ("special_state",),
    "placement:special_indep_nmss": ("special_independent", "special_non_maintained"),
    "placement:post16": ("fe_general", "specialist_post16"),
    REST: ("ap_pru", "early_years", "elective_home_ed", "awaiting_provision", "neet", "other", "not_recorded"),
}
"""Settings of each group. ``REST`` is all plans less the other four groups, so that the five always add up."""

Series = Mapping[tuple[int, str], float]


def group_plans(values: Mapping[str, Series]) -> dict[str, Series]:
    """The series of each group of ``PLACEMENT_GROUPS``, from the series of settings and of all plans.

    A group has a figure where every setting of it that was published for anyone that year has one. Before further
    education was counted in plans (2015) there is no post-16 figure, and the rest is what the other three leave.
    """
    groups: dict[str, Series] = {
        group: _added([values.get(f"{SETTING}{setting}", {}) for setting in SETTINGS_OF_GROUP[group]])
        for group in PLACEMENT_GROUPS
        if group != REST
    }
    groups[REST] = _rest(values.get(TOTAL, {}), list(groups.values()))
    return groups


def _added(parts: list[Series]) -> Series:
    expected = _published_by_year(parts)
    keys = {key for part in parts for key in part}
    return {
        key: sum(parts[i][key] for i in expected[key[0]])
        for key in sorted(keys)
        if all(key in parts[i] for i in expected[key[0]])
    }


def _published_by_year(parts: list[Series]) -> dict[int, list[int]]:
    """For each year the positions of the parts that were published for anyone."""
    published: dict[int, set[int]] = {}
    for i, part in enumerate(parts):
        for year, _ in part:
            published.setdefault(year, set()).add(i)
    return {year: sorted(positions) for year, positions in published.items()}


def _rest(total: Series, groups: list[Series]) -> Series:
    expected = _published_by_year(groups)
    rest = {
        key: plans - sum(groups[i][key] for i in expected[key[0]])
        for key, plans in total.items()
        if key[0] in expected and all(key in groups[i] for i in expected[key[0]])
    }
    # More plans in four groups than in all is a contradiction of the file: the reader says so, and no figure is made.
    return {key: plans for key, plans in rest.items() if plans >= 0}
