"""The forms of papers: which one to begin, and what is added to a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from highneeds.operations.paper_adding import LONGEST, AddingPage, Addition
from highneeds.operations.reasons import LONGEST as LONGEST_REASON

_WORDS, _TABLE, _BOTH = "words", "table", "both"


class BeginPaperForm(forms.Form):
    """A paper that is not there yet."""

    kind = forms.ChoiceField(
        label="Paper",
        help_text="For the next meeting of its board, from the newest month.",
        error_messages={"required": "Choose a paper", "invalid_choice": "Choose one of the papers"},
    )

    def __init__(self, kinds: tuple[tuple[str, str], ...], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", "Choose"), *kinds]


class AddForm(forms.Form):
    """What goes into a section of a draft; a reason is asked for each figure that the last paper said otherwise."""

    section = forms.ChoiceField(label="Section", error_messages={"required": "Choose a section"})
    puts = forms.ChoiceField(
        label="What to put in",
        choices=((_WORDS, "the words below"), (_TABLE, "the table with its drawing"), (_BOTH, "both")),
    )
    words = forms.CharField(
        label="Words",
        help_text=(
            "Write around the tokens as you like. A number can stand only as a token: it is read from the paper's "
            "snapshot. A line that begins with a hyphen is a point."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, page: AddingPage, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"words": page.words, "puts": _BOTH if page.words else _TABLE})
        self.page = page
        section = self.fields["section"]
        if isinstance(section, forms.ChoiceField):
            section.choices = [("", "Choose"), *page.sections]
        if not page.may_have_table:
            del self.fields["puts"]
        for key, label, said in page.asks:
            self.fields[_why(key)] = forms.CharField(
                label=f"Why it differs: {label}",
                help_text=said,
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def addition(self) -> Addition:
        """Of a form that is valid."""
        said = self.cleaned_data
        puts = said.get("puts", _WORDS)
        return Addition(
            said["section"],
            "" if puts == _TABLE else said["words"],
            "" if puts == _WORDS else self.page.wanted.table,
            {key: said[_why(key)] for key, _, _ in self.page.asks},
        )


def _why(key: str) -> str:
    return f"why_{key}"
