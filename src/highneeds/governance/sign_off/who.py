"""Who may act, by office; nobody's office lets them approve what they wrote (``machine`` sees to that)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from highneeds.governance.sign_off.when import Act


class Role(StrEnum):
    """An office in a sign-off; a person may hold several."""

    AUTHOR = "author"
    APPROVER = "approver"
    PUBLISHER = "publisher"


MAY: Mapping[Role, frozenset[Act]] = MappingProxyType(
    {
        Role.AUTHOR: frozenset({Act.SUBMIT, Act.REVISE, Act.WITHDRAW}),
        Role.APPROVER: frozenset({Act.APPROVE, Act.RETURN}),
        Role.PUBLISHER: frozenset({Act.PUBLISH}),
    }
)


def may_act(roles: frozenset[Role], act: Act) -> bool:
    return any(act in MAY[role] for role in roles)
