"""The forms, worded for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from highneeds.governance.rights import Role
from highneeds.operations.api_tokens import LONGEST_NAME as LONGEST_TOKEN_NAME
from highneeds.operations.api_tokens import OFFERED, READS, USUAL_DAYS
from highneeds.operations.case_writing import LONGEST_NAME, LONGEST_NOTE
from highneeds.operations.reasons import LONGEST as LONGEST_REASON
from highneeds.store.api_tokens import MOST_DAYS

_LONGEST_PASSWORD = 256


class SignInForm(forms.Form):
    username = forms.CharField(
        label="User name",
        max_length=150,
        error_messages={"required": "Enter your user name"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """One field: whoever can paste or show a password need not type it twice."""

    new_password = forms.CharField(
        label="New password",
        help_text="At least 15 characters. Three or four words that do not belong together are good.",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": "Enter a new password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChangedPasswordForm(NewPasswordForm):
    old_password = forms.CharField(
        label="Password you have now",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": "Enter the password you have now"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password")


def text_line(label: str, missing: str, *, hint: str = "", most: int = LONGEST_REASON) -> forms.CharField:
    """One line that must be written; ``missing``: what is said where it was not."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _why(hint: str = "So that another person can follow it. Write no name of a child.") -> forms.CharField:
    return text_line("Why", "Say why", hint=hint)


class LinkForm(forms.Form):
    """What a person says of a link in doubt."""

    ONE, TWO = "one", "two"
    says = forms.ChoiceField(
        label="The two records are",
        choices=(("", "Choose"), (ONE, "one child"), (TWO, "two children")),
        error_messages={"required": "Choose one child or two children"},
    )
    reason = _why("So that another person can follow it. Write no name.")


def _choices(field: forms.Field, choices: Sequence[tuple[str, str]], none: str = "Choose") -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", none), *choices]


class MoveForm(forms.Form):
    """One step of a measure in the ledger. ``seen``: the state in which the person saw it."""

    after = forms.ChoiceField(label="It comes to", error_messages={"required": "Choose what it comes to"})
    replaced_by = forms.ChoiceField(
        label="Replaced by", required=False, help_text="Only of a measure that another stands in for."
    )
    why = _why("In a sentence that an auditor can check, such as the minute. Write no name of a child.")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, states: Sequence[str], others: Sequence[tuple[str, str]], seen: str, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        _choices(self.fields["after"], [(one, one) for one in states])
        _choices(self.fields["replaced_by"], [(ref, f"{ref} {name}") for ref, name in others], "No other")


class ColourForm(forms.Form):
    """A colour that a person shows in place of the computed one; it stays beside it."""

    COMPUTED = "computed"
    of = forms.ChoiceField(
        label="Of",
        choices=(("", "Choose"), ("delivery", "delivery"), ("money", "money")),
        error_messages={"required": "Choose delivery or money"},
    )
    colour = forms.ChoiceField(
        label="Show",
        choices=(
            ("", "Choose"),
            ("green", "green"),
            ("amber", "amber"),
            ("red", "red"),
            (COMPUTED, "the computed colour again"),
        ),
        error_messages={"required": "Choose what to show"},
    )
    why = _why()


class ScoreForm(forms.Form):
    """A score of a risk, which may be the one it has."""

    def __init__(
        self,
        steps: Sequence[tuple[str, str, Sequence[tuple[int, str]]]],
        current: Mapping[str, int],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={name: str(step) for name, step in current.items()})
        for name, label, choices in steps:
            none = "It does not fall on that" if name not in current else "As it was"
            field = forms.ChoiceField(label=label, required=name == "likelihood" and not current)
            _choices(field, [(str(step), said) for step, said in choices], none)
            self.fields[name] = field
        self.fields["why"] = _why("Why the score is this, or why it stays as it is.")
        self.fields["evidence"] = forms.CharField(
            label="Evidence",
            required=False,
            max_length=LONGEST_REASON,
            help_text="A fall needs it: what shows that the risk is lower.",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages={"required": f"{label}: enter the day", "invalid": f"{label}: enter a day such as 2026-11-27"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
    )


class DecisionForm(forms.Form):
    """What a board decided, and the minute in which it stands."""

    outcome = forms.ChoiceField(label="What came of it", error_messages={"required": "Choose what came of it"})
    board = forms.ChoiceField(label="Decided by", error_messages={"required": "Choose the board"})
    on = _day("Decided on")
    minute = text_line(
        "Minute", "Say in which minute it stands", hint="Where it is written down, such as minute 7.", most=200
    )

    def __init__(
        self, boards: Sequence[str], outcomes: Sequence[str], decides: str, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"board": decides})
        _choices(self.fields["outcome"], [(one, one) for one in outcomes])
        _choices(self.fields["board"], [(one, one) for one in boards])


class ActionForm(forms.Form):
    """That an action is done, and how."""

    on = _day("Done on")
    note = text_line("What was done", "Say what was done")


class RuleForm(forms.Form):
    """How a rule is to act, of what it can be set to, and why."""

    acts = forms.ChoiceField(label="What it does", error_messages={"required": "Choose how the rule acts"})
    reason = _why("So that another person can follow it.")

    def __init__(self, acts: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["acts"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *((one, one) for one in acts)]


class NeighboursForm(forms.Form):
    """Which authority is ours, and whom it is set beside."""

    own = forms.ChoiceField(label="The council's own authority", error_messages={"required": "Choose your authority"})
    neighbours = forms.MultipleChoiceField(
        label="Authorities to be set beside", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = _why("Such as: members asked for the councils of the combined authority.")

    def __init__(
        self,
        authorities: Sequence[tuple[str, str]],
        own: str,
        chosen: Sequence[str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"own": own, "neighbours": list(chosen)})
        for name, choices in (("own", [("", "Choose"), *authorities]), ("neighbours", list(authorities))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class CodeForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        help_text="The six figures that your authenticator app shows now, or one of your recovery codes.",
        max_length=40,
        error_messages={"required": "Enter the code"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class ConfirmForm(forms.Form):
    """One's password once more."""

    password = forms.CharField(
        label="Your password",
        max_length=_LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ReasonForm(forms.Form):
    """Why somebody opens who a child is."""

    reason = text_line(
        "Why you need to know who this child is",
        "Say why",
        hint="It is kept with your name, and can be read by whoever asks who saw this child.",
    )


class PurposeForm(forms.Form):
    """What rows about children are taken out for."""

    purpose = text_line(
        "What you need these rows for",
        "Say what for",
        hint="It is kept with your name, and stands in the file.",
        most=200,
    )


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label="Keep what is shown now as",
        max_length=60,
        error_messages={"required": "Give the view a name", "max_length": "Use up to 60 letters"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewAccountForm(forms.Form):
    """Who gets an account, and as what."""

    name = forms.CharField(
        label="User name",
        max_length=150,
        error_messages={"required": "Enter a user name"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose"), *((role.value, role.value) for role in Role)],
        error_messages={"required": "Choose a role"},
    )


class NewTokenForm(forms.Form):
    """Which system reads what by the API, and for how long."""

    name = forms.CharField(
        label="Name",
        help_text="The system that reads with it, such as 'council dashboard'.",
        max_length=LONGEST_TOKEN_NAME,
        error_messages={"required": "Give the token a name"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    days = forms.IntegerField(
        label="In force for how many days",
        initial=USUAL_DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "required": "Say for how many days",
            "invalid": "Write the days as a whole number",
            "min_value": "A token is in force for at least a day",
            "max_value": f"A token is in force for up to {MOST_DAYS} days",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    rights = forms.MultipleChoiceField(
        label="May read",
        choices=[(what.value, READS[what]) for what in OFFERED],
        error_messages={"required": "Choose what the token may read", "invalid_choice": "Choose from what is offered"},
        widget=forms.CheckboxSelectMultiple,
    )


_HIGHEST_VERSION = 999_999_999


class NoteForm(forms.Form):
    words = forms.CharField(
        label="Note",
        help_text="Write no name, no address and no day of birth.",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(min_value=0, max_value=_HIGHEST_VERSION, widget=forms.HiddenInput)


class OfficerForm(forms.Form):
    """Blank: as the list of plans has it; of many children at once, as each is."""

    officer = forms.CharField(
        label="Officer", required=False, max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    team = forms.CharField(
        label="Team", required=False, max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    version = forms.IntegerField(min_value=0, max_value=_HIGHEST_VERSION, required=False, widget=forms.HiddenInput)
