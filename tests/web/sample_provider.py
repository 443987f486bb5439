"""A small OpenID provider on this machine, with keys of its own: what a true one does, and what a false one may."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "highneeds-test", "a secret of forty letters and no fewer!!"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
NEXT_KEY = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"}, private=True)


class Provider:
    """``claims`` are said of the next person over what is true; ``forged``: how the token is made instead."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.person: dict[str, Any] = {"sub": "subject-1", "preferred_username": "kim", "groups": ["SEND caseworkers"]}
        self.claims: dict[str, Any] = {}
        self.ahead: dict[str, int] = {}  # seconds from now
        self.left_out: set[str] = set()
        self.forged = ""
        self.metadata: dict[str, Any] = {}
        self.keys = [KEY]
        self.key = KEY
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.redirects_to = ""

    def authorize(self, address: str) -> str:
        """As the person's browser: what the provider sends it back with, after its name and password there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode({'code': code, 'state': asked['state']})}"

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/out",
        } | self.metadata

    def trade(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """400 unless client, code, address and PKCE's verifier are right; a code is good once."""
        asked = self.codes.pop(form.get("code", ""), None)
        client = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20').replace('!', '%21')}".encode()).decode()
        is_client = authorization == f"Basic {client}" or form.get("client_secret") == SECRET
        if asked is None or not is_client or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if digest != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "unused", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": nonce,
            **self.person,
            **self.claims,
            **{name: now + seconds for name, seconds in self.ahead.items()},
        }
        claims = {name: value for name, value in claims.items() if name not in self.left_out}
        if self.forged in {"none", "shared"}:
            return _by_hand("none" if self.forged == "none" else "HS256", claims)
        if self.forged == "other":
            return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY)
        token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        if self.forged == "changed":
            head, body, signature = token.split(".")
            changed = json.loads(base64.urlsafe_b64decode(body + "==")) | {"groups": ["SEND heads"]}
            body = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
            return f"{head}.{body}.{signature}"
        return token


def _by_hand(algorithm: str, claims: dict[str, Any]) -> str:
    """Unsigned, or signed with the public key as if it were a secret that both sides know."""
    parts = (json.dumps(part).encode() for part in ({"alg": algorithm, "kid": "one"}, claims))
    told = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    if algorithm == "none":
        return f"{told}."
    signature = hmac.new(KEY.as_pem(private=False), told.encode(), hashlib.sha256).digest()
    return f"{told}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@contextmanager
def provider_at_work() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined] # the handler finds it there
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider = self._provider()
        if provider.redirects_to:
            self.send_response(302)
            self.send_header("Location", provider.redirects_to)
            self.end_headers()
        elif self.path == "/.well-known/openid-configuration":
            self._answer(200, provider.described())
        elif self.path == "/keys":
            self._answer(200, {"keys": [key.as_dict(private=False) for key in provider.keys]})
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(*self._provider().trade(form, self.headers.get("Authorization", "")))

    def _provider(self) -> Provider:
        provider: Provider = self.server.provider  # type: ignore[attr-defined] # set where it is made
        provider.asked.append(self.path)
        return provider

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
