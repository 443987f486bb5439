"""What an extract of placement costs would change in the year's commitment, before anybody confirms it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from highneeds.core import Basis, Figure, FinancialYear, Unit
from highneeds.finance.contracts.committed_change import Part, committed_change
from highneeds.finance.contracts.from_tables import calendars_of
from highneeds.reports.words import pounds, signed_pounds

_BASIS = Basis(money="accrual, net of contributions, committed lines of the block only")
_TELLS = (
    "Accrual, net of contributions, of committed lines; transport and what is not yet agreed are left out. Each line "
    "is priced by its contract over the whole year; nobody is simulated: who may still come or go is not in it."
)
_STAYS = "the commitment stays as it is, since the latest extract alone counts."
_SAID = {"new": "New lines", "changed": "Lines that cost otherwise", "ended": "Lines no longer there"}


@dataclass(frozen=True, slots=True)
class Effect:
    """``parts``: new, changed and ended, each with how many lines and by how much it moves the commitment of ``year``.

    ``as_at``: the day of the extract read, ``against`` that of the one in use, as text. An older extract moves nothing,
    since the latest alone is in use.
    """

    year: str
    as_at: str
    against: str
    before: int
    parts: tuple[tuple[str, int, int], ...]
    after: int

    @property
    def is_older(self) -> bool:
        return self.as_at < self.against  # ISO days stand in the order of time

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The parts and the whole change, each with its basis and where it comes from."""
        rows = [(f"commitment_{name}", _SAID[name], pence, lines) for name, lines, pence in self.parts]
        whole = ("commitment_change", "Change in all", self.after - self.before, sum(row[3] for row in rows))
        return tuple(
            Figure(
                key=key,
                label=label,
                value=pence,
                unit=Unit.PENCE,
                basis=_BASIS,
                period=self.year,
                as_at=date.fromisoformat(self.as_at),
                scope="placements in the extract",
                source=f"the extract of {self.as_at} against that in use, of {self.against}",
                trace=f"{lines} lines priced by their contracts over {self.year}; nobody is simulated",
            )
            for key, label, pence, lines in (*rows, whole)
        )

    @property
    def shown(self) -> tuple[tuple[str, int, str], ...]:
        """What a page shows of each figure: its words, how many lines, and pounds with their sign."""
        lines = [lines for _, lines, _ in self.parts]
        return tuple(
            (figure.label, number, signed_pounds(figure.value))
            for figure, number in zip(self.figures, (*lines, sum(lines)), strict=True)
        )

    @property
    def said(self) -> str:
        """The basis and the two extracts, in a sentence; of an older extract, that it moves nothing."""
        if self.is_older:
            return f"This is an older extract, of {_day(self.as_at)}, than that of {_day(self.against)}: {_STAYS}"
        return f"Committed in {self.year}: {pounds(self.before)} now, {pounds(self.after)} with this file. {_TELLS}"


def effect_of(read: pl.DataFrame, held: pl.DataFrame, term_dates: pl.DataFrame) -> Effect | None:
    """Of the cost lines of one extract against those ``held`` in use; None where either has no line.

    Of an older extract than that in use, no part moves.
    """
    if held.is_empty() or read.is_empty():
        return None
    as_at, against = read["as_at"][0], held["as_at"][0]
    year, calendars = FinancialYear.containing(max(as_at, against)), calendars_of(term_dates)
    found = committed_change(held, held if as_at < against else read.cast(held.schema), year, calendars)
    parts: Mapping[str, Part] = {"new": found.new, "changed": found.changed, "ended": found.ended}
    told = tuple((name, part.lines, int(part.pence)) for name, part in parts.items())
    return Effect(str(year), as_at.isoformat(), against.isoformat(), int(found.before), told, int(found.after))


def effect_from_json(said: Mapping[str, Any] | None) -> Effect | None:
    """The counterpart of ``asdict``, after a way through JSON."""
    return None if said is None else Effect(**{**said, "parts": tuple(map(tuple, said["parts"]))})


def effect_lines(effect: Effect) -> Iterator[str]:
    """What a command prints: each part with its sign, which is plus where the commitment grows, and the basis once."""
    if effect.is_older:
        yield f"cost_lines: {effect.said}"
        return
    *parts, whole = effect.figures
    said = "; ".join(
        f"{figure.label.lower()} ({lines:,}) {signed_pounds(figure.value)}"
        for figure, (_, lines, _) in zip(parts, effect.parts, strict=True)
    )
    yield (
        f"cost_lines: committed in {effect.year} would go from {pounds(effect.before)} to {pounds(effect.after)}, "
        f"{signed_pounds(whole.value)}: {said}"
    )
    yield f"cost_lines: {whole.basis}; {whole.source}"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}"
