"""The page that tells how a year's forecast got where it stands, and how far earlier ones were from what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from highneeds.core.errors import Refusal
from highneeds.governance.vintages import MonthError, Passage, Vintage
from highneeds.operations.moved import Moved, moved
from highneeds.operations.pages import Drawing, ShownTable, drawn, shown
from highneeds.operations.slugs import slug_of
from highneeds.reports import Table, words
from highneeds.reports.charts import journey
from highneeds.reports.tables import Column, Kind, percent_off, rounded


@dataclass(frozen=True, slots=True)
class ShownStep:
    """``month``: 0 of the outturn. A step of nothing leads nowhere."""

    cause: str
    money: str
    in_words: str
    month: int
    leads_to_rows: bool

    @property
    def slug(self) -> str:
        return slug_of(self.cause)


@dataclass(frozen=True, slots=True)
class ShownStage:
    """One forecast, or the outturn: what led to it and what it came to."""

    name: str
    month: int
    steps: tuple[ShownStep, ...]
    stands_at: str


@dataclass(frozen=True, slots=True)
class JourneyPage:
    financial_year: str
    lead: str
    budget: str
    drawing: Drawing
    stages: tuple[ShownStage, ...]
    kept: ShownTable
    errors: ShownTable | None


def journey_page(year: str) -> JourneyPage | None:
    """Of one financial year (2026-27); None when no month of it is closed."""
    try:
        found = moved(year)
    except Refusal:
        return None
    way = journey.Journey(found.financial_year, found.budget_pence, found.legs)
    return JourneyPage(
        financial_year=str(found.financial_year),
        lead=f"{journey.finding(way)}.",
        budget=words.pounds(found.budget_pence),
        drawing=_drawing(way),
        stages=_stages(found),
        kept=shown(_kept(found.kept)),
        errors=shown(_errors(found.errors)) if found.errors else None,
    )


def _drawing(way: journey.Journey) -> Drawing:
    wide, narrow = (journey.draw(way, key=f"journey-{key}", is_narrow=key == "narrow") for key in ("wide", "narrow"))
    return drawn(
        journey.table(way), wide, narrow, f"£ million, high needs block, financial year ({way.financial_year})"
    )


def _stages(found: Moved) -> tuple[ShownStage, ...]:
    stages: list[ShownStage] = []
    stands_at = found.budget_pence
    for to in dict.fromkeys(step.to for step in found.steps):
        steps = [step for step in found.steps if step.to == to]
        stands_at += sum(step.pence for step in steps)
        month = steps[-1].month
        stages.append(ShownStage(to, month, tuple(map(_step, steps)), words.pounds(stands_at)))
    return tuple(stages)


def _step(step: Passage) -> ShownStep:
    return ShownStep(step.cause, words.signed_pounds(step.pence), step.in_words, step.month, bool(step.pence))


def _kept(kept: Sequence[Vintage]) -> Table:
    rows = tuple(
        (
            f"{one.financial_year}, month {one.month}, version {one.version}",
            words.pounds(one.forecast_pence),
            _range(one),
            words.pounds(one.straight_line_pence),
            "the year is not over" if one.outturn_pence is None else words.pounds(one.outturn_pence),
            _error(one),
        )
        for one in kept
    )
    columns = (
        Column("Forecast closed"),
        *(Column(name, Kind.POUNDS) for name in ("Forecast", "8-in-10 range", "Straight line", "Outturn")),
        Column("Error", Kind.PERCENT),
    )
    over = [one.is_within_range for one in kept if one.is_within_range is not None]
    title = words.plural(len(kept), "forecast kept", "forecasts kept")
    if over:
        title += f"; the outturn came within the range of {sum(over)} of {len(over)}"
    note = (
        "Every closing, corrected ones too. The straight line is spending to date times twelve over the months gone. "
        "Error: forecast against outturn, plus where the forecast was too high."
    )
    return Table("kept", title, columns, rows, note)


def _range(one: Vintage) -> str | None:
    if one.low_pence is None or one.high_pence is None:
        return None
    return f"{words.pounds(one.low_pence)} to {words.pounds(one.high_pence)}"


def _error(one: Vintage) -> str | None:
    if one.outturn_pence is None:
        return None
    off = percent_off(one.forecast_pence, one.outturn_pence)
    return None if off is None else f"{words.change(off)}%"


def _errors(errors: Sequence[MonthError]) -> Table:
    rows = tuple(
        (f"Month {one.month}", one.years, rounded(100 * one.forecast, 2), rounded(100 * one.straight_line, 2))
        for one in errors
    )
    columns = (
        Column("Closed at the end of"),
        Column("Years", Kind.COUNT),
        Column("Forecast off by, %", Kind.PERCENT),
        Column("Straight line off by, %", Kind.PERCENT),
    )
    better = sum(one.forecast <= one.straight_line for one in errors)
    title = f"The forecast was nearer than a straight line in {better} of {len(errors)} months of the year"
    note = "Mean error either way, of the first version closed each month, over the years that are over."
    return Table("errors", title, columns, rows, note)
