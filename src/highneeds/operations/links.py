"""Links between returns that are in doubt: what they are, and what a person decides of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from highneeds.caseload.census import NEWEST, newness
from highneeds.caseload.links import Decision, LinkInDoubt, are_in_one_return, find_links
from highneeds.core.errors import Refusal
from highneeds.operations.reasons import reason_given
from highneeds.operations.sight import Sight, others_in_words
from highneeds.store.links import Decided, decide, decisions, identities, links_state
from highneeds.store.made_once import MadeOnce
from highneeds.store.setup import open_store
from highneeds.store.tables import load_as_given


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link as a person sees it. ``records``: where its two records stand, for whoever may open those files.

    ``decided`` is None while it waits; ``is_one_child`` is how it counts now.
    """

    link: LinkInDoubt
    records: tuple[str, str]
    is_one_child: bool
    decided: Decided | None

    @property
    def counts_as(self) -> str:
        return "one child" if self.is_one_child else "two children"


@dataclass(frozen=True)
class LinksFound:
    """``certain``: pairs of keys linked without anybody's help; ``open`` wait for a person, ``done`` were decided."""

    certain: int
    open: tuple[LinkLine, ...]
    done: tuple[LinkLine, ...]


def links_found() -> LinksFound:
    """Everything that links returns, those in doubt one by one, in a steady order."""
    open_store()
    return _held.get("links", links_state, _links)


_held: MadeOnce[LinksFound] = MadeOnce(1)


def _links() -> LinksFound:
    known = identities(load_as_given)
    links = find_links(known)
    last = {(one.decision.first, one.decision.second, one.decision.from_year): one for one in decisions()}
    places = _places({key for link in links.doubts for key in (link.first, link.second)})
    lines = [_line(link, last.get((link.first, link.second, link.from_year)), places) for link in links.doubts]
    ordered = sorted(lines, key=lambda line: (line.link.doubt.value, line.link.link_id))
    return LinksFound(
        len(links.certain),
        tuple(line for line in ordered if line.decided is None),
        tuple(line for line in ordered if line.decided is not None),
    )


def links_seen(sight: Sight) -> tuple[LinksFound, str]:
    """Those of which the person sees both children, and what is said of the rest."""
    found = links_found()
    hidden = sight.hidden_among(
        key for line in (*found.open, *found.done) for key in (line.link.first, line.link.second)
    )
    if not hidden:
        return found, ""
    opened, done = (
        tuple(line for line in lines if not hidden & {line.link.first, line.link.second})
        for lines in (found.open, found.done)
    )
    others = len(found.open) + len(found.done) - len(opened) - len(done)
    return LinksFound(found.certain, opened, done), others_in_words(others, "link")


def link_by_id(link_id: str, sight: Sight) -> LinkLine | None:
    """A link in doubt, decided or not; None for one that is not, and for one that the person does not see."""
    found, _ = links_seen(sight)
    return next((one for one in (*found.open, *found.done) if one.link.link_id == link_id), None)


def decide_link(link_id: str, *, is_same_child: bool, reason: str, decided_by: str, sight: Sight) -> LinkLine:
    """Decide a link in doubt, or decide it again. It holds from now on, whatever is imported.

    Raises Refusal when no such link is in doubt, when there is no reason, or when both stand in one return.
    """
    said = reason_given(reason)
    line = link_by_id(link_id, sight)
    if line is None:
        message = f"No link {link_id!r} is in doubt. 'highneeds links' lists those that are."
        raise Refusal(message)
    link = line.link
    if is_same_child and are_in_one_return(identities(load_as_given), link.first, link.second):
        message = "Both stand in one return, as two children. Merge them in the case system, and import it again."
        raise Refusal(message)
    decide(Decision(link.first, link.second, link.from_year, is_same_child), reason=said, decided_by=decided_by)
    decided = link_by_id(link_id, sight)
    return decided or line


def link_lines(found: LinksFound, *, most: int = 20) -> Iterator[str]:
    """What a command prints."""
    by_kind = Counter(line.link.doubt.value for line in found.open)
    yield f"{found.certain:,} links between returns are certain; {len(found.open):,} wait for a person."
    for kind, count in sorted(by_kind.items()):
        yield f"  {kind}: {count:,}"
    for line in found.open[:most]:
        yield f"{line.link.link_id}  {line.link.doubt.value}; counts as {line.counts_as}"
        yield f"            {line.records[0]}"
        yield f"            {line.records[1]}"
    if len(found.open) > most:
        yield f"and {len(found.open) - most:,} more"
    for line in found.done:
        if line.decided is not None:
            by, when = line.decided.decided_by, f"{line.decided.decided_at:%-d %B %Y}"
            yield f"{line.link.link_id}  {line.counts_as}, decided by {by} on {when}: {line.decided.reason}"


def _line(link: LinkInDoubt, decided: Decided | None, places: dict[str, list[tuple[int, str]]]) -> LinkLine:
    is_one = link.is_one_child_until_decided if decided is None else decided.decision.is_same_child
    return LinkLine(link, _records(link, places), is_one, decided)


def _records(link: LinkInDoubt, places: dict[str, list[tuple[int, str]]]) -> tuple[str, str]:
    """The newest record of each key; of one key, the last before ``from_year`` and the first from then on."""
    if link.first != link.second:
        return places[link.first][-1][1], places[link.second][-1][1]
    before = [place for year, place in places[link.first] if year < link.from_year]
    after = [place for year, place in places[link.first] if year >= link.from_year]
    return before[-1], after[0]


def _places(keys: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Where the records of each of the keys stand, the oldest first."""
    rows = load_as_given("identities").filter(pl.col("child_key").is_in(list(keys))).with_columns(_year=newness())
    found: dict[str, list[tuple[int, str]]] = {}
    for key, year, file, row in (
        rows.sort("_year").select("child_key", "_year", "source_file", "source_row").iter_rows()
    ):
        what = "current list" if year == NEWEST else f"return of {year}"
        found.setdefault(key, []).append((year, f"{what}: {file}, row {row}"))
    return found
