"""The ledger of savings beside the programme: how each stands, the steps people take, the evidence for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from highneeds.caseload.census import RUNNING_LIST
from highneeds.core import FinancialYear, Pence
from highneeds.core.errors import Refusal
from highneeds.operations.month_inputs import MonthInputs, month_inputs
from highneeds.operations.profile_chart import profile_chart
from highneeds.operations.programme import programme_of_council, read_or_refuse
from highneeds.operations.progress import Progress
from highneeds.savings import (
    Colour,
    Entry,
    Evidence,
    MeasureYear,
    ProfileYear,
    Programme,
    Rating,
    Role,
    Sort,
    State,
    Step,
    benefits_profile,
    delivery_rating,
    findings,
    measure_years,
    money_rating,
)
from highneeds.savings.effect import ProgrammeEffect
from highneeds.savings.moves import FoundMove, found_moves
from highneeds.store.savings import Override, entries, keep_evidence, keep_override, overrides, take_step
from highneeds.store.setup import open_store

_PENCE_IN_A_POUND = 100


@dataclass(frozen=True)
class LedgerLine:
    """One measure: where it stands, this year's money, and both colours."""

    entry: Entry
    year: MeasureYear
    delivery: Rating
    money: Rating


@dataclass(frozen=True)
class Ledger:
    """``years``: every measure in every year; ``written``: files."""

    programme: Programme
    as_at: date
    lines: tuple[LedgerLine, ...]
    years: tuple[MeasureYear, ...]
    profile: tuple[ProfileYear, ...]
    written: tuple[Path, ...]


def ledger_of(
    file: Path, *, is_forecast: bool, years: int, draws: int, seed: int, out: Path | None, progress: Progress
) -> Ledger:
    """The ledger of the programme in ``file`` on what is stored; without ``is_forecast`` nothing is run.

    Writes ledger.csv, profile.csv and profile.svg into ``out``. Raises Refusal as ``programme_of_council`` does.
    """
    open_store()
    programme = read_or_refuse(file).programme
    effect = None
    if is_forecast:
        effect = programme_of_council(file, years=years, draws=draws, seed=seed, out=None, progress=progress).effect
    progress("Reading the ledger")
    as_at = month_inputs().as_at
    first = FinancialYear.containing(as_at)
    financial_years = tuple(FinancialYear(first.starts + n) for n in range(years))
    kept, said = entries(), overrides()
    lines = measure_years(programme, kept, _forecast(effect), financial_years)
    this_year = [line for line in lines if line.year == first]
    shown = tuple(ledger_line(line, kept, said, as_at) for line in this_year)
    ledger = Ledger(programme, as_at, shown, lines, benefits_profile(lines), ())
    return ledger if out is None else _written(ledger, out)


def _forecast(effect: ProgrammeEffect | None) -> dict[tuple[str, FinancialYear], Pence]:
    """The middle draw of what each measure adds after those before it."""
    if effect is None:
        return {}
    return {
        (one.measure.ref, year): Pence(round(float(np.median(one.marginal[:, position]))))
        for one in effect.measures
        for position, year in enumerate(effect.financial_years)
    }


def ledger_line(
    line: MeasureYear, kept: Mapping[str, Entry], said: Mapping[tuple[str, str], Override], as_at: date
) -> LedgerLine:
    """With where it stands and both colours, of what is kept."""
    ref = line.measure.ref
    delivery = delivery_rating(line.measure, as_at=as_at)
    money = money_rating(line.measure, promised_pence=line.promised, counted_pence=line.counted)
    return LedgerLine(
        kept.get(ref, Entry(ref)),
        line,
        _with(delivery, said.get((ref, "delivery"))),
        _with(money, said.get((ref, "money"))),
    )


def _with(rating: Rating, override: Override | None) -> Rating:
    if override is None:
        return rating
    return Rating(rating.computed, rating.cause, override.colour, override.by, override.why)


def move_saving(file: Path, ref: str, after: State, *, by: str, role: Role, why: str, replaced_by: str = "") -> Entry:
    """Take one step for the measure ``ref`` of the programme. Raises Refusal with every reason where it may not be."""
    open_store()
    return move_in(_with_measure(file, ref), ref, Move(after, by, role, why, replaced_by))


@dataclass(frozen=True, slots=True)
class Move:
    """A step as a person asks for it; ``before``: the state in which they saw the measure, None for that it has."""

    after: State
    by: str
    role: Role
    why: str
    replaced_by: str = ""
    before: State | None = None


def move_in(programme: Programme, ref: str, move: Move) -> Entry:
    """One step for a measure of ``programme``. Raises Refusal as ``move_saving``, and where it was moved meanwhile."""
    if move.replaced_by and move.replaced_by not in {measure.ref for measure in programme.measures}:
        message = f"No measure of the programme has the ref {move.replaced_by}."
        raise Refusal(message)
    today = date.today()  # noqa: DTZ011 - the council's own day
    stopped_by = tuple(one.words for one in findings(programme, as_at=today) if one.ref == ref and one.stops)
    before = move.before or entries().get(ref, Entry(ref)).state
    step = Step(before, move.after, move.by, move.role, datetime.now(UTC), move.why, move.replaced_by)
    return take_step(ref, step, stopped_by=stopped_by)


def _moves(inputs: MonthInputs, since: date | None) -> tuple[FoundMove, ...]:
    years = inputs.tables["children"]["return_year"]
    latest = RUNNING_LIST if RUNNING_LIST in years else years.max()
    if not isinstance(latest, int):
        message = "No return and no plan list has been imported yet."
        raise Refusal(message)
    first = since or inputs.financial_year.first_day
    return found_moves(inputs.tables, return_year=latest, since=first, as_at=inputs.as_at)


def add_moves(file: Path, ref: str, *, by: str, since: date | None = None) -> tuple[int, int]:
    """Keep every move that can be evidence for the measure: how many are new, and how many could not be."""
    open_store()
    _with_measure(file, ref)
    inputs = month_inputs()
    found = _moves(inputs, since)
    evidence = [one for one in (move.as_evidence(inputs.as_at) for move in found) if one is not None]
    return keep_evidence(ref, tuple(evidence), by=by), len(found) - len(evidence)


@dataclass(frozen=True, slots=True)
class Given:
    """Evidence as a person types it, in pounds; as in ``savings.Evidence``."""

    sort: Sort
    what: str
    day: date
    pounds_per_year: float
    actual_pounds: float | None
    trace: str


def add_evidence(file: Path, ref: str, given: Given, *, by: str) -> int:
    """Keep one price change or income line: 1, or 0 where it was kept before. Raises Refusal for a move, which is found
    in what is stored, and where something is missing.
    """
    open_store()
    _with_measure(file, ref)
    if given.sort is Sort.MOVE:
        message = "Moves are found in what is stored, with their decision points. Leave out what they are."
        raise Refusal(message)
    pence = Pence(round(given.pounds_per_year * _PENCE_IN_A_POUND))
    paid = None if given.actual_pounds is None else Pence(round(given.actual_pounds * _PENCE_IN_A_POUND))
    try:
        evidence = Evidence(given.sort, given.what, given.day, pence, given.trace, None, paid)
    except ValueError as error:
        message = f"{str(error).capitalize()}."
        raise Refusal(message) from error
    return keep_evidence(ref, (evidence,), by=by)


def show_colour(file: Path, ref: str, of: str, colour: Colour | None, *, by: str, why: str) -> None:
    """Show a colour in place of the computed one, which stays beside it; None: the computed one again."""
    open_store()
    _with_measure(file, ref)
    keep_override(ref, of, colour, by=by, why=why)


def _with_measure(file: Path, ref: str) -> Programme:
    """The programme. Raises Refusal when it has no such measure."""
    programme = read_or_refuse(file).programme
    refs = [measure.ref for measure in programme.measures]
    if ref not in refs:
        message = f"No measure of {file.name} has the ref {ref}. There is: {', '.join(refs)}."
        raise Refusal(message)
    return programme


def _written(ledger: Ledger, out: Path) -> Ledger:
    tables = {"ledger.csv": _ledger_table(ledger), "profile.csv": _profile_table(ledger)}
    drawing = profile_chart(ledger.years, name=ledger.programme.name)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name)
        (out / "profile.svg").write_text(drawing, encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    written = tuple(out / name for name in (*tables, "profile.svg"))
    return Ledger(ledger.programme, ledger.as_at, ledger.lines, ledger.years, ledger.profile, written)


def _ledger_table(ledger: Ledger) -> pl.DataFrame:
    """A row per measure and year; no child is named in it."""
    rows = [
        {
            "ref": line.measure.ref,
            "measure": line.measure.name,
            "workstream": line.measure.workstream.value,
            "kind": line.measure.kind.value,
            "owner": line.measure.owner,
            "state": line.state.value,
            "financial_year": str(line.year),
            "promised_gbp": line.promised / _PENCE_IN_A_POUND,
            "evidenced_gbp": line.evidenced / _PENCE_IN_A_POUND,
            "finance_agreed_gbp": line.agreed / _PENCE_IN_A_POUND,
            "forecast_gbp": None if line.forecast is None else line.forecast / _PENCE_IN_A_POUND,
            "at_risk_gbp": line.at_risk / _PENCE_IN_A_POUND,
        }
        for line in ledger.years
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _profile_table(ledger: Ledger) -> pl.DataFrame:
    """A row per year and kind; kinds are not added."""
    rows = [
        (str(year.year), amount.kind.value, what, amount.pence / _PENCE_IN_A_POUND)
        for year in ledger.profile
        for what in ("promised", "evidenced", "agreed", "forecast", "at_risk")
        for amount in getattr(year, what).amounts
    ]
    return pl.DataFrame(rows, schema=["financial_year", "kind", "line", "gbp"], orient="row")
