"""How the council lets rules act, as last set."""

from __future__ import annotations

from django.db import transaction

from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import RuleSettingRow

Acts = RuleSettingRow.Acts


def settings_in_force() -> dict[str, RuleSettingRow]:
    """The last setting of each rule that acts otherwise than usual."""
    last = {row.rule: row for row in RuleSettingRow.objects.order_by("pk")}
    return {rule: row for rule, row in last.items() if row.acts != Acts.AS_USUAL}


def last_setting() -> tuple[object, ...] | None:
    """What changes whenever a rule is set."""
    return RuleSettingRow.objects.order_by("-pk").values_list("pk", "set_at").first()


def rules_that(acts: str) -> frozenset[str]:
    """The rules set to ``acts``."""
    return frozenset(rule for rule, row in settings_in_force().items() if row.acts == acts)


def settings_of(rule: str) -> tuple[RuleSettingRow, ...]:
    """Every setting of a rule, the newest first."""
    return tuple(RuleSettingRow.objects.filter(rule=rule).order_by("-pk"))


@transaction.atomic
def keep_setting(rule: str, acts: str, *, reason: str, set_by: str) -> None:
    RuleSettingRow.objects.create(rule=rule, acts=acts, reason=reason, set_by=set_by)
    note(set_by, Did.CHANGED, "rule", rule, facts={"acts": acts})
