"""A member's one page: the latest paper that was published, as it went out through disclosure control."""

from __future__ import annotations

from highneeds.governance.rights import Right
from highneeds.operations.drafts_page import published, published_page
from highneeds.operations.home_parts import Panel, Way
from highneeds.reports import words
from highneeds.reports.papers.kinds import MEMBER

_ALL = Way("Every published paper", "published_papers", needs=Right.SEE_PUBLISHED)


def published_paper() -> Panel:
    """The members' own page where one was published, else the latest paper; nothing that was not published."""
    public = [one for one in published() if one.is_public]
    for one in sorted(public, key=lambda line: line.title != MEMBER.title):
        part = published_page(one.ref)
        if part is not None:
            way = Way("Open it, or take it as PDF, Word or large print", "published_paper", (one.ref,))
            say = f"Published for the meeting of {words.day(one.meeting)}, by {one.published_by}."
            return Panel("paper", one.title, say, part=part, ways=(way, _ALL))
    say = "No paper has been published yet. When one is, it stands here."
    return Panel("paper", "What was published", say, ways=(_ALL,))
