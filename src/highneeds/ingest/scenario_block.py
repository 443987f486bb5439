"""One block of a TOML file that a person wrote: its fields as what they should be, every fault with its line."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from highneeds.core.faults import Fault, Severity
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR
from highneeds.ingest.rule import Rule

_BASIS = "highneeds scenario files"
_FILE, _ROW = Severity.STOPS_FILE, Severity.STOPS_ROW
RULES: Mapping[str, Rule] = {
    entry.id: entry
    for entry in (
        Rule("V01", _FILE, "The file is not a scenario file", "Compare it with docs/examples/scenario.toml.", _BASIS),
        Rule("V02", _ROW, "The field is missing", "Add it: no lever stands without.", _BASIS),
        Rule("V03", _ROW, "The field is not known here", "Correct its name, or take it out.", _BASIS),
        Rule("V04", _ROW, "The word is not known", "Correct it.", _BASIS),
        Rule("V05", _ROW, "The value has the wrong form", "Correct it.", _BASIS),
    )
}


@dataclass
class Block:
    """``values`` of one ``[[lever]]`` or the like, or of the top of the file; ``rows`` says in which line each stands.

    ``rules`` has V02 to V05 in the words of that sort of file.
    """

    file: str
    values: Mapping[str, Any]
    rows: Mapping[str, int]
    row: int | None
    faults: list[Fault] = field(default_factory=list)
    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)

    def add(self, rule_id: str, of_field: str, *, detail: str = "", value: object = None) -> None:
        row = self.rows.get(of_field, self.row)
        told = None if value is None else str(value)
        self.faults.append(self.rules[rule_id].fault(self.file, row=row, field=of_field, value=told, detail=detail))

    def check_fields(self, known: Sequence[str], required: Iterable[str]) -> None:
        """A fault for each field that is not ``known``, and for each of ``required`` that is absent."""
        for name in self.values:
            if name not in known:
                self.add("V03", name, detail=nearest(name, known))
        for name in required:
            if name not in self.values:
                self.add("V02", name)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if name in self.values and (not isinstance(value, str) or not value.strip()):
            self.add("V05", name, detail="It should be a few words in quotation marks.", value=value)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> float:
        """The number; 0 where it is absent or (with a fault) none."""
        value = self.values.get(name, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.add("V05", name, detail="It should be a number, such as 0.1, without quotation marks.", value=value)
            return 0.0
        return float(value)

    def whole(self, name: str) -> int:
        value = self.number(name)
        if value != int(value):
            self.add("V05", name, detail="It should be a whole number.", value=value)
        return int(value)

    def flag(self, name: str) -> bool:
        value = self.values[name]
        if not isinstance(value, bool):
            self.add("V05", name, detail="It should be true or false, without quotation marks.", value=value)
        return value is True

    def day(self, name: str) -> date | None:
        """The date, or None where it is absent or (with a fault) is none."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                self.add("V05", name, detail="It should be a date, such as 2027-09-01.", value=value)
                return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.add("V05", name, detail="It should be a date, such as 2027-09-01.", value=value)
        return None

    def name(self, of_field: str, known: Sequence[str]) -> str:
        """One of the ``known`` words; another is a fault, with the nearest known one."""
        value = self.values.get(of_field)
        if value not in known:
            self.add("V04", of_field, detail=nearest(str(value), known), value=value)
        return str(value)

    def names(self, of_field: str, known: Sequence[str]) -> frozenset[str]:
        """A list of ``known`` words, each checked; a single word may stand without brackets."""
        return frozenset(self.names_in_order(of_field, known))

    def names_in_order(self, of_field: str, known: Sequence[str]) -> tuple[str, ...]:
        """As ``names``, where the order matters."""
        listed = self._listed(of_field)
        for value in listed:
            if value not in known:
                self.add("V04", of_field, detail=nearest(str(value), known), value=value)
        return tuple(str(value) for value in listed)

    def nc_years(self, of_field: str) -> frozenset[int]:
        """NC years as numbers, or as words such as "7 to 11"."""
        years: set[int] = set()
        for value in self._listed(of_field):
            first, _, last = value.partition(" to ") if isinstance(value, str) else (str(value), "", "")
            try:
                span = range(int(first), int(last or first) + 1)
            except ValueError:
                span = range(0)
            if not span or not FIRST_NC_YEAR <= span[0] <= span[-1] <= LAST_NC_YEAR:
                said = f'NC years run from {FIRST_NC_YEAR} to {LAST_NC_YEAR} (Reception is 0): 7, or "7 to 11".'
                self.add("V05", of_field, detail=said, value=value)
            years.update(span)
        return frozenset(years)

    def _listed(self, of_field: str) -> list[Any]:
        value = self.values[of_field]
        return value if isinstance(value, list) else [value]


def nearest(word: str, known: Sequence[str]) -> str:
    """``Did you mean "special"?`` or, where nothing is like it, what there is."""
    lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), lower, n=1)
    if close:
        return f'Did you mean "{lower[close[0]]}"?'
    return f"There is: {', '.join(known)}."
