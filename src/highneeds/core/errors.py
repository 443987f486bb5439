"""The one exception whose message is written for the person at the screen."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a defect; the name says so
    """What was asked cannot be done. The message says what is wrong and how to mend it, in plain words."""
