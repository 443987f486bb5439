"""A scenario: a named, immutable set of levers, and the fingerprint that names its content in every output."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date

from highneeds.forecast.levers.types import Lever

_FINGERPRINT_DIGITS = 16
_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Scenario:
    """Equal when name and levers are, in whatever order they were given.

    ``levers`` stand by start, then name: of two that send the same children elsewhere, the earlier goes first.
    """

    name: str
    levers: tuple[Lever, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.levers, key=lambda lever: (lever.start, lever.name, _canonical(lever))))
        object.__setattr__(self, "levers", ordered)

    def with_levers(self, *levers: Lever, name: str | None = None) -> Scenario:
        """A new scenario that has these levers too. Raises ValueError when two levers would share a name."""
        together = (*self.levers, *levers)
        names = [lever.name for lever in together]
        if len(set(names)) != len(names):
            message = f"two levers have the name {next(n for n in names if names.count(n) > 1)!r}"
            raise ValueError(message)
        return Scenario(self.name if name is None else name, together)

    def only(self, lever_name: str) -> Scenario:
        """This lever alone, as a scenario that is named after it. Raises KeyError when there is none of the name."""
        alone = tuple(lever for lever in self.levers if lever.name == lever_name)
        if not alone:
            raise KeyError(lever_name)
        return replace(self, name=lever_name, levers=alone)

    def without_levers(self, *, name: str) -> Scenario:
        return Scenario(name)

    def content(self) -> object:
        """Name and levers as plain dictionaries, lists, texts and numbers: what the fingerprint is taken of."""
        return _plain(self)

    @property
    def fingerprint(self) -> str:
        """16 hex digits of the content: the same on every machine, and for fields or levers in any order."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()[:_FINGERPRINT_DIGITS]


BASELINE = Scenario("As things are")


def key_of(name: str) -> int:
    """A lever's own 63-bit key for its luck, from its name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:_KEY_BYTES], "big") >> 1


def _canonical(value: object) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _plain(value: object) -> object:
    """Dictionaries, sorted lists and texts; a float as the text that names it exactly."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
        return {"is a": type(value).__name__, **named}
    if isinstance(value, frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value
