"""Whom the council is compared with, as a person last chose."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import ComparedWithRow


def choice_in_force() -> ComparedWithRow | None:
    """The last choice; None where nobody ever chose."""
    return ComparedWithRow.objects.order_by("-pk").first()


def choices() -> tuple[ComparedWithRow, ...]:
    """Every choice, the newest first."""
    return tuple(ComparedWithRow.objects.order_by("-pk"))


@transaction.atomic
def keep_choice(code: str, neighbours: Sequence[str], *, reason: str, set_by: str) -> None:
    """``neighbours``: none means those imported."""
    ComparedWithRow.objects.create(code=code, neighbours=list(neighbours), reason=reason, set_by=set_by)
    note(set_by, Did.CHANGED, "neighbours", code, facts={"neighbours": list(neighbours)})
