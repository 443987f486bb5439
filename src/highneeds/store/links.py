"""One key for each child over all returns, as the files tell it and as people decided it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from highneeds.caseload.links import Decision, find_links, linked_keys
from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import CHILDREN, note
from highneeds.store.in_use import State, state_of
from highneeds.store.models import LinkDecisionRow

Load = Callable[[str], pl.DataFrame]
"""Gives the rows in use of a canonical table, each child under the keys of its own file."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with who made it, when and why."""

    decision: Decision
    reason: str
    decided_by: str
    decided_at: datetime


def identities(load: Load) -> pl.DataFrame:
    """Every record of every return in use, with its birth date, as ``caseload.links`` reads them."""
    births = load("children").select("return_year", "child_key", "birth_date")
    return load("identities").join(births, on=["return_year", "child_key"], how="left", maintain_order="left")


def decisions() -> tuple[Decided, ...]:
    """The earliest first; of several on one pair the last counts."""
    rows = LinkDecisionRow.objects.order_by("pk")
    return tuple(
        Decided(
            Decision(row.first, row.second, row.from_year, row.is_same_child),
            row.reason,
            row.decided_by,
            row.decided_at,
        )
        for row in rows
    )


@transaction.atomic
def decide(decision: Decision, *, reason: str, decided_by: str) -> None:
    LinkDecisionRow.objects.create(
        first=decision.first,
        second=decision.second,
        from_year=decision.from_year,
        is_same_child=decision.is_same_child,
        reason=reason,
        decided_by=decided_by,
    )
    note(
        decided_by,
        Did.CHANGED,
        "link",
        facts={
            CHILDREN: sorted({decision.first, decision.second}),
            "from year": decision.from_year,
            "is one child": decision.is_same_child,
        },
        words=reason,
    )


def with_linked_keys(frame: pl.DataFrame, load: Load) -> pl.DataFrame:
    """The rows of a stored table with one ``child_key`` for each child, in their order."""
    if "child_key" not in frame.columns or frame.is_empty():
        return frame
    stands_for = _linked(load)
    if stands_for.is_empty():
        return frame
    if "return_year" in frame.columns:
        by, mapping = ["return_year", "child_key"], stands_for.filter(pl.col("return_year").is_not_null())
    else:
        by, mapping = ["child_key"], stands_for.filter(pl.col("return_year").is_null()).drop("return_year")
    joined = frame.join(mapping, on=by, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("linked_key", "child_key").alias("child_key")).drop("linked_key")


_known: dict[str, tuple[State, pl.DataFrame]] = {}


def keys_of(child_key: str, load: Load) -> tuple[str, ...]:
    """Every key under which a file may tell of the child whom this one stands for."""
    linked = _linked(load)
    own = linked.filter(pl.col("linked_key") == child_key)["child_key"]
    return tuple(sorted({child_key, *own}))


def keys_of_same_child(child_key: str, load: Load) -> frozenset[str]:
    """Every key under which the child stands, as files tell it and people decided it; this one among them."""
    linked = _linked(load)
    if linked.is_empty():
        return frozenset({child_key})
    ends = {child_key, *linked.filter(pl.col("child_key") == child_key)["linked_key"]}
    same = linked.filter(pl.col("linked_key").is_in(list(ends)))
    return frozenset({*ends, *same["child_key"]})


def _linked(load: Load) -> pl.DataFrame:
    """Worked out once for what is stored now, since a process reads many tables of one state."""
    state = links_state()
    if _known.get("linked", ((), None))[0] != state:
        known = identities(load)
        made = tuple(one.decision for one in decisions())
        _known["linked"] = state, linked_keys(known, find_links(known).certain, made)
    return _known["linked"][1]


def links_state() -> State:
    """What changes whenever a return comes or goes, or a person decides."""
    last = LinkDecisionRow.objects.order_by("-pk").values_list("pk", "decided_at").first()
    return (*state_of("identities"), last)
