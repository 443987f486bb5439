"""The forms, worded for people."""

from __future__ import annotations

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
