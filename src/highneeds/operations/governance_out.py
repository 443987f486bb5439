"""The register and the boards written out: the files in use as they were read, and what has come since as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.operations.board_words import BoardView
from highneeds.operations.risks import RiskView
from highneeds.risk import ImpactOn, Standing
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.store.board_records import decisions_made
from highneeds.store.governance_files import KeptFile, file_in_use


def write_risks(view: RiskView, out: Path) -> tuple[Path, ...]:
    """risks.toml as it was read; register.csv, scores.csv, measures.csv. Raises Refusal when one cannot be written."""
    tables = {
        "register.csv": pl.DataFrame([_risk_row(one) for one in view.standings]),
        "scores.csv": pl.DataFrame(
            [row for one in view.standings for row in _score_rows(one)], infer_schema_length=None
        ),
        "measures.csv": _measures(view),
    }
    return _write(file_in_use("risks"), tables, out)


def write_boards(view: BoardView, out: Path) -> tuple[Path, ...]:
    """boards.toml as it was read, decisions.csv, actions.csv, waiting.csv and assumptions.csv.

    Raises Refusal when it cannot be written.
    """
    made = [
        (one.decision, one.outcome.value, one.board, one.decided_on, one.recorded_by, one.minute)
        for one in decisions_made()
    ]
    done = [(one.action, one.done_on, one.done_by, one.note) for one in view.before.done.values()]
    waits = [
        (one.decision.ref, one.standing.value, year, pence / 100)
        for one in view.waiting
        for year, pence in one.pence_by_year
    ]
    log = [
        (one.name, one.version, one.value, one.unit, one.source, one.owner, one.review_on) for one in view.assumptions
    ]
    tables = {
        "decisions.csv": _table(made, "decision", "outcome", "board", "decided_on", "recorded_by", "minute"),
        "actions.csv": _table(done, "action", "done_on", "done_by", "note"),
        "waiting.csv": _table(waits, "decision", "standing", "financial_year", "gbp"),
        "assumptions.csv": _table(log, "name", "version", "value", "unit", "source", "owner", "review_on"),
    }
    return _write(file_in_use("boards"), tables, out)


def _table(rows: Sequence[tuple[object, ...]], *columns: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=list(columns), orient="row")


def _risk_row(one: Standing) -> dict[str, object]:
    gap, target = one.gap, one.risk.target
    return {
        "ref": one.risk.ref,
        "title": one.risk.title,
        "in_words": one.risk.in_words(),
        "owner": one.risk.owner,
        "category": one.risk.category,
        "response": one.risk.response.value,
        "proximity": one.risk.proximity.value,
        "inherent": one.risk.inherent.score,
        "current": one.score,
        "target": None if target is None else target.assessment.score,
        "over_appetite": None if gap is None else gap.over_appetite,
        "trend": one.trend.value,
        "asks_for_a_score": one.prompt is not None,
        "crossed": "; ".join(one.crossed),
        "to_mend": " ".join(one.flags),
    }


def _score_rows(one: Standing) -> list[dict[str, object]]:
    return [
        {
            "risk": given.risk,
            "scored_on": given.scored_on,
            "scored_by": given.scored_by,
            "score": given.assessment.score,
            "likelihood": given.assessment.likelihood,
            **{on.value: given.assessment.impacts.get(on) for on in ImpactOn},
            "change": one.history.change_in_words(position),
            "why": given.why,
            "evidence": given.evidence,
            "answers": "; ".join(given.answers),
        }
        for position, given in enumerate(one.history.scores)
    ]


def _measures(view: RiskView) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for key, measure in KNOWN_MEASURES.items():
        read = view.readings[key]
        said = (read.value, read.why_not, read.as_at, read.source, read.given_by)
        rows.append((key, measure.label, measure.definition, measure.polarity.value, measure.unit.value, *said))
    columns = (
        "measure",
        "label",
        "definition",
        "polarity",
        "unit",
        "value",
        "cannot_say",
        "as_at",
        "source",
        "given_by",
    )
    return _table(rows, *columns)


def _write(kept: KeptFile | None, tables: dict[str, pl.DataFrame], out: Path) -> tuple[Path, ...]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name)
        if kept is not None:
            (out / f"{kept.kind}.toml").write_text(kept.text, encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return (*(out / name for name in tables), *(() if kept is None else (out / f"{kept.kind}.toml",)))
