"""Views of lists that people keep and hand on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import SavedViewRow


@dataclass(frozen=True, slots=True)
class SavedView:
    token: str
    list_name: str
    name: str
    query: str


def views_of(owner: str, list_name: str) -> tuple[SavedView, ...]:
    """By name."""
    return tuple(map(_view, SavedViewRow.objects.filter(owner=owner, list_name=list_name).order_by("name")))


def view_of(token: str) -> SavedView | None:
    row = SavedViewRow.objects.filter(token=token).first()
    return None if row is None else _view(row)


def keep_view(owner: str, list_name: str, name: str, query: str) -> SavedView:
    """One of that name is written over: its link leads to the new one from then on."""
    row, _ = SavedViewRow.objects.update_or_create(
        owner=owner,
        list_name=list_name,
        name=name,
        defaults={"query": query},
        create_defaults={"query": query, "token": secrets.token_hex(8)},
    )
    return _view(row)


def let_view_go(owner: str, token: str) -> bool:
    """Whether there was such a view of this person; another's stays."""
    gone, _ = SavedViewRow.objects.filter(owner=owner, token=token).delete()
    return bool(gone)


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(row.token, row.list_name, row.name, row.query)
