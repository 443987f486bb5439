"""What a page shows, put into a paper that is still a draft: as tokens, so that the number is the snapshot's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from highneeds.core.errors import Refusal
from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.facts import PaperFacts, TextFile
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
from highneeds.operations.pages import month_on_show
from highneeds.operations.paper_blocks import BLOCKS, Wanted, as_said
from highneeds.operations.paper_sign_off import KIND, no_draft_any_more, revise
from highneeds.operations.programme_papers import (
    Paper,
    draft_or_refuse,
    tables_to_put_in,
)
from highneeds.reports import words
from highneeds.reports.papers.blocks.by_name import block_of
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.kinds import KINDS
from highneeds.store.sign_offs import sign_off_of

LONGEST = 2_000
_WHY = CHANGES.removesuffix(ENDING)
_WHY_ADDED = f"{_WHY}{ADDED}"


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


def adding(wanted: Wanted, ref: str, now: Figures) -> AddingPage:
    """What would be added to that draft; ``now``: as pages say it. Raises Refusal for a paper that is no draft (any
    more).
    """
    paper = draft_or_refuse(ref)
    facts = paper.facts
    why = no_draft_any_more(sign_off_of(KIND, ref))
    if why:
        message = f"The paper {ref} {why}"
        raise Refusal(message)
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
    said_now = "not known any more" if shown is None else as_said(shown)
    if known is None:
        label, about, source = ("", "", "") if shown is None else (shown.label, shown.about, shown.source)
        says = f"It is not in this paper's snapshot. What has it: {source}. Make the paper again from it."
        return FigureLine(key, label, about, said_now, "not in it", says, may_stand=False)
    says, may_stand = "The same in both.", True
    if known.text == words.WITHHELD or _is_few(known):
        says, may_stand = "Withheld: a reader could know who the children are. It cannot be added.", False
    elif shown is None or as_said(shown) != as_said(known):
        says = f"The page says otherwise now. The paper will say {as_said(known)}, as its snapshot does."
    in_paper = words.WITHHELD if not may_stand else as_said(known)
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
    added = {f"{addition.section}{ADDED}": (said, table), _WHY_ADDED: (why,)}
    for name, more in added.items():
        if any(more):
            texts[name] = _between(name).join(filter(None, (texts.get(name, "").strip(), *more)))
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
    return [text for text in file.text.split(_between(file.name)) if text.strip()]


def _between(file: str) -> str:
    """What parts one thing that was added from the next: why figures differ is said a line each."""
    return "\n" if file == _WHY_ADDED else "\n\n"


def take_out(ref: str, file: str, place: int, *, seen: str, by: str) -> None:
    """Take one added paragraph out again. Raises Refusal where it is not there, and as ``revise`` does."""
    paper = draft_or_refuse(ref)
    found = next((one for one in added_texts(paper) if (one.file, one.place) == (file, place)), None)
    if found is None:
        message = "What is to be taken out is not in the paper any more. Look at it again."
        raise Refusal(message)
    texts = {one.name: one.text for one in paper.facts.narrative}
    left = [one.text for one in added_texts(paper) if one.file == file and one.place != place]
    texts[file] = _between(file).join(left)
    if not left:
        del texts[file]
    revise(ref, _with_texts(paper.facts, texts), seen=seen, by=by, why=f"Taken out of: {found.section}")
