"""Filters: how a severity looks (a shape and a word), and how a place in a file is told."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from highneeds.core import Severity
from highneeds.operations.pages import Drawing

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
    return format_html(
        '<span class="severity severity-{}"><i aria-hidden="true">{}</i>{}</span>',
        look,
        shape,
        Severity(severity).value.capitalize(),
    )


@register.filter
def wide_svg(drawing: Drawing) -> SafeString:
    """Drawn by our own code, which escapes every word it is given."""
    return mark_safe(drawing.wide)  # noqa: S308 - see the docstring; a test draws a hostile label


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
def thousands(number: int) -> str:
    """``6,829``."""
    return f"{number:,}"


@register.filter
def spaced(name: str) -> str:
    """``amount_pence`` as ``amount pence``."""
    return name.replace("_", " ")
