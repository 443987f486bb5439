"""Reads what an earlier paper said, typed from the paper itself: figures and promises; docs/guide/papers.md.

With it the first paper that highneeds makes can say what has changed since the last one that a person made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain

from highneeds.core import Fault
from highneeds.governance.papers.facts import Commitment, EarlierPaper, SaidFigure
from highneeds.ingest.risk_parts import once, words_of
from highneeds.ingest.risk_rules import EARLIER_RULES as RULES
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.toml_blocks import blocks_of
from highneeds.ingest.toml_text import content_of

_MANY = ("figure", "commitment")
_TOP = ("ref", "kind", "title", "day", "as_at", "source")


@dataclass(frozen=True)
class EarlierPaperFile:
    """``paper`` is None with faults."""

    paper: EarlierPaper | None
    faults: tuple[Fault, ...]


def earlier_paper_of_text(text: str, file: str) -> EarlierPaperFile:
    content = content_of(text, file, RULES["V01"])
    if isinstance(content, Fault):
        return EarlierPaperFile(None, (content,))
    top, blocks = blocks_of(file, text, content, _MANY, RULES)
    top.check_fields((*_TOP, *_MANY), (*_TOP, "figure"))
    words = {name: top.text(name) for name in ("ref", "kind", "title", "source")}
    day, as_at = top.day("day"), top.day("as_at")
    figures = tuple(map(_figure, blocks["figure"]))
    commitments = [found for found in map(_commitment, blocks["commitment"]) if found is not None]
    for kind, name in (("figure", "key"), ("commitment", "ref")):
        once(blocks[kind], name)
    faults = tuple(fault for block in (top, *chain.from_iterable(blocks.values())) for fault in block.faults)
    if faults or day is None or as_at is None:
        return EarlierPaperFile(None, faults)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    paper = EarlierPaper(
        words["ref"], words["kind"], words["title"], day, as_at, sha256, figures, tuple(commitments), words["source"]
    )
    return EarlierPaperFile(paper, ())


def _figure(block: Block) -> SaidFigure:
    block.check_fields(("key", "label", "text", "about"), ("key", "label", "text"))
    return SaidFigure(**words_of(block, "key", "label", "text", "about"))


def _commitment(block: Block) -> Commitment | None:
    fields = ("ref", "text", "owner", "board", "due")
    block.check_fields(fields, fields)
    due, words = block.day("due"), words_of(block, "ref", "text", "owner", "board")
    return None if due is None or block.faults else Commitment(due=due, **words)
