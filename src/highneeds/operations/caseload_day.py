"""The stored caseload on any day, beside what the department published of the council; and what a year changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.caseload import RUNNING_LIST, Joined, Telling, caseload_on, joined, telling_of
from highneeds.caseload.changes import Changes, TimelyPlans, changes
from highneeds.core.errors import Refusal
from highneeds.core.years import CensusDay
from highneeds.forecast.national.types import TOTAL
from highneeds.ingest.dfe import read_published
from highneeds.operations.case_events import dispute_lines, disputes_on
from highneeds.rules.census_days import census_day
from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting
from highneeds.store.sen2_returns import council_code
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table

_PAIRS_SHOWN = 5


@dataclass(frozen=True)
class CaseloadDay:
    """``counts``: by (setting, need, nc_year, age), children whose plan is ours; one with two plans counts once."""

    day: date
    telling: Telling
    joined: Joined
    counts: pl.DataFrame


@dataclass(frozen=True)
class Published:
    """The council's plans on a census day: ours, theirs, and what may explain a difference, each with its size."""

    year: int
    ours: int
    theirs: int
    source: str
    reasons: tuple[str, ...]

    @property
    def difference(self) -> int:
        """Ours less theirs."""
        return self.ours - self.theirs


def caseload_of_day(day: date, *, return_year: int | None = None) -> CaseloadDay:
    """From the rows that know most of ``day``, or from those of ``return_year``. Raises Refusal when there are none."""
    children, plans, placements = _tables()
    known = plans["return_year"].unique().to_list()
    try:
        telling = telling_of(day, known) if return_year is None else Telling(return_year)
    except LookupError as error:
        message = "The caseload needs a SEN2 return or a list of plans. Import one first."
        raise Refusal(message) from error
    if telling.return_year not in known:
        message = f"No return of {return_year} is stored. Stored are: {', '.join(map(_named, sorted(known)))}."
        raise Refusal(message)
    rows = caseload_on(children, plans, placements, day, return_year=telling.return_year)
    ours = rows.filter(pl.col("has_plan") & ~pl.col("came_later"))
    once = ours.sort("plan_start", "request_ref", descending=[True, False], nulls_last=True).unique(
        "child_key", keep="first"
    )
    counts = (
        once.group_by("setting", "need", "nc_year", "age").agg(children=pl.len()).sort("setting", "need", "nc_year")
    )
    return CaseloadDay(day, telling, joined(rows), counts)


def beside_published(year: int, data: Path) -> Published:
    """The census of ``year`` beside the department's count in its published files.

    Raises Refusal when the files cannot be used, hold no count of the council for that January, or no return of that
    year is kept.
    """
    own = caseload_of_day(census_day(CensusDay(year)), return_year=year)
    code = council_code(year)
    if code is None:
        message = f"The return of {year} does not say which council it is of. Import it again."
        raise Refusal(message)
    figures, faults = read_published(data)
    if figures is None:
        raise Refusal("\n".join(["The files cannot be used.", *(f"{one.place}: {one.advice}" for one in faults[:5])]))
    theirs = figures.value(TOTAL, year, code)
    if theirs is None:
        years = ", ".join(str(each) for each in figures.years(TOTAL) if figures.value(TOTAL, each, code) is not None)
        why = figures.why_not.get(TOTAL, {}).get((year, code))
        said = f" ({why})" if why else ""
        message = f"The files hold no plans of council {code} for January {year}{said}. They hold: {years or 'none'}."
        raise Refusal(message)
    return Published(year, own.joined.children, round(theirs), figures.sources[TOTAL], _reasons(own.joined))


def changes_of_year(year: int) -> Changes:
    """What changed between the Januaries of ``year - 1`` and ``year``. Raises Refusal when a return is wanting."""
    tables = _tables()
    wanting = [each for each in (year - 1, year) if each not in set(tables[1]["return_year"])]
    if wanting:
        message = (
            f"The changes to January {year} need the returns of both years. Wanting: {', '.join(map(str, wanting))}."
        )
        raise Refusal(message)
    return changes(tables, load_table("requests"), year)


def _tables() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    open_store()
    return load_table("children"), load_table("plans"), load_table("placements")


def _reasons(parts: Joined) -> tuple[str, ...]:
    """What the two counts may treat differently, each with its size; none of them is counted twice above."""
    sized = (
        (parts.second_plans, "children have a second live plan: we count a child once, the department may count plans"),
        (
            parts.without_age,
            "live plans are of children whose record is held back for a fault: see faults P01 and P05",
        ),
        (parts.placements_without_plan, "placements have no live plan: their plan may be missing from the return"),
        (parts.without_placement, "live plans have no placement: the department counts them"),
    )
    told = [f"{count:,} {why}" for count, why in sized if count]
    return (*told, "The department publishes what was signed off in March: compare with the file that was submitted.")


def _named(year: int) -> str:
    return "the current list" if year == RUNNING_LIST else str(year)


def caseload_lines(found: CaseloadDay) -> Iterator[str]:
    """What a command prints."""
    parts = found.joined
    source = (
        "the case system's list"
        if found.telling.return_year == RUNNING_LIST
        else f"the return of {found.telling.return_year}"
    )
    yield f"{parts.children:,} children with a plan on {found.day:%-d %B %Y}, from {source}"
    if found.telling.caution:
        yield found.telling.caution
    yield ""
    for count, what in (
        (parts.with_placement, "plans with a placement"),
        (parts.without_placement, "plans without a placement"),
        (parts.second_plans, "of these, second plans of a child"),
        (parts.placements_without_plan, "placements without a plan"),
        (parts.came_later, "plans that another council kept on that day"),
        (parts.without_age, "plans of children whose record is held back"),
    ):
        yield f"  {count:>8,}  {what}"
    for column, labels in (
        ("setting", {setting.value: setting.label for setting in Setting}),
        ("need", {need.value: need.label for need in Need}),
        ("nc_year", {}),
    ):
        yield ""
        yield f"By {'school year by age' if column == 'nc_year' else column}"
        by = found.counts.group_by(column).agg(pl.col("children").sum()).sort(column, nulls_last=True)
        for value, count in by.iter_rows():
            yield f"  {count:>8,}  {labels.get(value, 'not known' if value is None else str(value))}"


def disputes_lines(found: CaseloadDay) -> Iterator[str]:
    """Appeals and mediation up to the day, against the children with a plan on it."""
    return dispute_lines(disputes_on(found.day), found.joined.children)


def published_lines(found: Published) -> Iterator[str]:
    yield f"Plans in January {found.year}: ours {found.ours:,}, published {found.theirs:,}: {found.difference:+,}"
    yield f"Source: {found.source}"
    if found.difference:
        yield "What may explain it:"
        for reason in found.reasons:
            yield f"  {reason}"


def changes_lines(found: Changes) -> Iterator[str]:
    """The summary of a year, in the order in which it adds up."""
    yield f"From January {found.year - 1} to January {found.year}"
    yield f"  {found.before:>8,}  children with a plan before"
    yield f"  {found.joined:>+8,}  joined, {found.transferred_in:,} of them from another council"
    yield f"  {-found.left:>+8,}  left"
    for reason, children in found.left_by_reason.items():
        yield f"            {children:,} {reason}"
    yield f"  {found.after:>8,}  children with a plan after"
    yield f"Of those who stayed, {found.moved:,} moved to another kind of setting"
    yield f"and {found.moved_place:,} to another place of the same kind"
    labels = {setting.value: setting.label for setting in Setting}
    for before, after, children in found.moves.head(_PAIRS_SHOWN).iter_rows():
        yield f"  {children:>8,}  {labels[before]} to {labels[after]}"
    yield f"The main need of {found.need_changed:,} changed"
    for before, after, children in found.need_changes.head(_PAIRS_SHOWN).iter_rows():
        yield f"  {children:>8,}  {Need(before).label} to {Need(after).label}"
    for timely in found.timely:
        yield _timely_line(timely)


def _timely_line(timely: TimelyPlans) -> str:
    if not timely.issued:
        return f"No plan was issued in {timely.year} from a request whose day is known"
    plain = timely.issued_without_exceptions
    without = f", {timely.in_time_without_exceptions / plain:.0%} without exceptions" if plain else ""
    share = f"{timely.in_time / timely.issued:.0%} within 20 weeks"
    return f"Of {timely.issued:,} plans issued in {timely.year}, {share}{without}"
