"""The forms of the scenario room: one for each lever, in percent, places and months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from highneeds.operations.room_levers import (
    LEVER_FORMS,
    LeverForm,
    TypedLever,
    nc_choices,
    need_choices,
    place_choices,
    setting_choices,
)
from highneeds.operations.room_words import Target
from highneeds.reports import words
from highneeds.store.models.scenarios import LONGEST_SCENARIO_NAME

_SINGLE = frozenset({"age_limit", "backlog"})
SLOTS = tuple((key, number) for key in LEVER_FORMS for number in ((1,) if key in _SINGLE else (1, 2)))
_LONGEST_WORDS = 300
_MOST_MONTHS = 60
_PENCE_IN_A_MILLION = 100_000_000
_MOST_MILLIONS = 10_000.0
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y", "%m/%Y", "%Y-%m-%d")


class _Number(forms.FloatField):
    """As people write one: with a true minus sign, commas or a percent sign."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def to_python(self, value: object) -> float | None:  # type: ignore[override] # the stubs have it that of whole numbers
        if isinstance(value, str):
            value = value.replace(words.MINUS, "-").replace(",", "").replace("£", "").strip().rstrip("%").strip()
        return super().to_python(value)


class _Month(forms.DateField):
    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    input_formats = _MONTHS

    def to_python(self, value: str | datetime | date | None) -> date | None:
        day = super().to_python(value)
        day = day.date() if isinstance(day, datetime) else day
        return None if day is None else day.replace(day=1)


def _whole(label: str, hint: str = "", *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=least,
        max_value=_MOST_MONTHS,
        error_messages={"invalid": f"{label}: enter a whole number of months"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _ticks(label: str, choices: Sequence[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


def _one_of(label: str, choices: Sequence[tuple[str, str]], none: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", none), *choices])


def _line(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=_LONGEST_WORDS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def _own_fields(lever: LeverForm) -> dict[str, forms.Field]:
    """Those beyond what every lever has, in the order in which they are asked."""
    found: dict[str, forms.Field] = {
        "setting": _one_of("Setting whose places they are", place_choices(), "Choose"),
        "to_setting": _one_of("Setting they go to", setting_choices(), "Choose"),
        "first_nc_year": _one_of("First NC year without a plan", nc_choices(), "Choose"),
        "over_months": _whole("Issued over how many months", least=1),
        "every_year": forms.BooleanField(label="And again every year", required=False),
        "ramp_months": _whole("Months to full force", "0: at once. 12: a twelfth more each month for a year."),
        "settings": _ticks("Settings", setting_choices()),
        "needs": _ticks("Needs", need_choices()),
        "nc_first": _one_of("From NC year", nc_choices(), "The youngest"),
        "nc_last": _one_of("To NC year", nc_choices(), "The oldest"),
    }
    return {name: field for name, field in found.items() if name in lever.fields}


class TypedLeverForm(forms.Form):
    """One lever; left blank where there is no size."""

    size = _Number(required=False, error_messages={"invalid": f"How much: enter a number such as {words.MINUS}10"})
    size_sd = _Number(
        required=False,
        min_value=0.0,
        error_messages={"invalid": "Give or take: enter a number such as 5", "min_value": "Give or take: 0 or more"},
    )
    start = _Month(label="From", required=False, error_messages={"invalid": "From: enter a month such as 2027-09"})

    def __init__(
        self,
        key: str,
        number: int,
        start: date,
        data: Mapping[str, Any] | None = None,
        typed: TypedLever | None = None,
    ) -> None:
        self.lever, self.number = LEVER_FORMS[key], number
        initial = {"start": start} if typed is None else _initial(typed)
        super().__init__(data, prefix=f"{key}-{number}", initial=initial)
        size, unit = self.fields["size"], self.lever.unit
        size.label, size.help_text = f"{self.lever.asks}, {unit}", self.lever.hint
        self.fields["size_sd"].label = f"Give or take, {unit}"
        self.fields["size_sd"].help_text = "Two times in three within so much. Blank: quite sure."
        self.fields |= _own_fields(self.lever)
        self.fields["evidence"] = _line("What the size rests on", "Needed before it can be submitted.")
        self.fields["source"] = _line("Where that can be checked", "A document and its page, or an evaluation.")

    @property
    def slot(self) -> str:
        return f"{self.lever.key}-{self.number}"

    @property
    def title(self) -> str:
        return self.lever.title if self.number == 1 else f"{self.lever.title} (a second one)"

    @property
    def is_open(self) -> bool:
        """Whether the page shows it unfolded: it is in use, or something is wrong with it."""
        return bool(self.errors) or self["size"].value() not in (None, "")

    @property
    def is_second(self) -> bool:
        return self.number > 1

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [
            self[name] for name in self.fields if name not in {"settings", "needs", "every_year", "nc_first", "nc_last"}
        ]

    @property
    def ticked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("settings", "needs") if name in self.fields]

    @property
    def year_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("nc_first", "nc_last") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        others = [name for name in self.fields if name not in {"size", "start"} and said.get(name)]
        if said.get("size") is None and "size" not in self.errors and others:
            self.add_error("size", f"{self.title}: say how much, or clear the rest of this lever")
        if said.get("size") is not None and said.get("start") is None and "start" not in self.errors:
            self.add_error("start", "From: enter a month")
        return said

    def typed(self) -> TypedLever | None:
        """What was entered; None where the lever is left blank. The form is valid."""
        said = self.cleaned_data
        if said.get("size") is None:
            return None
        more: dict[str, Any] = {
            name: int(said[name])
            for name in ("nc_first", "nc_last", "first_nc_year", "over_months", "ramp_months")
            if said.get(name) not in (None, "")
        }
        more |= {name: said.get(name) or "" for name in ("setting", "to_setting", "evidence", "source")}
        more |= {name: tuple(said.get(name) or ()) for name in ("needs", "settings")}
        return TypedLever(
            self.lever.key,
            said["size"],
            said["start"],
            self.number,
            said["size_sd"] or 0.0,
            every_year=bool(said.get("every_year")),
            **more,
        )


def _initial(typed: TypedLever) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(typed, name)
        for name in (
            *("start", "needs", "settings", "setting", "to_setting", "every_year", "over_months", "evidence", "source"),
            *("nc_first", "nc_last", "first_nc_year"),
        )
    }
    found["size"] = f"{typed.size:.10g}"
    found["size_sd"] = f"{typed.size_sd:.10g}" if typed.size_sd else ""
    found["ramp_months"] = typed.ramp_months or ""
    return found


class ScenarioForm(forms.Form):
    """What is aimed at, and the name under which the scenario is saved."""

    year = forms.ChoiceField(label="Financial year looked at", required=False)
    target = _Number(
        label="Cost is to fall by, £ million",
        help_text="To see how likely it is. Blank: no target.",
        required=False,
        min_value=0.0,
        max_value=_MOST_MILLIONS,
        error_messages={"invalid": "Cost is to fall by: enter a number such as 1.5"},
    )
    name = forms.CharField(
        label="Save it as",
        required=False,
        max_length=LONGEST_SCENARIO_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=999_999, widget=forms.HiddenInput)

    def __init__(
        self,
        years: Sequence[str],
        target: Target,
        data: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        version: int = 0,
    ) -> None:
        millions = "" if target.pence is None else f"{target.pence / _PENCE_IN_A_MILLION:.10g}"
        initial = {"year": target.year, "target": millions, "name": name, "version": version}
        super().__init__(data, initial=initial)
        year = self.fields["year"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [(one, one) for one in years]

    def target_aimed_at(self) -> Target:
        """The form is valid."""
        said = self.cleaned_data
        pence = None if said["target"] is None else round(said["target"] * _PENCE_IN_A_MILLION)
        return Target(said["year"], pence)
