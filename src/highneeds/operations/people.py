"""Who does something: what is kept beside it, and what a list says of it."""

from __future__ import annotations

import getpass
import os
from datetime import datetime

from django.utils.timezone import localtime


def person_at_the_terminal() -> str:
    """The operating system's user, told apart from the accounts of the pages."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in a container
        name = f"user {os.getuid()}"
    return f"{name} (command line)"


def given_in_words(given_by: str, confirmed_by: str) -> str:
    """Who gave a file, and who confirmed it where that is another; "" for an import from before this was kept."""
    if not given_by or confirmed_by in {"", given_by}:
        return given_by
    return f"{given_by}, confirmed by {confirmed_by}"


def undone_in_words(undone_by: str, undone_at: datetime | None) -> str:
    """Nothing when it was not undone, or was before this was kept."""
    return f"by {undone_by}, {localtime(undone_at):%-d %B %Y, %H:%M}" if undone_at else ""
