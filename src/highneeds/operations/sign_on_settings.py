"""The council's own sign-on (OpenID Connect), from ``sign-on.toml`` of the home folder. Without that file it is off."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role, role_named
from highneeds.reports.words import listed
from highneeds.store.home import home, key_in

SIGN_ON_FILE = "sign-on.toml"
CHECKED, TRUSTED = "checked", "trusted"
_WORDS = {"issuer", "client-id", "secret-file"}
_OPTIONAL = {"groups-claim": "groups", "name-claim": "preferred_username", "second-factor": CHECKED}
_FACTORS = ("mfa", "otp", "hwk", "fido", "swk")  # RFC 8176: more than a password was used
_HERE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class SignOn:
    """Which provider tells who people are, and what its groups are here.

    ``second_factor``: ``checked`` counts one where the provider says so by ``factors`` (its ``amr`` or ``acr``);
    ``trusted`` counts one always, where the provider asks everybody for it.
    """

    issuer: str
    client_id: str
    secret_file: Path
    groups_claim: str
    name_claim: str
    second_factor: str
    factors: tuple[str, ...]
    roles: Mapping[str, tuple[Role, ...]]

    @property
    def secret(self) -> str:
        """Raises Refusal for a file that cannot be read, that others may read, or whose secret is too short."""
        return key_in(self.secret_file, "secret-file").decode("utf-8")

    def roles_of(self, groups: tuple[str, ...]) -> tuple[Role, ...]:
        """What the council's groups are here; none for groups that the file does not name."""
        found = {role for group in groups for role in self.roles.get(group, ())}
        return tuple(role for role in Role if role in found)


def sign_on_file() -> Path:
    return home() / SIGN_ON_FILE


def sign_on_in_use() -> SignOn | None:
    """None where it is off. Raises Refusal, with what is wrong with the file."""
    path = sign_on_file()
    return _read(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=1)
def _read(path: Path, _changed_ns: int) -> SignOn:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {error}"
        raise Refusal(message) from error
    try:
        return _made(path, said)
    except ValueError as error:
        message = f"{path}: {error}"
        raise Refusal(message) from error


def _made(path: Path, said: Mapping[str, object]) -> SignOn:
    unknown = said.keys() - _WORDS - _OPTIONAL.keys() - {"factors", "roles"}
    if unknown:
        message = f"there is no {listed(sorted(unknown))}; take it out."
        raise ValueError(message)
    words = {name: _word(said, name) for name in sorted(_WORDS)}
    words |= {name: _word(said, name, usual) for name, usual in _OPTIONAL.items()}
    if not is_safe_address(words["issuer"]) or "?" in words["issuer"] or "#" in words["issuer"]:
        message = 'issuer must be the address of the provider, such as "https://login.example.gov.uk/tenant".'
        raise ValueError(message)
    if words["second-factor"] not in {CHECKED, TRUSTED}:
        message = f'second-factor is "{CHECKED}" or "{TRUSTED}".'
        raise ValueError(message)
    factors = said.get("factors", list(_FACTORS))
    if not isinstance(factors, list) or not all(isinstance(one, str) and one for one in factors):
        message = 'factors are words in quotes, such as ["mfa"].'
        raise ValueError(message)
    secret_file = path.parent / words["secret-file"]  # an absolute one stays itself
    return SignOn(
        words["issuer"],
        words["client-id"],
        secret_file,
        words["groups-claim"],
        words["name-claim"],
        words["second-factor"],
        tuple(factors),
        _roles(said.get("roles")),
    )


def _word(said: Mapping[str, object], name: str, usual: str = "") -> str:
    found = said.get(name, usual)
    if not isinstance(found, str) or not found.strip():
        message = f'{name} is missing: write {name} = "...".'
        raise ValueError(message)
    return found.strip()


def _roles(said: object) -> Mapping[str, tuple[Role, ...]]:
    if not isinstance(said, dict) or not said:
        message = '[roles] is missing: a line for each group, such as "SEND caseworkers" = ["case officer"].'
        raise ValueError(message)
    found = {}
    for group, names in said.items():
        given = [role_named(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
        roles = tuple(role for role in given if role is not None)
        if not roles or not isinstance(names, list) or len(roles) != len(names):
            message = f'[roles] "{group}" must be a list of roles. There are: {listed([one.value for one in Role])}.'
            raise ValueError(message)
        found[group] = roles
    return found


def is_safe_address(address: object) -> bool:
    """Whether what goes there is encrypted, or does not leave this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return (
        bool(parts.hostname)
        and not parts.username
        and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))
    )
