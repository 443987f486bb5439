"""A paper from its facts: sections of authors' words and blocks, each item in the part where its class may stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from highneeds.governance.papers.field_class import EXEMPT_UNDER, Part, part_of
from highneeds.governance.papers.narrative import BlockNamed, told
from highneeds.reports import findings, words
from highneeds.reports.papers.blocks.by_name import block_of
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.figures import slug
from highneeds.reports.papers.items import Document, Item, Points, Section, Words
from highneeds.reports.papers.kinds import KINDS, PaperKind, SectionPlan

_HASH_SHOWN = 12
_MARKINGS = {Part.PUBLIC: "OFFICIAL · Part A: for publication", Part.EXEMPT: "OFFICIAL-SENSITIVE · Part B: exempt"}
_INTERNAL = "OFFICIAL · for the board, not for publication"


@dataclass(frozen=True)
class Composed:
    """``exempt`` is None where nothing may be heard without the public."""

    public: Document
    exempt: Document | None


def compose(of: Context) -> Composed:
    """Both parts. Raises KeyError for a token without a figure or a table: lint the authors' words first."""
    kind = KINDS[of.facts.kind]
    parts = {part: _sections(of, kind, part) for part in Part}
    public = _document(of, kind, Part.PUBLIC, parts[Part.PUBLIC])
    exempt = _document(of, kind, Part.EXEMPT, parts[Part.EXEMPT]) if parts[Part.EXEMPT] else None
    return Composed(public, exempt)


def _sections(of: Context, kind: PaperKind, part: Part) -> tuple[Section, ...]:
    made = (Section(plan.key, plan.title, tuple(_items(of, plan, part))) for plan in kind.sections)
    return tuple(section for section in made if section.items)


def _items(of: Context, plan: SectionPlan, part: Part) -> Iterator[Item]:
    said = told(of.facts.narrative, plan.key, part, of.figures)
    yield from _written(of, said.paragraphs)
    if said.points:
        yield Points(said.points)
    yield from _written(of, said.after)
    for block in plan.blocks:
        for item in block(of):
            if part_of(item.field_class) is part:
                yield item


def _written(of: Context, paragraphs: Sequence[str | BlockNamed]) -> Iterator[Item]:
    for one in paragraphs:
        item = Words(one) if isinstance(one, str) else block_of(of, one.name)
        if item is None:
            raise KeyError(one)
        yield item


def _document(of: Context, kind: PaperKind, part: Part, sections: tuple[Section, ...]) -> Document:
    facts, record = of.facts, of.facts.month
    board = kind.recipient or next((one.name for one in facts.boards if one.kind == kind.board), str(kind.board))
    last = "none on record"
    if facts.earlier is not None:
        last = words.day(facts.earlier.day)
    invented = " · Every child and figure is invented" if record.is_invented else ""
    exempt = f": {words.listed(sorted(EXEMPT_UNDER[item.field_class] for item in _exempt_items(sections)))}"
    return Document(
        ref=facts.ref,
        title=kind.title if part is Part.PUBLIC else f"{kind.title}: exempt part",
        council=record.council,
        marking=_MARKINGS[part] if kind.is_public else _INTERNAL,
        facts=(
            ("To", board),
            ("Date", words.day(facts.meeting)),
            ("Report of", kind.report_of),
            ("Contact", kind.contact),
            (
                "For",
                kind.purpose if part is Part.PUBLIC else f"Members only{exempt if _exempt_items(sections) else ''}",
            ),
            ("Last paper", last),
        ),
        headline=_headline(of),
        running=f"{board} · {words.day(facts.meeting)}",
        footer=f"As at {words.day(record.as_at)} · {record.snapshot} · paper {of.content[:_HASH_SHOWN]}{invented}",
        content=of.content,
        sections=sections,
        is_one_page=kind.is_one_page,
    )


def _headline(of: Context) -> str:
    """What will be spent, and how likely it is that this year's savings come."""
    record = of.facts.month
    target = of.target(str(record.financial_year))
    if target is None:
        span = findings.range_of_variance(record)
        return f"{findings.headline(record)} {words.sentence(span)}." if span else findings.headline(record)
    key = f"chance_{slug(target.year)}"
    return f"{findings.headline(record)} The chance that this year's savings target is met is {of.text(key)}."


def _exempt_items(sections: tuple[Section, ...]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for section in sections:
        for item in section.items:
            if item.field_class in EXEMPT_UNDER:
                found.setdefault(item.field_class, item)
    return tuple(found.values())
