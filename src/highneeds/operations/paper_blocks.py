"""The figure blocks of pages that papers can have, and the papers on their way that they can be added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.papers.facts import PaperFacts
from highneeds.governance.papers.field_class import Part
from highneeds.governance.papers.figures import Figures, PaperFigure
from highneeds.governance.sign_off import SignOff, State
from highneeds.operations.pages import month_on_show
from highneeds.operations.paper_facts import gather
from highneeds.operations.paper_sign_off import begin, no_draft_any_more, papers_on_their_way
from highneeds.operations.programme_papers import draft_or_refuse, kind_or_refuse, make_paper
from highneeds.reports import words
from highneeds.reports.papers.figures import figures_of, slug
from highneeds.reports.papers.kinds import COMMITTEE, KINDS


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A figure block of a page: the paper's figures that it tells, with ``{year}`` for this year's, and the table of
    the same numbers that a paper can have; empty where papers have none.
    """

    title: str
    figures: tuple[str, ...]
    table: str = ""


BLOCKS: Mapping[str, PageBlock] = MappingProxyType(
    {
        "bridge": PageBlock(
            "From budget to forecast outturn", ("block_budget", "forecast_outturn", "forecast_variance"), "bridge"
        ),
        "fan": PageBlock("Cost of the block by year", ("block_cost_in_five_years", "deficit_in_five_years"), "fan"),
        "months": PageBlock("Spending by month", ("actual_to_date",), "months"),
        "children": PageBlock(
            "Children and cost by setting",
            ("children_now", "children_year_ago", "independent_children", "independent_cost"),
            "children",
        ),
        "earlier": PageBlock("Past forecasts beside what was counted", (), "earlier"),
        "targets": PageBlock(
            "Targets of the programme", ("saving_target_{year}", "saving_forecast_{year}", "chance_{year}"), "targets"
        ),
        "saved": PageBlock(
            "What all measures save", ("saving_target_{year}", "saving_forecast_{year}", "saving_gap_{year}"), "targets"
        ),
        "progress": PageBlock("Promised, evidenced and forecast", ("measures", "measures_flawed"), "progress"),
        "risks": PageBlock("The register of risks", ("key_risks", "risks_asking"), "risks"),
        "decisions": PageBlock(
            "Decisions waiting", ("waiting_decisions", "overdue_decisions", "waiting_saving"), "waiting"
        ),
        "actions": PageBlock("Actions and commitments", ("commitments_late",)),
    }
)
"""Every figure block of a page that tells what papers hold."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page offers: a title, keys of the paper's figures, and the name of a table or nothing."""

    title: str
    figures: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """``why_not``: empty where something can be added."""

    ref: str
    title: str
    meeting: date
    as_at: date
    snapshot: str
    state: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """``lines``: label, text and what it is of, as the page says it. ``kinds``: papers that can be begun, by key."""

    wanted: Wanted
    lines: tuple[tuple[str, str, str], ...]
    drafts: tuple[DraftChoice, ...]
    kinds: tuple[tuple[str, str], ...]


def figures_now(ref: str = "") -> Figures:
    """As pages say them at this moment: of that draft if it were made again, else of the committee's next paper.

    Raises Refusal where there is no such draft, and before the first month.
    """
    before = draft_or_refuse(ref).facts if ref else None
    kind, meeting = (COMMITTEE, None) if before is None else (KINDS[before.kind], before.meeting)
    return figures_of(gather(kind, meeting=meeting, block=None, narrative=()))


def wanted_of(block: str, figures: Sequence[str], now: Figures) -> Wanted | None:
    """What a page's link asks for, of what is known ``now``; None where there is no such block and no figure that a
    paper could say in public.
    """
    month = month_on_show()
    if month is None:
        return None
    if block:
        found = BLOCKS.get(block)
        if found is None:
            return None
        year = slug(str(month.financial_year))
        return Wanted(found.title, tuple(key.format(year=year) for key in found.figures), found.table)
    keys = tuple(dict.fromkeys(figures))
    if not keys or any(key not in now or now[key].part is not Part.PUBLIC for key in keys):
        return None
    first, more = now[keys[0]].label, len(keys) - 1
    title = f"{first}, and {words.plural(more, 'figure', 'figures')} beside it" if more else first
    return Wanted(title, keys, "")


def choosing(wanted: Wanted, now: Figures) -> Choosing:
    """The papers that it can be added to, and those that can be begun. ``now``: as pages say it."""
    lines = tuple((now[key].label, as_said(now[key]), now[key].about) for key in wanted.figures if key in now)
    on_their_way = [(facts, standing) for facts, standing in papers_on_their_way() if not _is_at_its_end(standing)]
    drafts = sorted((_choice(*one) for one in on_their_way), key=lambda one: one.meeting, reverse=True)
    begun = {facts.kind for facts, standing in on_their_way if not no_draft_any_more(standing)}
    kinds = tuple((kind.key, kind.title) for kind in KINDS.values() if kind.key not in begun)
    return Choosing(wanted, lines, tuple(drafts), kinds)


def _is_at_its_end(standing: SignOff | None) -> bool:
    return standing is not None and standing.state in {State.PUBLISHED, State.WITHDRAWN}


def _choice(facts: PaperFacts, standing: SignOff | None) -> DraftChoice:
    state = "draft" if standing is None else standing.state.value
    why_not = no_draft_any_more(standing)
    title = KINDS[facts.kind].title
    return DraftChoice(facts.ref, title, facts.meeting, facts.month.as_at, facts.month.snapshot, state, why_not)


def as_said(figure: PaperFigure) -> str:
    """``£121.4m (£119.6m to £123.5m)``: its text, with its range where it has one."""
    return f"{figure.text} ({figure.range_text})" if figure.range_text else figure.text


def begin_paper(kind: str, *, by: str) -> str:
    """A new draft of the next meeting, from what is stored now; gives its ref. Raises Refusal where there is one."""
    facts = gather(kind_or_refuse(kind), meeting=None, block=None, narrative=())
    if any(one.ref == facts.ref for one, _ in papers_on_their_way()):
        message = (
            f"There is a paper {facts.ref} already: choose it, or make the paper of another meeting by the command."
        )
        raise Refusal(message)
    with transaction.atomic():
        paper, _ = make_paper(kind, narrative=None)
        begin(paper, by=by)
    return paper.facts.ref
