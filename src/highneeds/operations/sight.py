"""Which children a person sees: every one, or those of their own teams, where the council says so of their roles.

The one place for it. Whatever gives rows about children to a person takes a ``Sight`` and lets its rows through it;
numbers of the whole council do not. A child is of the team that people set of it, else of the main team of its officer.
Seen by all who see children at all: a child of no team, or of a team that nobody is in, so that none is lost between
teams. A person sees, besides, the children whose officer they are, and those they opened with a reason, for an hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import polars as pl

from highneeds.governance.rights import sees_own_teams_alone
from highneeds.operations.officers import as_key, with_officers
from highneeds.reports import words
from highneeds.store.case_records import officers, officers_state
from highneeds.store.in_use import State, state_of
from highneeds.store.kept_frames import kept_frame
from highneeds.store.links import keys_of_one_child, links_state
from highneeds.store.made_once import MadeOnce
from highneeds.store.models import User
from highneeds.store.roles import roles_of
from highneeds.store.tables import load_as_given, load_table
from highneeds.store.teams import members, name_key, names_of, own_teams_only, teams_state

FEWEST_TOLD = 5
_SCHEMA = {"child_key": pl.String, "officer": pl.String, "team": pl.String}


@dataclass(frozen=True, slots=True)
class Sight:
    """``teams`` and ``names``: keys (``name_key``) of the own teams, and of what the person is called.

    ``known``: those of every team that somebody is in. ``opened``: the children of other teams that are open just now.
    """

    is_limited: bool
    teams: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()

    def of(self, rows: pl.DataFrame, key: str = "child_key") -> pl.DataFrame:
        """Those of the rows that are about children whom the person sees, in their order; and those about no child."""
        if not self.is_limited:
            return rows
        return rows.join(self._hidden(), left_on=key, right_on="child_key", how="anti", maintain_order="left")

    def hidden_among(self, child_keys: Iterable[str]) -> frozenset[str]:
        """The children whom the person does not see; one that was opened is seen."""
        if not self.is_limited:
            return frozenset()
        asked = list(set(child_keys) - self.opened)
        return frozenset(self._hidden().filter(pl.col("child_key").is_in(asked))["child_key"])

    def sees(self, child_key: str) -> bool:
        """Whether the person sees this child, which there need not be."""
        return not self.hidden_among((child_key,))

    def with_opened(self, child_keys: Collection[str]) -> Sight:
        return replace(self, opened=frozenset(child_keys)) if self.is_limited else self

    def _hidden(self) -> pl.DataFrame:
        """The keys of the children of other teams."""
        others = pl.col("team").is_in(list(self.known - self.teams))
        is_officer = pl.col("officer").is_in(list(self.names)).fill_null(value=False)
        return children_in_teams().filter(others & ~is_officer).select("child_key")


EVERY_CHILD = Sight(is_limited=False)


def sight_of_account(user: object) -> Sight:
    """What an account sees of all children; an administrator, and whoever has a role that is not limited, every one."""
    if not isinstance(user, User) or user.is_superuser:
        return EVERY_CHILD
    limited = own_teams_only()
    if not limited or not sees_own_teams_alone(roles_of(user), limited):
        return EVERY_CHILD
    names, everybody = names_of(user), members()
    own = {name_key(team) for one in everybody if name_key(one.person) in names for team in one.teams}
    known = {name_key(team) for one in everybody for team in one.teams}
    return Sight(is_limited=True, teams=frozenset(own), names=names, known=frozenset(known))


def leads(user: object) -> frozenset[str]:
    """The teams that the person of an account leads."""
    if not isinstance(user, User):
        return frozenset()
    names = names_of(user)
    return frozenset(team for one in members() if name_key(one.person) in names for team in one.leads)


def others_in_words(rows: int, what: str = "row") -> str:
    """What a page says of rows that it does not show; few are not counted. Nothing where there are none."""
    if not rows:
        return ""
    many = f"Fewer than {FEWEST_TOLD}" if rows < FEWEST_TOLD else words.count(rows)
    return f"{many} more {what}s of children of other teams are not shown to you."


def children_in_teams() -> pl.DataFrame:
    """The keys of each child's team and officer, under every key of the child; one that is in no team is not there."""
    return _in_teams.get("teams", _state, lambda: kept_frame("children-in-teams", _state, _made))


_in_teams: MadeOnce[pl.DataFrame] = MadeOnce(1)


def _state() -> State:
    return (state_of("plans"), links_state(), officers_state(), teams_state())


def _made() -> pl.DataFrame:
    plans = load_table("plans")
    every = pl.concat([plans.select("child_key"), officers().select("child_key")]).unique(maintain_order=True)
    keyed = with_officers(every, plans).select("child_key", *(as_key(pl.col(name)) for name in ("officer", "team")))
    in_teams = keyed.filter(pl.col("team").is_not_null())
    return pl.concat([in_teams, _under_other_keys(in_teams, set(every["child_key"]))])


def _under_other_keys(in_teams: pl.DataFrame, standing: Collection[str]) -> pl.DataFrame:
    """What files say of a child under a key that stands for no child now is of whomever the key may be."""
    sets = keys_of_one_child(load_as_given)
    linked = in_teams.filter(pl.col("child_key").is_in(sorted(frozenset().union(*sets))))
    known = {row["child_key"]: row for row in linked.iter_rows(named=True)}
    rows = [
        known[one] | {"child_key": other}
        for keys in sets
        for other in sorted(keys - set(standing))
        for one in sorted(keys & known.keys())
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)
