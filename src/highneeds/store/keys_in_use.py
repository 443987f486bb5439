"""The keys that what is stored cannot be read or checked without: kept apart from a backup, and told from others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from highneeds.store.audit import KEY_SETTING
from highneeds.store.home import home, key_in
from highneeds.store.sealing import KEY_FILE_SETTING, NO_KEY

KEYS: Mapping[str, str | None] = {"child-key.key": None, "sealing.key": KEY_FILE_SETTING, "audit.key": KEY_SETTING}
"""By the name of the file in the home, the setting that may name another file. ``secret.key`` is none: a new one only
signs everybody out."""


def key_marks() -> dict[str, str]:
    """By name, what tells each key that this installation has from another, and nothing of the key itself."""
    return {name: mark_of_key(key) for name, key in _in_use().items()}


def mark_of_key(key: bytes) -> str:
    return hashlib.sha256(b"highneeds backup mark" + key.strip()).hexdigest()[:16]


def keys_of_home() -> dict[str, str]:
    """The keys that stand in the home; those named by a setting stand where the council put them."""
    return {
        name: (home() / name).read_text(encoding="ascii")
        for name, setting in KEYS.items()
        if not _elsewhere(setting) and (home() / name).exists()
    }


def stands_elsewhere(name: str) -> bool:
    """Whether a setting names this key's file, or says that there is none."""
    return bool(_elsewhere(KEYS[name]))


def _in_use() -> dict[str, bytes]:
    found = {name: key.encode() for name, key in keys_of_home().items()}
    for name, setting in KEYS.items():
        elsewhere = _elsewhere(setting)
        if setting and elsewhere and elsewhere != NO_KEY:
            found[name] = key_in(Path(elsewhere), setting)
    return found


def _elsewhere(setting: str | None) -> str:
    return (os.environ.get(setting) or "") if setting else ""
