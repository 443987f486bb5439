"""The marks of past forecasts as tables: ours beside the best simple method, and every method there is."""

from __future__ import annotations

from highneeds.governance.record import PastForecasts, PastScore
from highneeds.reports import past_words
from highneeds.reports.tables import Cell, Column, Kind, Table, rounded, whole

_OURS, _SIMPLE = "This forecast", "Best simple"


def table(past: PastForecasts | None) -> Table:
    """One row for each group of series and number of years ahead."""
    rows: list[tuple[Cell, ...]] = []
    for mine in (score for score in (past.scores if past else ()) if score.is_ours):
        best = past_words.best_simple(past, mine.group, mine.years_ahead) if past else None
        rows.append(
            (
                *(mine.group, mine.years_ahead, mine.forecasts),
                *(rounded(mine.error_percent, 1), rounded(mine.bias_percent, 1), _of_100(mine.in_80)),
                *((rounded(best.error_percent, 1), rounded(best.bias_percent, 1), best.method) if best else _NONE),
            )
        )
    columns = (
        Column("Series"),
        Column("Years ahead", Kind.COUNT),
        Column("Made", Kind.COUNT),
        Column("Error, %", Kind.PERCENT, _OURS),
        Column("Bias, %", Kind.CHANGE_PERCENT, _OURS),
        Column("In range, %", Kind.COUNT, _OURS),
        Column("Error, %", Kind.PERCENT, _SIMPLE),
        Column("Bias, %", Kind.CHANGE_PERCENT, _SIMPLE),
        Column("Which", Kind.TEXT, _SIMPLE),
    )
    return Table("scores", _finding(past), columns, tuple(rows), _NOTE)


def every_method(past: PastForecasts) -> Table:
    """All marks of all methods; CRPS in children, or in £ for cost."""
    rows = tuple(
        (
            *(score.group, score.years_ahead, score.method, score.forecasts),
            *(rounded(score.error_percent, 1), rounded(score.bias_percent, 1), rounded(score.mase, 2)),
            whole(score.crps),
            *(_of_100(share) for share in (score.in_50, score.in_80, score.in_95)),
        )
        for score in past.scores
    )
    columns = (
        Column("Series"),
        Column("Years ahead", Kind.COUNT),
        Column("Method"),
        Column("Made", Kind.COUNT),
        Column("Error, %", Kind.PERCENT),
        Column("Bias, %", Kind.CHANGE_PERCENT),
        Column("MASE", Kind.MILLIONS),
        Column("CRPS", Kind.COUNT),
        *(Column(f"In {level}% range, %", Kind.COUNT) for level in (50, 80, 95)),
    )
    note = (
        "MASE: error as a multiple of the mean yearly change before the forecast. CRPS: distance of the whole range of "
        "outcomes from what came, in children or £. A simple method gives one number and has no range."
    )
    return Table("methods", "Every method at every distance", columns, rows, note)


_NONE: tuple[Cell, ...] = (None, None, None)
_NOTE = (
    "Error: median absolute percentage error. Bias: all errors over all truths; plus is too high. In range: share of "
    "truths inside the 8-in-10 range as the model gave it; 80 would be right. Made: forecasts times parts of ten "
    "children or more. The best simple method is chosen with hindsight. [z] not applicable."
)


def _finding(past: PastForecasts | None) -> str:
    """In how many of the rows ours was the nearer."""
    pairs = [
        (mine, past_words.best_simple(past, mine.group, mine.years_ahead))
        for mine in (past.scores if past else ())
        if past is not None and mine.is_ours
    ]
    marked = [(mine, best) for mine, best in pairs if best is not None]
    if not marked:
        return "There are too few Januaries to mark a forecast"
    nearer = sum(_is_nearer(mine, best) for mine, best in marked)
    return f"In {nearer} of {len(marked)} lines this forecast was nearer than the best simple method"


def _is_nearer(mine: PastScore, best: PastScore) -> bool:
    return (mine.error_percent or 0.0) < (best.error_percent or 0.0)


def _of_100(share: float | None) -> int | None:
    return None if share is None else whole(100.0 * share)
