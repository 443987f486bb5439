"""The page that says how good past forecasts were: a sentence, a drawing, the marks, and what was known at the time."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.governance.record import MonthRecord
from highneeds.operations.pages import Drawing, ShownTable, drawing, shown
from highneeds.reports import past_scores, past_words


@dataclass(frozen=True, slots=True)
class PastPage:
    """``ranges``: whether the ranges of children and of cost are adjusted, and why."""

    sentence: str
    drawing: Drawing
    scores: ShownTable
    methods: ShownTable
    ranges: tuple[str, ...]
    what_they_knew: str


def past_page_of(record: MonthRecord) -> PastPage | None:
    """None for a month that looked back on no forecast."""
    past = record.past
    if past is None or not past.forecasts:
        return None
    return PastPage(
        sentence=past_words.in_a_sentence(past).replace("; annex)", ")"),
        drawing=drawing(record, "earlier"),
        scores=shown(past_scores.table(past)),
        methods=shown(past_scores.every_method(past)),
        ranges=past_words.range_sentences(past),
        what_they_knew=past_words.WHAT_THEY_KNEW,
    )
