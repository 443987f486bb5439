"""Whether the settings are safe for a system that holds children's data: ``serve`` does not start with unsafe ones."""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection

from highneeds.core.errors import Refusal
from highneeds.operations.checked import Checked, Verdict, look, to_mend
from highneeds.operations.sign_on import sign_on_settings_checked
from highneeds.store import ready  # noqa: F401 - configures Django before its settings are read
from highneeds.store.audit import KEY_SETTING
from highneeds.store.home import home, key_of_setting
from highneeds.store.sealing import KEY_FILE_SETTING, NO_KEY

HTTPS, HOSTS, SECOND_FACTOR = "HIGHNEEDS_HTTPS", "HIGHNEEDS_HOSTS", "HIGHNEEDS_SECOND_FACTOR"
WORKER_SETTING, SEPARATE = "HIGHNEEDS_WORKER", "separate"
HERE = "127.0.0.1"
_SHORTEST_SECRET = 32
_FEWEST_LETTERS = 10  # different ones: a secret of one key held down is none
_SAID = {HTTPS: {"", "yes", "no"}, SECOND_FACTOR: {"", "required"}, WORKER_SETTING: {"", SEPARATE}}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEPT_SECRETS = ("secret.key", "child-key.key", "sealing.key", "audit.key")
_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs"}
_ENCRYPTS = {"require", "verify-ca", "verify-full"}
_MOUNTS = Path("/proc/self/mounts")
_DATABASES = {"sqlite", "postgresql"}


def refuse_unsafe(address: str = HERE) -> None:
    """Raises Refusal with all that is unsafe, each with how to mend it. ``address``: on which pages are served."""
    wrong = [one for one in settings_checked(address) if one.verdict is Verdict.MEND]
    if wrong:
        lines = [f"- {one.said} {one.mend}" for one in wrong]
        raise Refusal("\n".join(["highneeds does not start with settings that are not safe.", *lines]))


def settings_checked(address: str = HERE) -> tuple[Checked, ...]:
    """What is not as it should be with the settings, the home's permissions and its disk; nothing when all is."""
    said: Mapping[str, str] = os.environ
    return (
        *_of_django(),
        *_of_words(said),
        *_of_hosts(said),
        *_of_address(address, said),
        *_of_keys(said),
        *_of_home(home()),
        *_of_database(),
        *sign_on_settings_checked(),
    )


def _of_django() -> Iterator[Checked]:
    if settings.DEBUG:
        yield to_mend(
            "settings", "DEBUG is on: an error would show a page's data to anybody.", "Use the settings as they come."
        )
    secret = settings.SECRET_KEY
    if len(secret) < _SHORTEST_SECRET or len(set(secret)) < _FEWEST_LETTERS or secret.startswith("django-insecure"):
        yield to_mend(
            "settings",
            "The secret that signs sessions can be guessed.",
            f"Delete {home() / 'secret.key'}: another is made at the next start, and everybody signs in again.",
        )


def _of_words(said: Mapping[str, str]) -> Iterator[Checked]:
    """A setting that says neither of its words would be taken for the less safe one."""
    for name, words in _SAID.items():
        if said.get(name, "") not in words:
            choice = " or ".join(sorted(filter(None, words), reverse=True))
            yield to_mend("settings", f"{name} is {said[name]!r}, which says nothing.", f"Set it to {choice}.")


def _of_hosts(said: Mapping[str, str]) -> Iterator[Checked]:
    hosts = [name.strip() for name in said.get(HOSTS, "").split(",") if name.strip()]
    is_https = said.get(HTTPS) == "yes"
    wild = [name for name in hosts if "*" in name or name.startswith(".")]
    if wild:
        yield to_mend(
            "settings",
            f"{HOSTS} lets pages answer to any name ({', '.join(wild)}).",
            "Name each address that people type, whole.",
        )
    if hosts and not is_https:
        yield to_mend(
            "settings",
            f"{HOSTS} names {', '.join(hosts)}, and passwords would travel there unencrypted.",
            f"Put a proxy with HTTPS before highneeds and set {HTTPS}=yes.",
        )
    if is_https and not hosts:
        yield look(
            "settings",
            f"{HTTPS} is on and {HOSTS} names no address, so every page answers 'not understood' beyond this machine.",
            f"Set {HOSTS} to the address that people type.",
        )


def _of_address(address: str, said: Mapping[str, str]) -> Iterator[Checked]:
    try:
        is_here = ipaddress.ip_address(address).is_loopback
    except ValueError:
        yield to_mend("settings", f"{address!r} is no IP address.", f"Serve on {HERE}, or on 0.0.0.0 in a container.")
        return
    if not is_here and said.get(HTTPS) != "yes":
        yield to_mend(
            "settings",
            f"Pages on {address} can be reached from other machines, and passwords would travel unencrypted.",
            f"Serve on {HERE} behind a proxy with HTTPS, or set {HTTPS}=yes where a proxy alone reaches this address.",
        )


def _of_keys(said: Mapping[str, str]) -> Iterator[Checked]:
    if said.get(KEY_FILE_SETTING) == NO_KEY:
        yield look(
            "keys", "Original files are kept unsealed.", f"Name a key file in {KEY_FILE_SETTING}, or leave it out."
        )
    for name in (KEY_FILE_SETTING, KEY_SETTING):
        if said.get(name) not in {None, "", NO_KEY}:
            try:
                key_of_setting(name, "")
            except Refusal as refusal:
                yield to_mend("keys", str(refusal), "Until then nothing sealed can be opened or noted.")


def _of_home(folder: Path) -> Iterator[Checked]:
    if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
        yield to_mend("home", f"Others may look into {folder}.", f"Close it to them: chmod 700 {folder}")
    if folder.stat().st_uid != os.getuid():
        yield look("home", f"{folder} belongs to another user.", f"Run highneeds as its owner, or: chown -R . {folder}")
    for name in _KEPT_SECRETS:
        path = folder / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
            yield to_mend("keys", f"Others may read {path}.", f"Close it to them: chmod 600 {path}")


def _of_database() -> Iterator[Checked]:
    if connection.vendor not in _DATABASES:
        yield to_mend(
            "database",
            f"DATABASE_URL names a {connection.vendor} database; highneeds knows SQLite and PostgreSQL.",
            "Leave DATABASE_URL out, or name a PostgreSQL database: postgres://user@machine/name",
        )
    elif connection.vendor == "sqlite":
        kind = file_system_of(home(), _MOUNTS.read_text(encoding="utf-8") if _MOUNTS.exists() else "")
        if kind in _NETWORK_FILE_SYSTEMS:
            yield to_mend(
                "database",
                f"{home()} is on a network drive ({kind}), on which SQLite loses what was written.",
                "Set HIGHNEEDS_HOME to a disk of this machine, or DATABASE_URL to a PostgreSQL database.",
            )
    else:
        yield from _of_the_way_to(connection.settings_dict)


def _of_the_way_to(database: Mapping[str, object]) -> Iterator[Checked]:
    host, options = str(database.get("HOST") or ""), database.get("OPTIONS")
    mode = options.get("sslmode") if isinstance(options, dict) else None
    if host.startswith("/") or host in {"", "localhost", HERE, "::1"} or mode in _ENCRYPTS:
        return
    if mode is None:
        yield to_mend(
            "database",
            f"The way to the database on {host} need not be encrypted.",
            "Add ?sslmode=verify-full to DATABASE_URL (or another mode, where that network is yours alone).",
        )
    else:
        yield look("database", f"The way to the database on {host} is sslmode={mode}.", "Prefer sslmode=verify-full.")


def file_system_of(folder: Path, mounts: str) -> str:
    """The kind of file system that holds ``folder``, by the lines of ``/proc/self/mounts``; "" when none does."""
    found = {}
    for line in mounts.splitlines():
        _, point, kind = line.split()[:3]
        found[Path(point.replace(r"\040", " "))] = kind
    return next((found[parent] for parent in (folder, *folder.parents) if parent in found), "")
