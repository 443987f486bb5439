"""In which state what may be done, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Published and withdrawn are ends: what was published stays as it is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a person does to something that is to be signed off."""

    SUBMIT = "submit"
    REVISE = "revise"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


LEADS_TO: Mapping[State, Mapping[Act, State]] = MappingProxyType(
    {
        State.DRAFT: {Act.REVISE: State.DRAFT, Act.SUBMIT: State.SUBMITTED, Act.WITHDRAW: State.WITHDRAWN},
        State.SUBMITTED: {
            Act.REVISE: State.DRAFT,
            Act.APPROVE: State.APPROVED,
            Act.RETURN: State.DRAFT,
            Act.WITHDRAW: State.WITHDRAWN,
        },
        State.APPROVED: {Act.REVISE: State.DRAFT, Act.PUBLISH: State.PUBLISHED, Act.WITHDRAW: State.WITHDRAWN},
        State.PUBLISHED: {},
        State.WITHDRAWN: {},
    }
)
"""An approval leads to ``APPROVED`` only when it is the last one needed; until then the state stays as it is."""


def acts_in(state: State) -> frozenset[Act]:
    return frozenset(LEADS_TO[state])
