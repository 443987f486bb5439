"""One key for each child over all returns, as the files tell it and as people decided it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from highneeds.caseload.census import newness
from highneeds.caseload.links import Decision, find_links, linked_keys
from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import CHILDREN, note
from highneeds.store.in_use import State, state_of
from highneeds.store.kept_frames import kept_frame
from highneeds.store.made_once import MadeOnce
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
    stands_for, _ = _made(load)
    if stands_for.is_empty():
        return frame
    if "return_year" in frame.columns:
        by, mapping = ["return_year", "child_key"], stands_for.filter(pl.col("return_year").is_not_null())
    else:
        by, mapping = ["child_key"], stands_for.filter(pl.col("return_year").is_null()).drop("return_year")
    joined = frame.join(mapping, on=by, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("linked_key", "child_key").alias("child_key")).drop("linked_key")


_linked_once: MadeOnce[tuple[pl.DataFrame, pl.DataFrame]] = MadeOnce(1)


def keys_of(child_key: str, load: Load) -> frozenset[str]:
    """Every key under which something may be told of a child, whichever of them is given; that one among them.

    Of a parted key this is one-sided: the second child's own key leads back to the key of the files, under which the
    files go on to tell of it, while the key of the files is the first child's and leads to itself alone. What people
    wrote or saw under it goes with both; rows of a return do not (``returns_of_others``).
    """
    linked, records = _made(load)
    stands = _stands_for(child_key, records)
    return frozenset({child_key, stands, *linked.filter(pl.col("linked_key") == stands)["child_key"]})


def own_keys_of(child_key: str, load: Load) -> frozenset[str]:
    """``keys_of`` but for those that stand for another child."""
    keys, records = keys_of(child_key, load), _made(load)[1]
    stands = _stands_for(child_key, records)
    return frozenset(key for key in keys if _stands_for(key, records) == stands)


def standing_key(child_key: str, load: Load) -> str:
    """The key that stands for a child in every table; of a parted key, for the child of its earliest record."""
    return _stands_for(child_key, _made(load)[1])


def standing_keys(load: Load) -> frozenset[str]:
    """The keys that stand for another in some return; those of a second child of a parted key are in no file."""
    return frozenset(_made(load)[0]["linked_key"])


def keys_of_one_child(load: Load) -> tuple[frozenset[str], ...]:
    """Every set of several keys that are, or in some return were, one child's; a key in none stands alone."""
    by_standing: dict[str, set[str]] = {}
    for key, stands in _made(load)[0].select("child_key", "linked_key").iter_rows():
        by_standing.setdefault(stands, {stands}).add(key)
    return tuple(map(frozenset, by_standing.values()))


def returns_of_others(child_key: str, load: Load) -> frozenset[tuple[int, str]]:
    """The returns in use, each with a key of this child, whose rows under that key are of another child."""
    keys, records = list(keys_of(child_key, load)), _made(load)[1]
    stands = _stands_for(child_key, records)
    others = records.filter(pl.col("child_key").is_in(keys), pl.col("linked_key") != stands)
    return frozenset(others.select("return_year", "child_key").iter_rows())


def with_each_key(frame: pl.DataFrame, load: Load) -> pl.DataFrame:
    """What people wrote under a ``child_key``, under the key that stands; of a parted key under those of both children.

    Adds ``is_own``: false where the key it was written under stands for the other child.
    """
    is_own = pl.col("linked_key") == pl.col("linked_key").first().over("child_key")
    pairs = _made(load)[1].select("child_key", "linked_key", is_own=is_own).unique(maintain_order=True)
    joined = frame.join(pairs, on="child_key", how="left", maintain_order="left")
    own = pl.col("is_own").fill_null(value=True)
    return joined.with_columns(own, child_key=pl.coalesce("linked_key", "child_key")).drop("linked_key")


def _stands_for(child_key: str, records: pl.DataFrame) -> str:
    own = records.filter(pl.col("child_key") == child_key)["linked_key"]
    return str(own[0]) if own.len() else child_key


def _made(load: Load) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The keys that another stands for, and every record in use under such a key, the earliest first.

    Both are ``LINKED_SCHEMA``. Worked out once for what is stored now, since a process reads many tables of one state.
    """
    return _linked_once.get("linked", links_state, lambda: _linked_and_records(load))


def _linked_and_records(load: Load) -> tuple[pl.DataFrame, pl.DataFrame]:
    linked = kept_frame("linked-keys", links_state, lambda: _linked(identities(load)), fewest_rows=0)
    return linked, kept_frame("linked-records", links_state, lambda: _records(identities(load), linked), fewest_rows=0)


def _linked(known: pl.DataFrame) -> pl.DataFrame:
    made = tuple(one.decision for one in decisions())
    return linked_keys(known, find_links(known).certain, made)


def _records(known: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    by = ["return_year", "child_key"]
    some = known.filter(pl.col("child_key").is_in(linked["child_key"].unique().implode())).sort(newness())
    records = some.select(by).unique(maintain_order=True).join(linked, on=by, how="left", maintain_order="left")
    return records.with_columns(pl.col("linked_key").fill_null(pl.col("child_key")))


def links_state() -> State:
    """What changes whenever a return comes or goes, or a person decides."""
    last = LinkDecisionRow.objects.order_by("-pk").values_list("pk", "decided_at").first()
    return (*state_of("identities"), last)
