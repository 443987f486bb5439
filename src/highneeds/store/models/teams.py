"""Who is of which team, and which roles see the children of their own teams alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class TeamMemberRow(models.Model):
    """One team of one person, who is known by the name of an account or as a list of plans names its officers.

    ``is_main``: the children whose officer the person is are of this team, unless a team was set of the child itself.
    """

    person = models.CharField(max_length=150)
    team = models.CharField(max_length=100)
    is_main = models.BooleanField()
    is_lead = models.BooleanField()

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "person": PERSONAL,
        "team": OPEN,
        "is_main": OPEN,
        "is_lead": OPEN,
    }

    class Meta:
        db_table = "store_team_members"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "team"], name="team_member_once"),
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_main=True), name="team_member_one_main"),
            models.CheckConstraint(
                condition=~models.Q(person="") & ~models.Q(team=""), name="team_member_has_person_and_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.team}"


class TeamSightRow(models.Model):
    """One setting of one role, with its reason: never changed, only followed by a later one."""

    role = models.CharField(max_length=40)
    is_own_teams_only = models.BooleanField()
    reason = models.TextField()
    set_by = models.TextField()
    set_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "role": OPEN,
        "is_own_teams_only": OPEN,
        "reason": PERSONAL,
        "set_by": PERSONAL,
        "set_at": OPEN,
    }

    class Meta:
        db_table = "store_team_sight"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(set_by=""), name="team_sight_has_reason_and_who"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {'own teams' if self.is_own_teams_only else 'every child'}"
