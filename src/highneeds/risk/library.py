"""The library of risks: what a council may start from, with causes and indicators; owners and scores are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from highneeds.core import Source
from highneeds.risk.indicators import BearsOn, Indicator
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.rules.package_data import read_toml, require_exactly, source_of

_FILE = "risk-library.toml"
AGREED = "highneeds' library, until the council agrees its own"


@dataclass(frozen=True, slots=True)
class LibraryRisk:
    """``money`` says in words what it would cost; ``indicators`` have no risk's ref yet."""

    key: str
    title: str
    category: str
    causes: tuple[str, ...]
    event: str
    consequences: tuple[str, ...]
    money: str
    indicators: tuple[Indicator, ...]
    source: Source


@cache
def risk_library() -> Mapping[str, LibraryRisk]:
    """By key, in the order of the file. Raises ValueError, naming the place, for an entry that is not whole."""
    content = read_toml(_FILE)
    return library_of(content)


def library_of(content: Mapping[str, Any]) -> Mapping[str, LibraryRisk]:
    """As ``risk_library``, of a file's content; pure, so that a test can plant a bad one."""
    source = source_of(content["source"], where=_FILE)
    found: dict[str, LibraryRisk] = {}
    for entry in content["risk"]:
        where = f"{_FILE}, {entry.get('key', 'a risk without a key')}"
        require_exactly(
            entry,
            {"key", "title", "category", "causes", "event", "consequences", "money", "indicators"},
            where=where,
        )
        if entry["key"] in found:
            message = f"{where}: stands there twice"
            raise ValueError(message)
        found[entry["key"]] = LibraryRisk(
            entry["key"],
            entry["title"],
            entry["category"],
            tuple(entry["causes"]),
            entry["event"],
            tuple(entry["consequences"]),
            entry["money"],
            tuple(_indicator(each, where=where) for each in entry["indicators"]),
            source,
        )
    return MappingProxyType(found)


def _indicator(entry: Mapping[str, Any], *, where: str) -> Indicator:
    require_exactly(entry, {"measure", "threshold", "near", "bears_on"}, where=where)
    measure = KNOWN_MEASURES.get(entry["measure"])
    if measure is None:
        message = f"{where}: no live measure is called {entry['measure']!r}"
        raise ValueError(message)
    indicator = Indicator(
        "", entry["measure"], float(entry["threshold"]), float(entry["near"]), BearsOn(entry["bears_on"]), AGREED
    )
    if not indicator.is_in_order(measure.polarity):
        message = f"{where}: the limits of {measure.key} are the wrong way round"
        raise ValueError(message)
    return indicator
