"""Forms about teams: who is in which, what a role sees, and the way to a child of another team."""

from __future__ import annotations

from typing import Any

from django import forms

from highneeds.governance.rights import SEE_CHILDREN_BY_TEAM
from highneeds.operations.reasons import LONGEST
from highneeds.operations.teams import LONGEST_PERSON, LONGEST_TEAM
from highneeds.store.teams import Member
from highneeds.web.forms import text_line

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class MemberForm(forms.Form):
    """One person's teams; all of them blank takes the person out."""

    person = text_line(
        "Person", "Write the person's name", hint="As the account or the list of plans has it.", most=LONGEST_PERSON
    )
    team = forms.CharField(
        label="Own team",
        help_text="Children whose officer this person is are of it, unless a team is set of the child. Blank: none.",
        required=False,
        max_length=LONGEST_TEAM,
        widget=forms.TextInput(attrs=_PLAIN),
    )
    also = forms.CharField(
        label="Sees the children of these teams too",
        help_text="With a semicolon between.",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs=_PLAIN),
    )
    leads = forms.BooleanField(label="Leads the own team", required=False)

    @property
    def also_teams(self) -> tuple[str, ...]:
        return tuple(one for one in str(self.cleaned_data["also"]).split(";") if one.strip())


class TeamSightForm(forms.Form):
    """Which children a role sees."""

    OWN, EVERY = "own", "every"
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose"), *((role.value, role.value) for role in SEE_CHILDREN_BY_TEAM)],
        error_messages={"required": "Choose a role"},
    )
    sees = forms.ChoiceField(
        label="Sees",
        choices=(("", "Choose"), (OWN, "the children of own teams only"), (EVERY, "every child")),
        error_messages={"required": "Choose which children the role sees"},
    )
    reason = text_line("Why", "Say why", hint="So that another person can follow it.")


class OtherTeamForm(forms.Form):
    """Which child of another team somebody has to see, and why."""

    child = text_line("Child", "Write which child", hint="The eight letters and figures of its pseudonym.", most=40)
    reason = text_line(
        "Why you need to see this child",
        "Say why",
        hint="It is kept with your name, and can be read by whoever asks who saw this child.",
    )


def first_values(member: Member) -> dict[str, Any]:
    """What ``MemberForm`` opens with."""
    return {
        "person": member.person,
        "team": member.main,
        "also": "; ".join(member.teams[1:]),
        "leads": member.main in member.leads,
    }
