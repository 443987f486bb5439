"""The provider of the council's sign-on: where it is asked, and whether what it says of a person holds.

The authorization code flow with PKCE (RFC 7636) and a client secret; what comes back is checked as OpenID Connect Core
1.0, 3.1.3.7 asks: signature by a key of the provider, issuer, audience, expiry, nonce; nothing unsigned, no key that
both sides share. The response's own issuer is checked too (RFC 9207). Nothing follows a redirect.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from highneeds.operations.sign_on_settings import SignOn, is_safe_address

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_KNOWN_FOR_SECONDS = 600
_ASKED_AGAIN_AFTER_SECONDS = 60
_TIMEOUT_SECONDS = 10
_MOST_BYTES = 1 << 20
_CLOCKS_DIFFER_SECONDS = 60
_MOST_SECONDS_OLD = 600
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignOnError(Exception):
    """The provider does not answer, or what it says does not hold; ``reason`` in a few words, without a value of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser's session keeps while its person is with the provider; good once."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider says of a person. ``auth_time``: when they gave their factors, None where it does not say."""

    subject: str
    name: str
    groups: tuple[str, ...]
    has_second_factor: bool
    auth_time: float | None


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


_known: dict[str, _Known] = {}


def begin() -> Begun:
    return Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address_to_sign_on(sign_on: SignOn, begun: Begun, back: str, *, again: bool = False) -> str:
    """Where a browser is sent. ``again``: the person is to give their factors anew. Raises SignOnError."""
    asks = {
        "response_type": "code",
        "client_id": sign_on.client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": begun.challenge,
        "code_challenge_method": "S256",
    }
    if again:
        asks |= {"prompt": "login", "max_age": "0"}
    return _with(_provider(sign_on).metadata["authorization_endpoint"], asks)


def address_to_sign_out(sign_on: SignOn, back: str) -> str | None:
    """Where a browser ends its session with the provider too; None where that offers no such page."""
    address = _provider(sign_on).metadata.get("end_session_endpoint")
    if not is_safe_address(address):
        return None
    return _with(str(address), {"client_id": sign_on.client_id, "post_logout_redirect_uri": back})


def said_by_provider(sign_on: SignOn, begun: Begun, back: str, code: str) -> Said:
    """Trade the code for what the provider says, and check it. Raises SignOnError, and Refusal without a secret."""
    answer = _ask(_provider(sign_on).metadata["token_endpoint"], *_trade(sign_on, begun, back, code))
    token = answer.get("id_token")
    if not isinstance(token, str):
        message = "it sent no identity"
        raise SignOnError(message)
    return said_in(sign_on, token, begun.nonce)


def said_in(sign_on: SignOn, token: str, nonce: str) -> Said:
    """What an identity token says, once all of it holds. Raises SignOnError."""
    claims = _signed(sign_on, token)
    registry = jwt.JWTClaimsRegistry(
        leeway=_CLOCKS_DIFFER_SECONDS,
        iss={"essential": True, "value": sign_on.issuer},
        aud={"essential": True, "value": sign_on.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(claims)
    except (JoseError, OverflowError) as error:
        message = f"its word does not hold: {getattr(error, 'error', 'a number is too large')}"
        raise SignOnError(message) from error
    audience = claims["aud"]
    others = isinstance(audience, list) and any(one != sign_on.client_id for one in audience)
    if others or claims.get("azp", sign_on.client_id) != sign_on.client_id:
        message = "its word is for another system too"
        raise SignOnError(message)
    if time.time() - claims["iat"] > _MOST_SECONDS_OLD:
        message = "its word is too old"
        raise SignOnError(message)
    return _said(sign_on, claims)


def forget_provider() -> None:
    """Ask the provider anew, at the next sign-in."""
    _known.clear()


def ask_provider_anew(sign_on: SignOn) -> int:
    """How many keys it signs with. Raises SignOnError."""
    forget_provider()
    return len(_provider(sign_on).keys.keys)


def _said(sign_on: SignOn, claims: Mapping[str, Any]) -> Said:
    groups = claims.get(sign_on.groups_claim, [])
    told = tuple(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else (str(groups),)
    methods = claims.get("amr", [])
    used = {claims.get("acr"), *(methods if isinstance(methods, list) else [methods])}
    at = claims.get("auth_time")
    return Said(
        str(claims["sub"]),
        str(claims.get(sign_on.name_claim) or ""),
        told,
        sign_on.second_factor == "trusted" or bool(used & set(sign_on.factors)),
        float(at) if isinstance(at, int | float) and not isinstance(at, bool) else None,
    )


def _signed(sign_on: SignOn, token: str) -> dict[str, Any]:
    """The claims of a token that a key of the provider signed; a key it took into use since is asked for once."""
    for is_last in (False, True):
        known = _provider(sign_on)
        try:
            return dict(jwt.decode(token, known.keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, TypeError) as error:
            if is_last or time.monotonic() - known.at < _ASKED_AGAIN_AFTER_SECONDS:
                message = "its word is not signed by it"
                raise SignOnError(message) from error
            forget_provider()
    message = "its word is not signed by it"
    raise SignOnError(message)


def _provider(sign_on: SignOn) -> _Known:
    """What the provider says of itself, kept for ten minutes."""
    known = _known.get(sign_on.issuer)
    if known is not None and time.monotonic() - known.at < _KNOWN_FOR_SECONDS:
        return known
    metadata = _ask(f"{sign_on.issuer.rstrip('/')}/.well-known/openid-configuration")
    if metadata.get("issuer") != sign_on.issuer:
        message = "it calls itself by another issuer than sign-on.toml"
        raise SignOnError(message)
    if not all(is_safe_address(metadata.get(name)) for name in _ENDPOINTS):
        message = "it names no encrypted address to ask"
        raise SignOnError(message)
    try:
        keys = KeySet.import_key_set(_ask(metadata["jwks_uri"]))  # type: ignore[arg-type] # checked as it is read
    except (JoseError, ValueError, TypeError, KeyError) as error:
        message = "its keys cannot be read"
        raise SignOnError(message) from error
    _known[sign_on.issuer] = found = _Known(metadata, keys, time.monotonic())
    return found


def _trade(sign_on: SignOn, begun: Begun, back: str, code: str) -> tuple[dict[str, str], dict[str, str]]:
    """The form and the headers that trade a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": begun.verifier,
    }
    ways = _provider(sign_on).metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in ways:
        pair = f"{quote(sign_on.client_id, safe='')}:{quote(sign_on.secret, safe='')}"
        return form, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    if "client_secret_post" in ways:
        return form | {"client_id": sign_on.client_id, "client_secret": sign_on.secret}, {}
    message = "it takes no client secret"
    raise SignOnError(message)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A provider that sends us elsewhere is not the one that was set."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """None: the answer stands as it is, and is no answer to us."""


def _ask(
    address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A JSON object of the provider's. Raises SignOnError."""
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, data=data, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310 - of is_safe_address alone
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_TIMEOUT_SECONDS) as answer:
            read = answer.read(_MOST_BYTES + 1)
        found = json.loads(read) if len(read) <= _MOST_BYTES else None
    except urllib.error.HTTPError as error:
        error.close()
        message = f"it answered {error.code}"
        raise SignOnError(message) from error
    except (OSError, HTTPException, ValueError) as error:
        message = "it does not answer, or not as a provider does"
        raise SignOnError(message) from error
    if not isinstance(found, dict):
        message = "it does not answer as a provider does"
        raise SignOnError(message)
    return found


def _with(address: str, asks: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asks)}"
