"""Service accounts, their keys, and the tokens they are given."""

import base64
import binascii
import functools
import json
import secrets
import time
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from google_emulator.behaviour import ApiError, Behaviour, Json, bad_credentials

SERVICE = "binder@example-office.iam.gserviceaccount.com"


@functools.cache
def private_key() -> str:
    """One RSA key for the whole run of the tests; making one takes a moment."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(*pem, serialization.NoEncryption()).decode()


def service_account(token_uri: str, email: str = SERVICE) -> Json:
    """What the JSON file of a service account holds."""
    return {
        "type": "service_account",
        "project_id": "example-office",
        "private_key_id": "0" * 40,
        "private_key": private_key(),
        "client_email": email,
        "client_id": "100000000000000000000",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }


class Tokens:
    """The tokens that are good, and whose they are."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._tokens: dict[str, tuple[str, float]] = {}
        self.revoked: set[str] = set()

    def issue(self, user: str) -> str:
        """A fresh token of this user."""
        token = "ya29." + secrets.token_urlsafe(24)
        self._tokens[token] = (user, time.time() + self.behaviour.token_lifetime)
        return token

    def expire(self) -> None:
        """Every token so far is worth nothing any more."""
        self._tokens.clear()

    def user_of(self, authorization: str) -> str:
        """Whoever an Authorization header stands for.

        Raises:
            ApiError: 401.
        """
        user, until = self._tokens.get(authorization.removeprefix("Bearer "), ("", 0.0))
        if not user or until < time.time():
            raise bad_credentials()
        return user

    def grant(self, form: bytes) -> Json:
        """The token endpoint: a signed assertion or a refresh token for an access token.

        Raises:
            ApiError: 400 in the shape of OAuth, in ``details``.
        """
        said = {name: values[-1] for name, values in parse_qs(form.decode()).items()}
        user = said.get("refresh_token", "")
        if "assertion" in said:
            user = _issuer(said["assertion"])
        if not user or user in self.revoked:
            body = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            raise ApiError(400, "invalid_grant", details=[body])
        lifetime = self.behaviour.token_lifetime
        return {"access_token": self.issue(user), "expires_in": lifetime, "token_type": "Bearer"}


def _issuer(assertion: str) -> str:
    """The service account that signed; the audience stays Google's, whatever the address was."""
    try:
        claims = assertion.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return ""
    now = time.time()
    fresh = said.get("iat", 0) < now + 300 and said.get("exp", 0) > now - 300
    return str(said.get("iss", "")) if fresh else ""
