"""The benefits profile: by year, what was promised, what is evidenced, agreed and banked, what is forecast, what is at
risk; each kind of saving by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from highneeds.core import FinancialYear, Pence
from highneeds.savings.amounts import Amount, Kind, Split
from highneeds.savings.ledger import Entry, State
from highneeds.savings.types import Measure, Programme

_AGREED = {State.FINANCE_AGREED, State.BANKED}
_LOST = {State.FAILED, State.REPLACED}
_EVIDENCED = {State.EVIDENCED, *_AGREED}


@dataclass(frozen=True, slots=True)
class MeasureYear:
    """One measure in one year, pence. ``forecast``: the middle draw of what it adds; None where nothing was run.

    What is at risk is what was promised and is neither evidenced nor forecast; of a measure that has failed or was
    replaced, all that is not evidenced.
    """

    measure: Measure
    year: FinancialYear
    state: State
    promised: Pence
    evidenced: Pence
    agreed: Pence
    forecast: Pence | None

    @property
    def counted(self) -> Pence:
        """The more of what is evidenced and what is forecast."""
        is_lost = self.state in _LOST
        return self.evidenced if is_lost or self.forecast is None else max(self.evidenced, self.forecast)

    @property
    def at_risk(self) -> Pence:
        return Pence(max(0, self.promised - self.counted))


def measure_years(
    programme: Programme,
    entries: Mapping[str, Entry],
    forecast_pence: Mapping[tuple[str, FinancialYear], Pence],
    years: Sequence[FinancialYear],
) -> tuple[MeasureYear, ...]:
    """Every measure in every year. ``entries`` and ``forecast_pence`` by ref; a measure without an entry is an idea."""
    return tuple(
        _measure_year(measure, entries.get(measure.ref, Entry(measure.ref)), forecast_pence, year)
        for measure in programme.measures
        for year in years
    )


def evidenced_share(programme: Programme, entries: Mapping[str, Entry], day: date) -> float | None:
    """What is evidenced of the financial year to ``day``, as a share of what was promised of it by then; None where
    nothing was. Cost moved elsewhere is no saving and counts on neither side.
    """
    year = FinancialYear.containing(day)
    days, in_year = (day - year.first_day).days + 1, (year.last_day - year.first_day).days + 1
    counted = [one for one in programme.measures if one.kind is not Kind.COST_SHIFT]
    promised = sum(one.promised_in(year) for one in counted) * days / in_year
    if promised <= 0:
        return None
    known = (entries.get(one.ref, Entry(one.ref)) for one in counted)
    return sum(each.saved_by(day) for entry in known if _counts(entry) for each in entry.evidence) / promised


def _counts(entry: Entry) -> bool:
    """Whether what its evidence says is saved: while the measure is delivered, and once it is shown or agreed."""
    return entry.state in _EVIDENCED or entry.state is State.IN_DELIVERY


def _measure_year(
    measure: Measure, entry: Entry, forecast: Mapping[tuple[str, FinancialYear], Pence], year: FinancialYear
) -> MeasureYear:
    saved = sum(one.saved_in(year) for one in entry.evidence)
    agreed = sum(one.saved_in(year) for one in entry.evidence if one.is_matched)
    return MeasureYear(
        measure,
        year,
        entry.state,
        measure.promised_in(year),
        Pence(saved if _counts(entry) else 0),
        Pence(agreed if entry.state in _AGREED else 0),
        forecast.get((measure.ref, year)),
    )


@dataclass(frozen=True, slots=True)
class ProfileYear:
    """One year of the profile, each line split by kind; there is no sum over kinds."""

    year: FinancialYear
    promised: Split
    evidenced: Split
    agreed: Split
    forecast: Split
    at_risk: Split


def benefits_profile(lines: Sequence[MeasureYear]) -> tuple[ProfileYear, ...]:
    """By year, in order."""
    found = []
    for year in sorted({line.year for line in lines}):
        of_year = [line for line in lines if line.year == year]
        found.append(
            ProfileYear(
                year,
                _split((line.measure, line.promised) for line in of_year),
                _split((line.measure, line.evidenced) for line in of_year),
                _split((line.measure, line.agreed) for line in of_year),
                _split((line.measure, line.forecast or Pence(0)) for line in of_year),
                _split((line.measure, line.at_risk) for line in of_year),
            )
        )
    return tuple(found)


def _split(lines: Iterable[tuple[Measure, Pence]]) -> Split:
    return Split.of(Amount(measure.kind, pence) for measure, pence in lines)
