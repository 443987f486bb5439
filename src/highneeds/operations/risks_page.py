"""What the page of risks shows: the register as it stands, and what asks a person for a new score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from highneeds.operations.pages import ShownTable, shown
from highneeds.operations.risk_matrix import ShownMatrix, matrix_of
from highneeds.operations.risks import RiskView, risks_of_council
from highneeds.operations.slugs import slug_of
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.risk import Standing, State
from highneeds.store.governance_files import file_in_use
from highneeds.store.setup import open_store


@dataclass(frozen=True, slots=True)
class RisksPage:
    """``asks`` is None when nothing asks for a new score; ``slugs``: the addresses of the register's rows."""

    name: str
    day: date
    lead: str
    register: ShownTable
    asks: ShownTable | None
    matrix: ShownMatrix
    slugs: tuple[str, ...]


def risks_page() -> RisksPage | None:
    """Of the register in use; None before the first was read."""
    open_store()
    if file_in_use("risks") is None:
        return None
    view = risks_of_council()
    asked = sum(one.prompt is not None for one in view.standings)
    lead = f"{words.count(asked)} of {words.count(len(view.standings))} risks ask to be scored again."
    return RisksPage(
        view.file.register.name,
        view.day,
        lead,
        _register(view),
        None if (asks := asks_of(view.standings)) is None else shown(asks),
        matrix_of(view),
        tuple(slug_of(one.risk.ref) for one in view.standings),
    )


def _register(view: RiskView) -> ShownTable:
    columns = (
        Column("Risk"),
        Column("Title"),
        Column("Score", Kind.COUNT),
        Column("Level"),
        Column("Twelve months"),
        Column("Above what is borne", Kind.COUNT),
        Column("Owner"),
    )
    high = sum(_level(view, one) == "high" for one in view.standings)
    title = f"{words.count(high)} of {words.count(len(view.standings))} risks are high"
    note = (
        "Likelihood times the greatest impact, as a person last judged it; the trend comes from the scores themselves. "
        "Scores are never added."
    )
    return shown(Table("register", title, columns, tuple(_row(view, one) for one in view.standings), note))


def _row(view: RiskView, one: Standing) -> tuple[Cell, ...]:
    over = None if one.gap is None or one.gap.over_appetite is None else max(0, one.gap.over_appetite)
    return (
        one.risk.ref,
        one.risk.title,
        one.score,
        _level(view, one),
        one.trend.value,
        over,
        one.risk.owner,
    )


def _level(view: RiskView, one: Standing) -> str:
    return "not scored" if one.score is None else view.file.register.matrix.level(one.score).value


def asks_of(standings: Sequence[Standing]) -> Table | None:
    """Every reason why a risk asks for a new score, the risk's ref first; None where none does."""
    rows = [row for one in standings for row in _reasons(one)]
    if not rows:
        return None
    columns = (Column("Risk"), Column("Why"), Column("Now"), Column("Limit"), Column("As at"))
    note = "An indicator that crosses asks its owner for a score and changes none; highneeds risks score gives one."
    return Table("asks", "What asks for a new score", columns, tuple(rows), note)


def _reasons(one: Standing) -> list[tuple[Cell, ...]]:
    """The indicators that no score has answered; then a review that is due."""
    if one.prompt is None:
        return []
    found: list[tuple[Cell, ...]] = [
        (
            one.risk.ref,
            seen.measure.label,
            seen.now_in_words(),
            seen.indicator.limit_in_words(seen.measure),
            words.day(seen.reading.as_at),
        )
        for seen in one.watched
        if seen.state is State.CROSSED and seen.indicator.measure in one.prompt.crossed and seen.reading is not None
    ]
    current = one.history.current
    if one.prompt.is_review_due:
        months = f"every {one.risk.review_months} months"
        last = "never" if current is None else words.day(current.scored_on)
        found.append((one.risk.ref, "Review is due", f"last scored {last}", months, last))
    return found
