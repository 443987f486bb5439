"""What the pages of papers show: drafts and where they stand, one draft as it would be read, and what was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from highneeds.core import Fault
from highneeds.core.errors import Refusal
from highneeds.governance.papers.facts import PaperFacts
from highneeds.governance.papers.published import PublishedPaper
from highneeds.governance.sign_off import Act, SignOff, State, acts_in, is_among
from highneeds.operations.look import look_in_use
from highneeds.operations.pages import ShownTable, shown
from highneeds.operations.paper_adding import AddedText, added_texts
from highneeds.operations.paper_sign_off import KIND, act_on, papers_on_their_way, publish, submit
from highneeds.operations.programme_papers import Paper, faults_of, paper_of
from highneeds.reports.papers.docx import document_docx
from highneeds.reports.papers.items import Document, Item, Points, Tiles, Words
from highneeds.reports.papers.kinds import KINDS
from highneeds.reports.papers.pdf import LARGE_PRINT, document_pdf
from highneeds.store.kept_records import record_in_use, records, version_of
from highneeds.store.setup import open_store
from highneeds.store.sign_offs import sign_off_of

OF_AUTHORS = (Act.SUBMIT, Act.WITHDRAW)
OF_APPROVERS = (Act.APPROVE, Act.RETURN)


@dataclass(frozen=True, slots=True)
class DraftLine:
    ref: str
    title: str
    meeting: date
    as_at: date
    state: str
    last: str


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """``is_public``: whether anybody may read it."""

    ref: str
    title: str
    meeting: date
    approved_by: tuple[str, ...]
    published_by: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """``kind``: "words", "points", "tiles" or "table"; what of the rest is set goes with it. ``svg`` of our own."""

    kind: str
    text: str = ""
    texts: tuple[str, ...] = ()
    tiles: tuple[tuple[str, str], ...] = ()
    table: ShownTable | None = None
    wide: str = ""
    is_narrow: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    key: str
    title: str
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a paper as it is read."""

    title: str
    marking: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[ShownSection, ...]
    footer: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    at: datetime
    act: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """``public`` is None while the words have faults that leave a figure open. ``is_changed``: since it was submitted.

    ``acts``: what may be done with it now, by anybody; ``approvals``: given and needed; ``approvers``: who gave them;
    ``added``: what was added from pages.
    """

    ref: str
    title: str
    meeting: date
    state: str
    content: str
    moved: tuple[str, ...]
    faults: tuple[Fault, ...]
    held_back: tuple[str, ...]
    public: ShownPart | None
    exempt: ShownPart | None
    steps: tuple[ShownStep, ...]
    authors: tuple[str, ...]
    approvals: tuple[int, int]
    approvers: tuple[str, ...]
    is_changed: bool
    acts: frozenset[str]
    added: tuple[AddedText, ...]

    @property
    def is_draft(self) -> bool:
        """Whether something may still be written into it."""
        return self.state == State.DRAFT

    @property
    def may_be_submitted(self) -> bool:
        """As a draft, or again where it was changed."""
        return Act.SUBMIT in self.acts or (self.is_changed and Act.REVISE in self.acts)

    def may_be_judged_by(self, person: str) -> bool:
        """By whoever wrote nothing of it and has not approved it yet."""
        return not is_among(person, (*self.authors, *self.approvers))


def drafts() -> tuple[DraftLine, ...]:
    """The next meeting first."""
    lines = [_line(facts, standing) for facts, standing in papers_on_their_way()]
    return tuple(sorted(lines, key=lambda line: line.meeting, reverse=True))


def _line(facts: PaperFacts, standing: SignOff | None) -> DraftLine:
    last = "nobody has submitted it"
    if standing is not None and standing.steps:
        step = standing.steps[-1]
        last = f"{step.act} by {step.by}, {step.at:%-d %B %Y}"
    state = State.DRAFT if standing is None else standing.state
    return DraftLine(facts.ref, KINDS[facts.kind].title, facts.meeting, facts.month.as_at, state.value, last)


def published() -> tuple[PublishedLine, ...]:
    """The newest first."""
    open_store()
    return tuple(
        PublishedLine(
            one.paper.ref, one.paper.title, one.paper.day, one.approved_by, one.published_by, is_public=one.is_public
        )
        for one in reversed(records("published", PublishedPaper))
    )


def is_draft(ref: str) -> bool:
    """Whether there is a draft of that paper."""
    open_store()
    return record_in_use("draft", ref, PaperFacts) is not None


def draft_page(ref: str) -> DraftPage | None:
    """None for a draft that there is not."""
    open_store()
    facts = record_in_use("draft", ref, PaperFacts)
    if facts is None:
        return None
    paper, standing = paper_of(facts), sign_off_of(KIND, ref)
    faults = faults_of(paper)
    public, exempt = _parts(paper)
    state = State.DRAFT if standing is None else standing.state
    approvers = () if standing is None else tuple(step.by for step in standing.approvals)
    return DraftPage(
        ref=ref,
        title=paper.kind.title,
        meeting=facts.meeting,
        state=state.value,
        content=paper.content,
        moved=facts.moved,
        faults=faults,
        held_back=() if public is None else _held_back(paper),
        public=public,
        exempt=exempt,
        steps=() if standing is None else tuple(_steps(standing)),
        authors=() if standing is None else standing.authors,
        approvals=(len(approvers), paper.kind.approvals),
        approvers=approvers,
        is_changed=standing is not None and standing.content_sha256 != paper.content,
        acts=frozenset(act.value for act in acts_in(state)),
        added=added_texts(paper),
    )


def _parts(paper: Paper) -> tuple[ShownPart | None, ShownPart | None]:
    try:
        parts = paper.parts
    except KeyError:  # a token without a figure: the lint says where
        return None, None
    return _part(parts.public), None if parts.exempt is None else _part(parts.exempt)


def _held_back(paper: Paper) -> tuple[str, ...]:
    try:
        paper.refuse_what_tells_of_few()
    except Refusal as refusal:
        return tuple(str(refusal).splitlines()[1:])
    return ()


def _steps(standing: SignOff) -> Iterator[ShownStep]:
    for step in reversed(standing.steps):
        yield ShownStep(step.at, step.act.value, step.by, step.why)


def _part(document: Document) -> ShownPart:
    return ShownPart(
        document.title,
        document.marking,
        document.headline,
        document.facts,
        tuple(
            ShownSection(section.key, section.title, tuple(map(_item, section.items))) for section in document.sections
        ),
        document.footer,
    )


def _item(item: Item) -> ShownItem:
    if isinstance(item, Words):
        return ShownItem("words", text=item.text)
    if isinstance(item, Points):
        return ShownItem("points", texts=item.texts)
    if isinstance(item, Tiles):
        return ShownItem("tiles", tiles=item.tiles)
    if item.drawing is None:
        return ShownItem("table", table=shown(item.table))
    return ShownItem("table", table=shown(item.table), wide=item.drawing.svg, is_narrow=item.drawing.is_narrow)


def published_page(ref: str) -> ShownPart | None:
    """The public part as it was published; None for a paper that was not, or not for everybody."""
    paper = _published_paper(ref)
    return None if paper is None else _parts(paper)[0]


def _published_paper(ref: str) -> Paper | None:
    open_store()
    entry = record_in_use("published", ref, PublishedPaper)
    if entry is None or not entry.is_public:
        return None
    facts = version_of("draft", ref, entry.paper.content, PaperFacts)
    return None if facts is None else paper_of(facts)


def paper_file(ref: str, form: str, *, is_published: bool) -> bytes | None:
    """The public part as ``pdf``, ``docx`` or ``large-print`` PDF; None for another form or paper.

    Raises Refusal for a draft whose words leave a figure open.
    """
    open_store()
    facts = None if is_published else record_in_use("draft", ref, PaperFacts)
    paper = _published_paper(ref) if is_published else None if facts is None else paper_of(facts)
    if paper is None or form not in {"pdf", "docx", "large-print"}:
        return None
    try:
        public = paper.parts.public
    except KeyError as error:
        message = f"The paper cannot be set: {error} stands for no figure."
        raise Refusal(message) from error
    made_on = paper.facts.month.made_on
    if form == "docx":
        return document_docx(public, made_on, None)
    return document_pdf(public, made_on, scale=LARGE_PRINT if form == "large-print" else 1.0, look=look_in_use())


def sign(ref: str, act: Act, *, by: str, why: str = "") -> None:
    """One step of the sign-off. Raises Refusal, with every reason, where it may not be taken."""
    if act is Act.SUBMIT:
        submit(ref, by=by)
    elif act is Act.PUBLISH:
        publish(ref, by=by)
    else:
        act_on(ref, act, by=by, why=why)
