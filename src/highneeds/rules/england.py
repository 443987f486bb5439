"""How many children in England had a plan each January, as published: what one council's growth is set beside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from highneeds.core.parameters import Source
from highneeds.rules.package_data import read_toml, require_exactly, source_of

_FILE = "england-plans.toml"


@cache
def plans_in_england() -> Mapping[int, int]:
    """Plans, and statements while there were any, by the calendar year of the January; only years published."""
    table = read_toml(_FILE)
    require_exactly(table, {"plans", "source"}, where=_FILE)
    return MappingProxyType({int(year): int(plans) for year, plans in table["plans"].items()})


@cache
def source_of_plans_in_england() -> Source:
    return source_of(read_toml(_FILE)["source"], where=_FILE)
