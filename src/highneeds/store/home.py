"""The folder that holds everything of one installation, and the secrets in it."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from highneeds.core.errors import Refusal

_SECRET_BYTES = 48
_SHORTEST_KEY = 32


def home() -> Path:
    """``HIGHNEEDS_HOME``, or ``var`` of the working directory. Made, closed to other users, when absent.

    Raises Refusal when nothing can be written there.
    """
    folder = Path(os.environ.get("HIGHNEEDS_HOME") or "var").absolute()
    message = f"Nothing can be written in {folder}. Allow it, or set HIGHNEEDS_HOME to a folder of your own."
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(message) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refusal(message)
    return folder


def secret_key() -> str:
    """The secret that signs sessions and forms; a new one signs everybody out."""
    return kept_secret("secret.key")


def child_key_secret() -> bytes:
    """The secret that turns a UPN into a child key. Losing it means importing every file again."""
    return kept_secret("child-key.key").encode()


def kept_secret(name: str) -> str:
    """Made at first use, readable by its owner only; two processes that start together get the same one."""
    path = home() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:  # another process was first: its secret counts
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def key_of_setting(setting: str, name: str) -> bytes:
    """The key in the file that the environment's ``setting`` names; unset, the secret ``name`` of the home folder.

    Raises Refusal for a file that cannot be read, that others may read, or whose key is too short.
    """
    named = os.environ.get(setting)
    return key_in(Path(named), setting) if named else kept_secret(name).encode()


def key_in(path: Path, setting: str) -> bytes:
    """The key in a file that ``setting`` names; raises as ``key_of_setting`` does."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read().strip()
    except OSError as error:
        message = f"The key file {path} cannot be read ({error.strerror}). Put it back, or mend {setting}."
        raise Refusal(message) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"Others may read the key file {path}. Close it to them: chmod 600 {path}."
        raise Refusal(message)
    if len(key) < _SHORTEST_KEY:
        message = f"The key in {path} is shorter than {_SHORTEST_KEY} characters. Make one: openssl rand -base64 48."
        raise Refusal(message)
    return key
