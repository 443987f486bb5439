"""What a page shows, put into a paper that is still a draft: as tokens, so that the number is the snapshot's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.facts import PaperFacts, TextFile
from highneeds.governance.papers.field_class import Part
from highneeds.governance.papers.figures import Figures, PaperFigure
from highneeds.governance.papers.figures import changes as changes_since
from highneeds.governance.papers.narrative import (
    ADDED,
    BLOCK,
    CHANGES,
    ENDING,
    block_named,
    explanations,
    filled,
    tokens,
)
from highneeds.governance.sign_off import SignOff, State
from highneeds.operations.pages import month_on_show
from highneeds.operations.paper_facts import gather
from highneeds.operations.paper_sign_off import KIND, begin, no_draft_any_more, papers_on_their_way, revise
from highneeds.operations.programme_papers import (
    Paper,
    draft_or_refuse,
    kind_or_refuse,
    make_paper,
    tables_to_put_in,
)
from highneeds.reports import words
from highneeds.reports.papers.blocks.by_name import block_of
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.figures import figures_of, slug
from highneeds.reports.papers.kinds import COMMITTEE, KINDS, PaperKind
from highneeds.store.sign_offs import sign_off_of

LONGEST = 2_000
_WHY = CHANGES.removesuffix(ENDING)


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
class FigureLine:
    """One figure: as the page says it now, and as the paper would; ``says`` compares the two in a sentence."""

    key: str
    label: str
    about: str
    now: str
    in_paper: str
    says: str
    may_stand: bool


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
    """``kinds``: papers that can be begun, with the day of the meeting they would be for."""

    wanted: Wanted
    lines: tuple[tuple[str, str, str], ...]
    drafts: tuple[DraftChoice, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AddingPage:
    """``words``: what is offered to begin from; ``asks``: figures that the last paper said otherwise, and how."""

    wanted: Wanted
    ref: str
    title: str
    meeting: date
    content: str
    snapshot: str
    as_at: date
    is_older: bool
    sections: tuple[tuple[str, str], ...]
    lines: tuple[FigureLine, ...]
    words: str
    table_says: str
    may_have_table: bool
    asks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """``words`` with tokens, ``table`` the name of one or nothing, ``why`` by key: why it differs from last time."""

    section: str
    words: str
    table: str
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AddedText:
    """What was added to a draft: the file, which paragraph of it, and the section's title; ``text`` as it was written,
    ``read`` as it is read.
    """

    file: str
    place: int
    section: str
    text: str
    read: str


def wanted_of(block: str, figures: Sequence[str]) -> Wanted | None:
    """What a page's link asks for; None where there is no such block and no figure that a paper could say in public."""
    month = month_on_show()
    if month is None:
        return None
    if block:
        found = BLOCKS.get(block)
        year = slug(str(month.financial_year))
        return (
            None
            if found is None
            else Wanted(found.title, tuple(key.format(year=year) for key in found.figures), found.table)
        )
    known = _figures_now(COMMITTEE, None)
    keys = tuple(dict.fromkeys(figures))
    if not keys or any(key not in known or known[key].part is not Part.PUBLIC for key in keys):
        return None
    return Wanted(words.listed([known[key].label for key in keys]), keys, "")


def _figures_now(kind: PaperKind, meeting: date | None) -> Figures:
    """Of a paper as it would be made at this moment."""
    return figures_of(gather(kind, meeting=meeting, block=None, narrative=()))


def choosing(wanted: Wanted) -> Choosing:
    """The papers that it can be added to, and those that can be begun."""
    now = _figures_now(COMMITTEE, None)
    lines = tuple((now[key].label, _read(now[key]), now[key].about) for key in wanted.figures if key in now)
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


def _read(figure: PaperFigure) -> str:
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


def adding(wanted: Wanted, ref: str) -> AddingPage:
    """What would be added to that draft. Raises Refusal where there is none, or it is no draft any more."""
    paper = draft_or_refuse(ref)
    facts = paper.facts
    why = no_draft_any_more(sign_off_of(KIND, ref))
    if why:
        message = f"The paper {ref} {why}"
        raise Refusal(message)
    now = _figures_now(paper.kind, facts.meeting)
    lines = tuple(_line(key, now, paper) for key in wanted.figures if key in now or key in paper.figures)
    month = month_on_show()
    may_have_table = bool(wanted.table) and not _has(facts, wanted.table) and wanted.table in tables_to_put_in(paper)
    return AddingPage(
        wanted=wanted,
        ref=ref,
        title=paper.kind.title,
        meeting=facts.meeting,
        content=paper.content,
        snapshot=facts.month.snapshot,
        as_at=facts.month.as_at,
        is_older=month is not None and month.snapshot != facts.month.snapshot,
        sections=tuple((section.key, section.title) for section in paper.kind.sections),
        lines=lines,
        words=_sentence([paper.figures[line.key] for line in lines if line.may_stand]),
        table_says=_table_says(wanted, paper, may_have_table=may_have_table),
        may_have_table=may_have_table,
        asks=tuple(_asks(paper, [line.key for line in lines if line.may_stand])),
    )


def _has(facts: PaperFacts, table: str) -> bool:
    """Whether a text asks for it already."""
    return any(token.what == BLOCK and token.key == table for text in facts.narrative for token in tokens(text.text))


def _line(key: str, now: Figures, paper: Paper) -> FigureLine:
    known = paper.figures.get(key)
    shown = now.get(key)
    said_now = "not known any more" if shown is None else _read(shown)
    if known is None:
        label, about, source = ("", "", "") if shown is None else (shown.label, shown.about, shown.source)
        says = f"It is not in this paper's snapshot. What has it: {source}. Make the paper again from it."
        return FigureLine(key, label, about, said_now, "not in it", says, may_stand=False)
    says, may_stand = "The same in both.", True
    if known.text == words.WITHHELD or _is_few(known):
        says, may_stand = "Withheld: a reader could know who the children are. It cannot be added.", False
    elif shown is None or _read(shown) != _read(known):
        says = f"The page says otherwise now. The paper will say {_read(known)}, as its snapshot does."
    in_paper = words.WITHHELD if not may_stand else _read(known)
    return FigureLine(key, known.label, known.about, said_now, in_paper, says, may_stand=may_stand)


def _is_few(figure: PaperFigure) -> bool:
    return figure.children is not None and FEW.is_few(figure.children)


def _sentence(figures: Sequence[PaperFigure]) -> str:
    """A paragraph for each period and day, every number in it a token."""
    by_about: dict[str, list[PaperFigure]] = {}
    for figure in figures:
        by_about.setdefault(figure.about, []).append(figure)
    return "\n\n".join(_of_one_time(about, each) for about, each in by_about.items())


def _of_one_time(about: str, figures: Sequence[PaperFigure]) -> str:
    said = "; ".join(f"{one.label}: *{{figure: {one.key}}}*{_range_token(one)}" for one in figures)
    return f"{words.sentence(about)}. {said}." if about else f"{said}."


def _range_token(figure: PaperFigure) -> str:
    return f" ({{range: {figure.key}}})" if figure.range_text else ""


def _table_says(wanted: Wanted, paper: Paper, *, may_have_table: bool) -> str:
    if not wanted.table or may_have_table:
        return ""
    own = block_of(Context(paper.facts, paper.figures, paper.content), wanted.table) is not None
    if own:
        return "The table with its drawing stands in this paper already."
    return "The table is not in this paper's snapshot. Make the paper again once what it tells of is stored."


def _asks(paper: Paper, keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Of these figures, those that the last paper said otherwise and that nobody has explained yet."""
    earlier = paper.facts.earlier
    if earlier is None:
        return
    for change in changes_since(paper.figures, earlier.figures, explanations(paper.facts.narrative)):
        if change.figure.key in keys and not change.why:
            said = f"It was {change.before.text} in the paper of {words.day(earlier.day)}, and is {change.figure.text}."
            yield change.figure.key, change.figure.label, said


def add_to_paper(ref: str, addition: Addition, *, seen: str, by: str) -> None:
    """Put it into the draft, after what stands in the section. ``seen``: the content that the person saw.

    Raises Refusal for no words and no table, a section that the paper does not have, and as ``revise`` does; nothing is
    kept then.
    """
    facts = draft_or_refuse(ref).facts
    kind = KINDS[facts.kind]
    title = next((section.title for section in kind.sections if section.key == addition.section), None)
    if title is None:
        message = f"The paper has no section {addition.section!r}. Choose one of its sections."
        raise Refusal(message)
    said = "\n".join(line.rstrip() for line in addition.words.strip().splitlines())
    table = f"{{{BLOCK}: {addition.table}}}" if addition.table else ""
    if not said and not table:
        message = "Nothing is to be added: write some words, or put in the table."
        raise Refusal(message)
    why = "\n".join(f"{key}: {' '.join(text.split())}" for key, text in addition.why.items() if text.strip())
    texts = {one.name: one.text for one in facts.narrative}
    for name, text, between in (
        (f"{addition.section}{ADDED}", "\n\n".join(filter(None, (said, table))), "\n\n"),
        (f"{_WHY}{ADDED}", why, "\n"),
    ):
        if text:
            texts[name] = between.join(filter(None, (texts.get(name, "").strip(), text)))
    revise(ref, _with_texts(facts, texts), seen=seen, by=by, why=f"Added to: {title}")


def _with_texts(facts: PaperFacts, texts: Mapping[str, str]) -> PaperFacts:
    """``moved`` names the texts that changed, as where a draft is made again."""
    before = {one.name: one.text for one in facts.narrative}
    moved = tuple(name for name in sorted(before.keys() | texts.keys()) if before.get(name) != texts.get(name))
    return replace(facts, narrative=tuple(TextFile(name, texts[name]) for name in sorted(texts)), moved=moved)


def added_texts(paper: Paper) -> tuple[AddedText, ...]:
    """All that was added from pages, section by section; why figures differ comes last."""
    titles = {section.key: section.title for section in paper.kind.sections}
    titles[_WHY] = "Why figures differ from the last paper"
    added = {one.name.removesuffix(ADDED): one for one in paper.facts.narrative if one.name.endswith(ADDED)}
    return tuple(
        AddedText(added[key].name, place, title, text, _as_read(text, paper))
        for key, title in titles.items()
        if key in added
        for place, text in enumerate(_paragraphs(added[key]))
    )


def _as_read(text: str, paper: Paper) -> str:
    table = block_named(text)
    if table is not None:
        return next((f"The table: {one.title}" for one in BLOCKS.values() if one.table == table), text)
    try:
        return filled(text, paper.figures)
    except KeyError:  # a token without a figure: the lint says where
        return text


def _paragraphs(file: TextFile) -> list[str]:
    between = "\n" if file.name == f"{_WHY}{ADDED}" else "\n\n"
    return [text for text in file.text.split(between) if text.strip()]


def take_out(ref: str, file: str, place: int, *, seen: str, by: str) -> None:
    """Take one added paragraph out again. Raises Refusal where it is not there, and as ``revise`` does."""
    paper = draft_or_refuse(ref)
    found = next((one for one in added_texts(paper) if (one.file, one.place) == (file, place)), None)
    if found is None:
        message = "What is to be taken out is not in the paper any more. Look at it again."
        raise Refusal(message)
    texts = {one.name: one.text for one in paper.facts.narrative}
    left = [one.text for one in added_texts(paper) if one.file == file and one.place != place]
    texts[file] = ("\n" if file == f"{_WHY}{ADDED}" else "\n\n").join(left)
    if not left:
        del texts[file]
    revise(ref, _with_texts(paper.facts, texts), seen=seen, by=by, why=f"Taken out of: {found.section}")
