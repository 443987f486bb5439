"""The council's own schedule of how long records are kept, from ``retention.toml`` of the home folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.governance.retention import MOST_YEARS, Kept, Schedule
from highneeds.store.home import home

RETENTION_FILE = "retention.toml"
_WANTED = """Write, with your own years and the line of your schedule:
[children]
years = 31
basis = "Children's records, line 4.2; Limitation Act 1980"
held = []
[files]
years = 7
basis = "Finance records, line 9.1" """
_PSEUDONYM = re.compile(r"[0-9a-f]{8}")


def retention_file() -> Path:
    return home() / RETENTION_FILE


def schedule_or_refuse() -> Schedule:
    """Raises Refusal where there is none, or it is not as it should be: nothing is due by no schedule."""
    path = retention_file()
    if not path.exists():
        message = f"There is no schedule yet, so nothing is due. Make {path}.\n{_WANTED.strip()}"
        raise Refusal(message)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return _schedule(said)
    except (OSError, ValueError) as error:
        message = f"{path} cannot be used: {error}\n{_WANTED.strip()}"
        raise Refusal(message) from error


def _schedule(said: Mapping[str, object]) -> Schedule:
    children = said.get("children")
    if said.keys() != {"children", "files"} or not isinstance(children, dict):
        message = "it takes [children] and [files], and nothing else."
        raise ValueError(message)
    of_children = {name: value for name, value in children.items() if name != "held"}
    held = _held(children.get("held", []))
    return Schedule(_kept(of_children, "children"), _kept(said["files"], "files"), held)


def _kept(said: object, name: str) -> Kept:
    if not isinstance(said, dict) or said.keys() != {"years", "basis"}:
        message = f"[{name}] takes years and basis."
        raise ValueError(message)
    years, basis = said["years"], said["basis"]
    if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= MOST_YEARS:
        message = f"[{name}] years must be a whole number from 1 to {MOST_YEARS}."
        raise ValueError(message)
    if not isinstance(basis, str) or not basis.strip():
        message = f"[{name}] basis must say by which line of the schedule and which law."
        raise ValueError(message)
    return Kept(years, basis.strip())


def _held(said: object) -> frozenset[str]:
    """Pseudonyms, with or without the word before them."""
    found = (
        [one.removeprefix("child ").strip() for one in said if isinstance(one, str)] if isinstance(said, list) else []
    )
    if not isinstance(said, list) or len(found) != len(said) or not all(map(_PSEUDONYM.fullmatch, found)):
        message = '[children] held lists children by the eight letters and figures of their pseudonyms: ["3f9a01c2"].'
        raise ValueError(message)
    return frozenset(found)
