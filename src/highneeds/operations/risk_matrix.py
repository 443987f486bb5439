"""The matrix of likelihood by impact as a table of words: in each cell its score, its level and the risks there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from highneeds.operations.risks import RiskView
from highneeds.operations.slugs import slug_of
from highneeds.reports import words
from highneeds.risk import Assessment, Matrix, Standing


@dataclass(frozen=True, slots=True)
class ShownRisk:
    slug: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``marks``: in words what of the one risk stands here, such as "CFS 02 now"; ``risks``: others scored here."""

    score: int
    level: str
    impact: str
    marks: tuple[str, ...]
    risks: tuple[ShownRisk, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    likelihood: str
    chance: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """``impacts``: each with what it means in money. The likeliest row first."""

    impacts: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]


def matrix_of(view: RiskView, ref: str = "") -> ShownMatrix:
    """Every risk where it is scored; of that called ``ref`` also where it was before control and where it is to be."""
    matrix = view.file.register.matrix
    impacts = tuple(
        (f"{words.sentence(label)} ({step})", matrix.money_in_words(step))
        for step, label in enumerate(matrix.impacts, start=1)
    )
    rows = tuple(
        ShownRow(
            f"{words.sentence(matrix.likelihoods[likelihood - 1])} ({likelihood})",
            matrix.chance_in_words(likelihood),
            tuple(_cell(view, ref, likelihood, impact) for impact in range(1, len(matrix.impacts) + 1)),
        )
        for likelihood in range(len(matrix.likelihoods), 0, -1)
    )
    return ShownMatrix(impacts, rows)


def _cell(view: RiskView, ref: str, likelihood: int, impact: int) -> ShownCell:
    matrix: Matrix = view.file.register.matrix
    here = [
        one
        for one in view.standings
        if (current := one.history.current) is not None and _at(current.assessment) == (likelihood, impact)
    ]
    mine = next((one for one in view.standings if one.risk.ref == ref), None)
    return ShownCell(
        likelihood * impact,
        matrix.level(likelihood * impact).value,
        words.sentence(matrix.impacts[impact - 1]),
        () if mine is None else tuple(_marks(mine, (likelihood, impact))),
        tuple(ShownRisk(slug_of(one.risk.ref), one.risk.ref, one.risk.title) for one in here if one is not mine),
    )


def _marks(one: Standing, at: tuple[int, int]) -> Iterator[str]:
    current = one.history.current
    if current is not None and _at(current.assessment) == at:
        yield f"{one.risk.ref} now"
    if one.risk.target is not None and _at(one.risk.target.assessment) == at:
        yield f"{one.risk.ref} target, {one.risk.target.by:%B %Y}"
    if _at(one.risk.inherent) == at:
        yield f"{one.risk.ref} before any control"


def _at(assessment: Assessment) -> tuple[int, int]:
    return assessment.likelihood, assessment.impact
