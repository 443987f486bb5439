"""Scores of risks into the database and out again: one is added, and none is ever changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.risk import Assessment, History, ImpactOn, Matrix, Score, history_of
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.governance_files import KeptFile, keep_file
from highneeds.store.models import RiskScoreRow


@transaction.atomic
def keep_score(score: Score, matrix: Matrix) -> History:
    """The risk's history with this score. Raises Refusal, and keeps nothing, as ``History.add``."""
    history = history_of(score.risk, _scores_of(score.risk), matrix).add(score, matrix)
    RiskScoreRow.objects.create(
        risk=score.risk,
        scored_on=score.scored_on,
        scored_by=score.scored_by,
        why=score.why,
        likelihood=score.assessment.likelihood,
        evidence=score.evidence,
        answers=list(score.answers),
        **{on.value: score.assessment.impacts.get(on) for on in ImpactOn},
    )
    note(score.scored_by, Did.CHANGED, "risk", score.risk, facts={"scored on": score.scored_on.isoformat()})
    return history


def histories() -> Mapping[str, History]:
    """Of every risk that was scored, by ref; each in order of day, then as recorded."""
    found: dict[str, list[Score]] = {}
    for row in RiskScoreRow.objects.order_by("scored_on", "pk"):
        found.setdefault(row.risk, []).append(_score(row))
    return {risk: History(risk, tuple(scores)) for risk, scores in found.items()}


def _scores_of(risk: str) -> list[Score]:
    return [_score(row) for row in RiskScoreRow.objects.filter(risk=risk).order_by("scored_on", "pk")]


def _score(row: RiskScoreRow) -> Score:
    assessment = Assessment(row.likelihood, row.service, row.people, row.reputation, row.money)
    return Score(
        row.risk, row.scored_on, row.scored_by, row.why, assessment, row.evidence, tuple(map(str, row.answers))
    )


@transaction.atomic
def keep_register(file_name: str, text: str, scores: Sequence[Score], matrix: Matrix) -> tuple[KeptFile, int]:
    """The file and its scores, all of it or nothing; the scores that are there already count no second time.

    Gives how many scores are new. Raises Refusal as ``keep_score``, and when a score was changed after it was given.
    """
    new = 0
    for score in scores:
        known = [one for one in _scores_of(score.risk) if _is_same_occasion(one, score)]
        if not known:
            keep_score(score, matrix)
            new += 1
        elif (known[-1].why, known[-1].assessment, known[-1].evidence) != (score.why, score.assessment, score.evidence):
            message = (
                f"{score.risk}: {score.scored_by} scored it on {score.scored_on}, and the file now says something else "
                "of that day. A score once given stays; give a new one."
            )
            raise Refusal(message)
    return keep_file("risks", file_name, text), new


def _is_same_occasion(one: Score, other: Score) -> bool:
    return (one.scored_on, one.scored_by) == (other.scored_on, other.scored_by)
