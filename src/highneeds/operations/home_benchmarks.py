"""Of what a role is asked about, how the council stands beside its neighbours and England, in a sentence."""

from __future__ import annotations

from highneeds.forecast.benchmarking import MEASURES
from highneeds.governance.rights import Right
from highneeds.operations.benchmark_page import BenchmarksPage, Line, benchmarks_page
from highneeds.operations.home_parts import Panel, Way, not_yet

TITLE = "Beside other authorities"
PLANS = ("plans_per_1000_to_25", "plans_per_1000", "within_20_weeks_all", "within_20_weeks")
MONEY = ("spend_per_child", "block_per_child", "spend_per_plan", "block_per_plan", "plans_per_1000_to_25")
INDEPENDENT = ("independent_share", "independent_topup_per_child")
PLACES = ("special_state_share", "mainstream_share")
"""Measures in the order in which they are asked about: not by where the council stands."""
_ALL = Way("Every measure, with its neighbours", "benchmarks", needs=Right.SEE_BENCHMARKS)
_FIRST_RELEASE = (
    "Nothing published has been imported yet. With the department's release this says how the council stands beside "
    "its neighbours and England."
)
_WHO_ARE_WE = "Figures of every authority are here, but nothing says yet which of them is this council."
_NONE = "What is asked here most is not among what was imported."


def beside(name: str, measures: tuple[str, ...]) -> Panel:
    """The first of ``measures`` of which the council has a published figure, and the way to all others.

    What to import first where nothing was.
    """
    page = benchmarks_page()
    if page is None:
        return not_yet(name, TITLE, _FIRST_RELEASE)
    if page.own is None:
        return Panel(name, TITLE, _WHO_ARE_WE, ways=(Way("Say which", "neighbours", needs=Right.SET_NEIGHBOURS), _ALL))
    lines = {line.key: line for section in page.sections for line in section.lines}
    found = next((lines[key] for key in measures if key in lines and not _is_mark(lines[key].own)), None)
    note = "Invented figures: the department published none of it." if page.is_invented else ""
    if found is None:
        return Panel(name, TITLE, _NONE, note=note, ways=(_ALL,))
    way = Way("This measure over the years", "benchmark", (found.key,), needs=Right.SEE_BENCHMARKS)
    return Panel(name, TITLE, _said(page, found), note=note, ways=(way, _ALL))


def _said(page: BenchmarksPage, line: Line) -> str:
    measure = MEASURES[line.key]
    others = "" if _is_mark(line.england) else f", {page.england} {line.england}"
    if not _is_mark(line.neighbours):
        others += f", the middle of its neighbours {line.neighbours}"
    few = "; * rests on 1 to 5 children" if "*" in line.own else ""
    asked = f"{measure.section}, {measure.label[:1].lower()}{measure.label[1:]}"
    return f"{asked}: {page.own} {line.own}{others} ({line.period}{few})."


def _is_mark(text: str) -> bool:
    return text.startswith("[")
