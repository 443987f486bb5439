"""Filters: how a severity looks (a shape and a word), and how a place in a file is told."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from highneeds.core import Severity
from highneeds.operations.drafts_page import ShownItem
from highneeds.operations.home_parts import Way
from highneeds.operations.pages import Drawing
from highneeds.operations.work_page import WorkLine
from highneeds.risk import State
from highneeds.savings import Colour

register = template.Library()

_LOOKS = {
    Severity.STOPS_FILE: ("stops", "■"),
    Severity.STOPS_ROW: ("stops", "■"),
    Severity.CHECK: ("check", "▲"),
    Severity.MENDED: ("mended", "●"),
}


@register.filter
def severity_tag(severity: str) -> SafeString:
    """A shape, hidden from screen readers, and the word; never colour alone."""
    look, shape = _LOOKS[Severity(severity)]
    return state_tag(Severity(severity).value, look, shape)


_COLOURS = {
    Colour.GREEN: ("mended", "●"),
    Colour.AMBER: ("check", "▲"),
    Colour.RED: ("stops", "■"),
}


@register.filter
def colour_tag(colour: str) -> SafeString:
    """As ``severity_tag``: the colour of a measure's delivery or money, in a word."""
    look, shape = _COLOURS[Colour(colour)]
    return state_tag(Colour(colour).value, look, shape)


_STATES = {
    State.CROSSED: ("stops", "■"),
    State.NEAR: ("check", "▲"),
    State.WITHIN: ("mended", "●"),
    State.UNKNOWN: ("other", "○"),
}


@register.filter
def indicator_tag(state: str) -> SafeString:
    """As ``severity_tag``: how an indicator stands."""
    look, shape = _STATES[State(state)]
    return state_tag(State(state).value, look, shape)


_WORK = {
    "waiting": ("other", "○"),
    "at work": ("check", "▲"),
    "done": ("mended", "●"),
    "failed": ("stops", "■"),
    "stopped": ("other", "○"),
}


@register.filter
def work_tag(line: WorkLine) -> SafeString:
    """As ``severity_tag``: how a piece of long work stands."""
    look, shape = _WORK[line.state]
    return state_tag(line.word, look, shape)


def state_tag(word: str, look: str, shape: str) -> SafeString:
    return format_html(
        '<span class="severity severity-{}"><i aria-hidden="true">{}</i>{}</span>', look, shape, word.capitalize()
    )


@register.filter
def wide_svg(drawing: Drawing | ShownItem) -> SafeString:
    """Drawn by our own code, which escapes every word it is given."""
    return mark_safe(drawing.wide)  # noqa: S308 - see the docstring; a test draws a hostile label


@register.filter
def with_bold(text: str) -> SafeString:
    """An author's words: what stands between asterisks is bold, and everything else is text."""
    parts = text.split("*")
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<b>{}</b>", part) if number % 2 and number < len(parts) - 1 else part,)
            for number, part in enumerate(parts)
        ),
    )


@register.filter
def narrow_svg(drawing: Drawing) -> SafeString:
    """As ``wide_svg``, for a narrow screen."""
    return mark_safe(drawing.narrow)  # noqa: S308 - see wide_svg


@register.filter
def own_svg(drawing: str) -> SafeString:
    """A square that segno drew from an address of ours: paths and no words."""
    return mark_safe(drawing)  # noqa: S308 - see the docstring


@register.filter
def change_without_shape(change: str) -> str:
    return change[2:] if change[:1] in "▲▼●" else change


@register.filter
def shape_of(change: str) -> str:
    return change[:1] if change and change[0] in "▲▼●" else ""


@register.filter
def href(way: Way) -> str:
    """The address that a way leads to."""
    address = reverse(way.to, args=way.args)
    return f"{address}?{way.query}" if way.query else address


@register.filter
def thousands(number: int) -> str:
    """``6,829``."""
    return f"{number:,}"


@register.filter
def spaced(name: str) -> str:
    """``amount_pence`` as ``amount pence``."""
    return name.replace("_", " ")
