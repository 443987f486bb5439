"""Roles of accounts: a role is a group of Django's by its name; what it allows is said by ``governance.rights``.

So a right that is added or moved there holds from the next request on, in every installation.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import models

from highneeds.governance.rights import BROUGHT_BY, Detail, Right, Role, allowed, role_named
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import User

APP = "store"
_OF_A_GROUP = "permissions__content_type__app_label", "permissions__codename"


class Accounts(ModelBackend):
    """Django's own accounts, whose groups allow what their role allows."""

    def get_group_permissions(
        self, user_obj: AbstractBaseUser | AnonymousUser, obj: models.Model | None = None
    ) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        own = self.get_user_permissions(user_obj)
        brought = {permission(one) for right, more in BROUGHT_BY.items() if permission(right) in own for one in more}
        groups = list(user_obj.groups.values_list("name", *_OF_A_GROUP))  # each request asks: all by one query
        given = {f"{app}.{what}" for _, app, what in groups if what is not None}
        if user_obj.is_superuser:
            given |= super().get_group_permissions(user_obj)
        return given | {permission(one) for one in allowed(_roles(name for name, *_ in groups))} | brought


def permission(what: Right | Detail) -> str:
    """As Django names it: ``store.import_files``."""
    return f"{APP}.{what.value}"


def may(user: AbstractBaseUser | AnonymousUser, what: Right | Detail) -> bool:
    """Whether an account may do that, or is shown it; nobody who is not signed in may anything."""
    return isinstance(user, User) and user.has_perm(permission(what))


def roles_of(user: User) -> tuple[Role, ...]:
    """In the order of the registry; groups that are no roles count for nothing."""
    return _roles(user.groups.values_list("name", flat=True))


def _roles(names: Iterable[str]) -> tuple[Role, ...]:
    held = set(map(role_named, names))
    return tuple(role for role in Role if role in held)


def set_roles(user: User, roles: Iterable[Role]) -> None:
    """These roles and no others; groups that are no roles stay."""
    names = {role.value for role in roles}
    user.groups.remove(*user.groups.filter(name__in=[role.value for role in Role]).exclude(name__in=names))
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in sorted(names)))


def who_may(what: Right) -> tuple[str, ...]:
    """The names of the open accounts that may do that by a role or as administrators, by name."""
    names = [role.value for role in Role if what in allowed((role,))]
    by_role = models.Q(groups__name__in=names) | models.Q(is_superuser=True)
    return tuple(
        User.objects.filter(by_role, is_active=True).distinct().order_by("username").values_list("username", flat=True)
    )
