"""A Microsoft tenant that signs tokens with keys of its own, and publishes the key set they are verified by."""

import http.server
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from loopback import serving

TENANT = "11111111-2222-3333-4444-555555555555"
CLOSED = "99999999-2222-3333-4444-555555555555"
APPLICATION = "0f5a3f5e-1111-4222-8333-444455556666"


class Microsoft:
    """Signs tokens as a tenant does, and publishes the key set they are verified by."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.asked: list[str] = []
        self.keys = {"k1": rsa.generate_private_key(public_exponent=65537, key_size=2048)}

    def key_set(self) -> bytes:
        said = [
            {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
        ]
        return json.dumps({"keys": said}).encode()

    def token(self, kid: str = "k1", headers: dict[str, str] | None = None, **claims: object) -> str:
        now, tenant = int(time.time()), claims.get("tid", TENANT)
        said: dict[str, Any] = {
            "iss": f"{self.base}/{tenant}/v2.0",
            "aud": APPLICATION,
            "sub": "s",
            "tid": TENANT,
            "oid": "aaaa-1",
            "preferred_username": "ada@phare.example",
            "scp": "openid access_as_user",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
        }
        kept = {name: one for name, one in (said | claims).items() if one is not None}
        return jwt.encode(kept, self.keys[kid], "RS256", headers={"kid": kid, **(headers or {})})


@contextmanager
def published(microsoft: Microsoft) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            microsoft.asked.append(self.path)
            known = self.path in (f"/{one}/discovery/v2.0/keys" for one in (TENANT, CLOSED))
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(microsoft.key_set() if known else b"")

        def log_message(self, *said: object) -> None:
            pass

    with serving(Handler) as address:
        yield address
