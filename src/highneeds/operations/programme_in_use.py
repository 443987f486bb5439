"""The programme as it was last run and kept, with the ledger beside it: what pages show and act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from highneeds.core import FinancialYear, Pence
from highneeds.core.errors import Refusal
from highneeds.forecast.space import council_space
from highneeds.governance.papers.facts import MeasureLine, ProgrammeFacts
from highneeds.governance.programme_run import KeptProgramme
from highneeds.ingest.programme_file import ProgrammeFile, programme_of_text
from highneeds.operations.peer_inputs import told
from highneeds.savings import MeasureYear, Programme, measure_years
from highneeds.store.kept_records import IN_USE, THE_FILE, record_in_use
from highneeds.store.months import latest_month
from highneeds.store.savings import entries
from highneeds.store.setup import open_store

_YEARS_SHOWN = 5


@dataclass(frozen=True)
class ProgrammeInUse:
    """``run`` is None where nothing was run, or where the run in use is of another file. ``lines``: every measure in
    every year, with the ledger as it stands now.
    """

    programme: Programme
    kept: KeptProgramme
    run: ProgrammeFacts | None
    as_at: date
    lines: tuple[MeasureYear, ...]

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        return tuple(sorted({line.year for line in self.lines}))

    @property
    def this_year(self) -> FinancialYear:
        return self.years[0]

    def of_year(self, year: FinancialYear) -> tuple[MeasureYear, ...]:
        return tuple(line for line in self.lines if line.year == year)

    def run_line(self, ref: str, year: FinancialYear) -> MeasureLine | None:
        lines = () if self.run is None else self.run.lines
        return next((line for line in lines if (line.ref, line.year) == (ref, str(year))), None)


def programme_in_use() -> ProgrammeInUse | None:
    """None before the first run. Raises Refusal where another release kept it and this one cannot read it."""
    open_store()
    kept = record_in_use("programme", THE_FILE, KeptProgramme)
    if kept is None:
        return None
    said = _said_in(kept.text, kept.file_name)
    if said.faults:
        raise Refusal(told(said.faults, "The programme was read by another release. Mend it and run it again."))
    run = record_in_use("programme", IN_USE, ProgrammeFacts)
    if run is not None and run.sha256 != kept.sha256:
        run = None
    as_at = _as_at(run)
    years = _years(run, as_at)
    lines = measure_years(said.programme, entries(), _forecast(run), years)
    return ProgrammeInUse(said.programme, kept, run, as_at, lines)


@lru_cache(maxsize=2)
def _said_in(text: str, file_name: str) -> ProgrammeFile:
    """Pages ask for the programme in use over and over; it is read from its text once."""
    return programme_of_text(text, file_name, council_space())


def programme_or_refuse() -> ProgrammeInUse:
    found = programme_in_use()
    if found is None:
        message = "No programme was run yet. Run one with highneeds programme FILE; docs/guide/savings.md."
        raise Refusal(message)
    return found


def _as_at(run: ProgrammeFacts | None) -> date:
    if run is not None:
        return run.as_at
    month = latest_month()
    return date.today() if month is None else month.as_at  # noqa: DTZ011 - the council's own day


def _years(run: ProgrammeFacts | None, as_at: date) -> tuple[FinancialYear, ...]:
    if run is not None and run.lines:
        return tuple(FinancialYear(int(year[:4])) for year in sorted({line.year for line in run.lines}))
    first = FinancialYear.containing(as_at).starts
    return tuple(FinancialYear(first + ahead) for ahead in range(_YEARS_SHOWN))


def _forecast(run: ProgrammeFacts | None) -> dict[tuple[str, FinancialYear], Pence]:
    return {
        (line.ref, FinancialYear(int(line.year[:4]))): Pence(round(line.forecast_pence))
        for line in (() if run is None else run.lines)
        if line.forecast_pence is not None
    }
