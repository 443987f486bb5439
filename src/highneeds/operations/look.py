"""The council's own look, from ``look.toml`` of the home folder: for pages and papers."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.operations.checked import Checked, to_mend, well
from highneeds.reports.look import PLAIN, Look, look_of
from highneeds.store.home import home

LOOK_FILE = "look.toml"
_KEYS = {"name", "accent", "logo"}
logger = logging.getLogger("highneeds.web.look")


def look_in_use() -> Look:
    """The plain one where the council said nothing, or its file cannot be used: then the log and the doctor say why."""
    path = home() / LOOK_FILE
    if not path.exists():
        return PLAIN
    return _usable(path, tuple(one.stat().st_mtime_ns for one in (path, *sorted(home().glob("*.png")))))


def look_or_refuse() -> Look:
    """Raises Refusal, with all that is wrong with the file."""
    path = home() / LOOK_FILE
    return _read(path) if path.exists() else PLAIN


def look_checked() -> Iterator[Checked]:
    """For the doctor."""
    try:
        look = look_or_refuse()
    except Refusal as refusal:
        yield to_mend("look", " ".join(str(refusal).split("\n")), f"Mend {home() / LOOK_FILE}, or take it away.")
    else:
        yield well("look", "as it comes" if look == PLAIN else "the council's own")


@lru_cache(maxsize=1)
def _usable(path: Path, _changed: tuple[int, ...]) -> Look:
    """Read again when the file or a picture beside it has changed."""
    try:
        return _read(path)
    except Refusal as refusal:
        logger.error("%s", refusal)  # noqa: TRY400 - its words are all there is to say
        return PLAIN


def _read(path: Path) -> Look:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {error}"
        raise Refusal(message) from error
    unknown = sorted(said.keys() - _KEYS)
    if unknown or not all(isinstance(value, str) for value in said.values()):
        message = f'{path}: write name = "...", accent = "#..." and logo = "....png", each in quotes, and nothing else.'
        raise Refusal(message)
    try:
        return look_of(said.get("name", ""), said.get("accent", ""), _logo(path, said.get("logo", "")))
    except Refusal as refusal:
        message = f"{path} cannot be used.\n{refusal}"
        raise Refusal(message) from refusal


def _logo(path: Path, name: str) -> bytes | None:
    """A file beside the other, by its name alone."""
    if not name:
        return None
    if Path(name).name != name:
        message = f'logo: "{name}" must be the name of a file in {path.parent}, without folders.'
        raise Refusal(message)
    try:
        return (path.parent / name).read_bytes()
    except OSError as error:
        message = f"logo: {path.parent / name} cannot be read: {error.strerror}."
        raise Refusal(message) from error
