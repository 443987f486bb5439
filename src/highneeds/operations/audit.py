"""The audit told: whether the chain is whole, who saw a child, what was done last; and its anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.timezone import localtime

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Anchor, Did, anchor_of, breaks
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.reasons import reason_given
from highneeds.store import (
    audit_guard,
    ready,  # noqa: F401 - configures Django before the models are imported
)
from highneeds.store.audit import (
    CHILD,
    CHILDREN,
    Noted,
    altered_words,
    audit_key,
    chain,
    erase_words,
    head,
    latest,
    note,
    of_child,
)
from highneeds.store.audit_anchor import anchor_anew, kept_days, kept_head
from highneeds.store.links import keys_of, standing_keys
from highneeds.store.models import ChildRow, CostLineRow
from highneeds.store.setup import open_store
from highneeds.store.tables import load_as_given
from highneeds.store.whole_exports import whole_exports

_KEY = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGITS_OF_A_DIGEST = 12
_MOST_BREAKS = 20
_ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Verified:
    """``entries`` that there are, up to ``head``; ``wrong``: what is not as it should be, in words."""

    entries: int
    head: Anchor | None
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as it is shown; ``is_erased``: something was said, and it was erased."""

    number: int
    at: datetime
    who: str
    did: str
    what: str
    facts: str
    words: str
    is_erased: bool


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """``older``: the number before which older entries go on; None when there are none."""

    rows: tuple[EntryLine, ...]
    older: int | None


def verify(*, anchors: tuple[str, ...] = (), newest: int | None = None) -> Verified:
    """Read the whole chain against its key, the anchors of this machine and those given, such as from printed minutes.

    ``newest``: only so many entries, from the last backwards. Raises Refusal for an anchor that is none.
    """
    open_store()
    wanted = [*_given(anchors), *(anchor for _, anchor in kept_days())]
    last = kept_head()
    if last is not None:
        wanted.append(last)
    found: list[str] = []
    before = None if newest is None else head(before_the_newest=newest)
    number = 0 if before is None else before.number
    for wrong in breaks(chain(after=number), audit_key(), wanted, after=before):
        found.append(wrong)
        if len(found) == _MOST_BREAKS:
            found.append("There is more that is wrong; it is not told.")
            break
    found += [f"What was said at entry {one} is not what was said then." for one in altered_words(after=number)]
    if not audit_guard.is_whole(connection):
        found.append("The database no longer refuses to change the audit: its triggers were taken away.")
    now = head()
    return Verified(0 if now is None else now.number, now, tuple(found))


def anchor_in_words() -> str:
    """The last entry, for the minutes or another machine."""
    open_store()
    now = head()
    if now is None:
        message = "Nothing has been noted yet, so there is nothing to anchor."
        raise Refusal(message)
    return str(now)


def anchor_after_restoring(reason: str) -> tuple[Anchor, ...]:
    """Go on from the chain as it is, once a backup was put back: which anchors hold no more. Noted with the reason."""
    open_store()
    said = reason_given(reason)
    now = head()
    if now is None:
        message = "Nothing has been noted yet, so there is nothing to anchor."
        raise Refusal(message)
    lost = anchor_anew(now)
    note(
        person_at_the_terminal(),
        Did.ANCHORED_ANEW,
        "audit",
        now.number,
        facts={"why": said, "given up": [str(one) for one in lost]},
    )
    return lost


def about_child(given: str) -> tuple[str, tuple[str, ...]]:
    """The child's pseudonym, and who saw, took out or changed what of it or of all, the newest first.

    ``given``: a child's key, or the pseudonym on a page. Raises Refusal when it is no child's.
    """
    open_store()
    key = child_key_of(given)
    return pseudonym(key), tuple(lines_of(entries_about(key)))


def entries_about(child_key: str) -> tuple[Noted, ...]:
    """Of a child under any of its keys, and of what was taken out whole and may hold it, the newest first."""
    return of_child(*keys_of(child_key, load_as_given), besides=whole_exports())


def erase_words_about(given: str) -> int:
    """Erase what was said at entries of a child under any of its keys; how many."""
    open_store()
    key = child_key_of(given)
    others = keys_of(key, load_as_given) - {key}
    return erase_words(key, *others, by=person_at_the_terminal())


def last_lines(most: int, *, who: str = "") -> tuple[str, ...]:
    """The newest entries, the newest first."""
    open_store()
    return tuple(lines_of(latest(most, who=who)))


def child_key_of(given: str) -> str:
    """The key of a child by itself or by the pseudonym on a page. Raises Refusal when it is no child's."""
    wanted = given.strip().removeprefix("child").strip().lower()
    if _KEY.fullmatch(wanted):
        return wanted
    keys = {
        *ChildRow.objects.values_list("child_key", flat=True).distinct().iterator(),
        *CostLineRow.objects.values_list("child_key", flat=True).distinct().iterator(),
        *standing_keys(load_as_given),
    }
    found = [key for key in keys if key and pseudonym(key) == f"child {wanted}"]
    if len(found) != 1:
        message = f"There is no child {given!r}. Give the 8 letters and figures of a pseudonym, or the key of 32."
        raise Refusal(message)
    return found[0]


def entries_page(*, who: str = "", child: str = "", before: int | None = None) -> EntriesPage:
    """The newest entries, older than ``before``; of one account or of one child. Raises Refusal for no child."""
    if child:
        shown = entries_about(child_key_of(child))
        return EntriesPage(tuple(map(told_entry, shown)), older=None)
    shown = latest(_ROWS_A_PAGE + 1, who=who, before=before)
    of_page = shown[:_ROWS_A_PAGE]
    older = of_page[-1].entry.number if len(shown) > _ROWS_A_PAGE else None
    return EntriesPage(tuple(map(told_entry, of_page)), older)


def told_entry(one: Noted) -> EntryLine:
    """As people read it; a child by its pseudonym."""
    entry = one.entry
    what = pseudonym(entry.ref) if entry.kind == CHILD else " ".join(filter(None, (entry.kind, entry.ref)))
    known = {name: value for name, value in entry.facts.items() if value is not None and value != ""}
    return EntryLine(
        entry.number,
        localtime(entry.at),
        entry.who or "nobody named",
        entry.did.value,
        what,
        "; ".join(_fact(name, value) for name, value in known.items()),
        one.words or "",
        is_erased=bool(entry.sealed_as) and one.words is None,
    )


def lines_of(noted: tuple[Noted, ...]) -> Iterator[str]:
    """One line for each entry."""
    for line in map(told_entry, noted):
        said = f': "{line.words}"' if line.words else ": (what was said is erased)" if line.is_erased else ""
        more = f" ({line.facts})" if line.facts else ""
        yield f"{line.number:>6}  {line.at:%-d %b %Y, %H:%M}  {line.who} {line.did} {line.what}{more}{said}".rstrip()


def _fact(name: str, value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)} children" if name == CHILDREN else f"{name}: {', '.join(map(str, value)) or 'none'}"
    text = str(value)
    return f"{name}: {text[:_DIGITS_OF_A_DIGEST] if _DIGEST.fullmatch(text) else text}"


def _given(texts: tuple[str, ...]) -> Iterator[Anchor]:
    for text in texts:
        try:
            yield anchor_of(text)
        except ValueError as error:
            raise Refusal(str(error)) from error
