"""The forms, worded for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

LONGEST = 256


class SignInForm(forms.Form):
    username = forms.CharField(
        label="User name",
        max_length=150,
        error_messages={"required": "Enter your user name"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """One field: whoever can paste or show a password need not type it twice."""

    new_password = forms.CharField(
        label="New password",
        help_text="At least 15 characters. Three or four words that do not belong together are good.",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Enter a new password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChangedPasswordForm(NewPasswordForm):
    old_password = forms.CharField(
        label="Password you have now",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Enter the password you have now"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password")


class LinkForm(forms.Form):
    """What a person says of a link in doubt."""

    ONE, TWO = "one", "two"
    says = forms.ChoiceField(
        label="The two records are",
        choices=(("", "Choose"), (ONE, "one child"), (TWO, "two children")),
        error_messages={"required": "Choose one child or two children"},
    )
    reason = forms.CharField(
        label="Why",
        help_text="So that another person can follow it. Write no name.",
        max_length=500,
        error_messages={"required": "Say why"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RuleForm(forms.Form):
    """How a rule is to act, of what it can be set to, and why."""

    acts = forms.ChoiceField(label="What it does", error_messages={"required": "Choose how the rule acts"})
    reason = forms.CharField(
        label="Why",
        help_text="So that another person can follow it.",
        max_length=500,
        error_messages={"required": "Say why"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, acts: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["acts"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *((one, one) for one in acts)]


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
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ReasonForm(forms.Form):
    """Why somebody opens who a child is."""

    reason = forms.CharField(
        label="Why you need to know who this child is",
        help_text="It is kept with your name, and can be read by whoever asks who saw this child.",
        max_length=500,
        error_messages={"required": "Say why"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PurposeForm(forms.Form):
    """What rows about children are taken out for."""

    purpose = forms.CharField(
        label="What you need these rows for",
        help_text="It is kept with your name, and stands in the file.",
        max_length=200,
        error_messages={"required": "Say what for"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label="Keep what is shown now as",
        max_length=60,
        error_messages={"required": "Give the view a name", "max_length": "Use up to 60 letters"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
