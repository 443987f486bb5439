"""Anchors of the audit outside the database: what tells that its end was cut off, or that it was made anew.

``audit/head`` of the home folder holds the last entry that was added from this machine; ``audit/anchors``, one line for
each day on which something was done, is for copying elsewhere: whoever may write in the home folder could change both.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

from django.utils import timezone

from highneeds.governance.audit import Anchor, anchor_of
from highneeds.store.home import home
from highneeds.store.models import AuditRow


def hand_on(anchor: Anchor) -> None:
    """After an entry was committed. The head moves forward alone, whichever of two processes is quicker.

    A head that the chain does not hold any more stays as an anchor, so that what was cut off is told for good.
    """
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = kept_head()
        if known is None or known.number < anchor.number:
            if known is not None and not _is_held(known):
                _write_day(known)
            _write_head(anchor)
        if not any(day == _today() for day, _ in kept_days()):
            _write_day(anchor)


def anchor_anew(anchor: Anchor) -> tuple[Anchor, ...]:
    """After a backup was restored: the head goes back to ``anchor``; gives the anchors that hold no more.

    They stand from now on in ``audit/given-up``.
    """
    with (_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before, known = kept_days(), kept_head()
        lost = [(day, one) for day, one in before if not _is_held(one)]
        if known is not None and not _is_held(known):
            lost.append((_today(), known))
        with (_folder() / "given-up").open("a", encoding="ascii") as lines:
            lines.writelines(f"{day} {one}\n" for day, one in lost)
        held = "".join(f"{day} {one}\n" for day, one in before if _is_held(one))
        _replace("anchors", held)
        _write_head(anchor)
    return tuple(one for _, one in lost)


def kept_head() -> Anchor | None:
    """The last entry that this machine handed on."""
    path = _folder() / "head"
    return anchor_of(path.read_text(encoding="ascii")) if path.exists() else None


def kept_days() -> tuple[tuple[str, Anchor], ...]:
    """The first entry of each day, the oldest first, and heads that the chain held no more when it grew past them."""
    path = _folder() / "anchors"
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return tuple((day, anchor_of(rest)) for day, _, rest in (line.partition(" ") for line in lines))


def _is_held(anchor: Anchor) -> bool:
    return AuditRow.objects.filter(number=anchor.number, digest=anchor.digest).exists()


def _write_head(anchor: Anchor) -> None:
    _replace("head", f"{anchor}\n")


def _replace(name: str, text: str) -> None:
    draft = _folder() / f".{name}"
    draft.write_text(text, encoding="ascii")
    draft.replace(_folder() / name)


def _write_day(anchor: Anchor) -> None:
    with (_folder() / "anchors").open("a", encoding="ascii") as lines:
        lines.write(f"{_today()} {anchor}\n")


def _today() -> str:
    return timezone.localdate().isoformat()


def _folder() -> Path:
    folder = home() / "audit"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
