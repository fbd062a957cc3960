"""Who is asking: a Google ID token, a Microsoft Entra token, or the key of a small office."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.auth import exceptions, jwt, transport
from google.oauth2 import id_token
from jwt import PyJWTError

from addin.faces.http.answers import Problem
from addin.faces.http.entra import Entra, unverified_issuer
from addin.faces.http.kept import Kept, Unreachable
from addin.faces.http.settings import Role, ServeSettings

KEY_PREFIX = "classeur_"
ISSUERS = ("accounts.google.com", "https://accounts.google.com")
SKEW = 10  # seconds that two clocks may differ

NO_TOKEN = Problem(
    401,
    "not-signed-in",
    "Sign in first: this request holds no key, Google token or Microsoft token.",
    "Connectez-vous d'abord : cette demande ne porte ni clé, ni jeton Google, ni jeton Microsoft.",
)
BAD_TOKEN = Problem(
    401,
    "not-recognised",
    "This key or token is not valid here, or no longer. Sign in again.",
    "Cette clé ou ce jeton n'est pas valable ici, ou ne l'est plus. Reconnectez-vous.",
)
NOT_LISTED = Problem(
    403,
    "not-listed",
    "This account is not among those that may use the service. Ask whoever runs it.",
    "Ce compte n'est pas de ceux qui peuvent utiliser le service. Voyez avec la personne qui le gère.",
)
NO_CERTIFICATES = Problem(
    503,
    "google-unreachable",
    "Google's certificates cannot be fetched just now. Try again in a minute.",
    "Les certificats de Google ne peuvent être obtenus à l'instant. Réessayez dans une minute.",
)
NO_ENTRA_KEYS = Problem(
    503,
    "microsoft-unreachable",
    "Microsoft's keys cannot be fetched just now. Try again in a minute.",
    "Les clés de Microsoft ne peuvent être obtenues à l'instant. Réessayez dans une minute.",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever asks: ``key`` tells people apart and is shown nowhere; the store's history names ``name``."""

    key: str
    role: Role
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Answer(transport.Response):
    """What google-auth reads of an answer that was kept."""

    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Certificates(transport.Request):
    """Google's certificates as google-auth asks for them; always from one address."""

    def __init__(self, address: str) -> None:
        self._kept = Kept(address)

    def __call__(self, *args: Any, **more: Any) -> _Answer:
        try:
            return _Answer(200, _certificates(self._kept.get()))
        except Unreachable as problem:
            raise exceptions.TransportError("no certificates") from problem  # type: ignore[no-untyped-call]

    def look_again(self, token: str) -> bool:
        """Whether newer certificates were fetched because the token names a key that none of them has."""
        kid = _key_id(token)
        try:
            return bool(kid) and self._kept.look_again(lambda held: kid not in json.loads(held))
        except Unreachable as problem:
            raise exceptions.TransportError("no certificates") from problem  # type: ignore[no-untyped-call]


def _certificates(held: bytes) -> bytes:
    try:
        is_set = isinstance(json.loads(held), dict)
    except ValueError:
        is_set = False
    if not is_set:
        raise Unreachable
    return held


def _key_id(token: str) -> str:
    try:
        return str(jwt.decode_header(token).get("kid", ""))  # type: ignore[no-untyped-call]
    except (ValueError, exceptions.GoogleAuthError):
        return ""


class Doorkeeper:
    """Tells who asks, by the settings."""

    def __init__(self, settings: ServeSettings) -> None:
        self._settings = settings
        self._certificates = Certificates(settings.certificates)
        self._entra = Entra(settings.entra) if settings.entra else None

    def recognise(self, authorization: str) -> Person:
        """Find who asks.

        Raises:
            Problem: Nobody who may.
        """
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise NO_TOKEN
        if token.startswith(KEY_PREFIX):
            return self._by_key(token)
        if self._entra is not None and self._entra.is_issuer(token):
            return self._by_entra(self._entra, token)
        return self._by_google(token)

    def _by_key(self, key: str) -> Person:
        said = key_hash(key)
        for known, (name, role) in self._settings.keys.items():
            if hmac.compare_digest(known, said):
                return Person(f"key:{name}:{known}", role, name)
        raise BAD_TOKEN

    def _by_google(self, token: str) -> Person:
        if not self._settings.audience or unverified_issuer(token) not in ISSUERS:
            raise BAD_TOKEN
        claims = self._claims(token)
        email = claims.get("email")
        if claims.get("iss") not in ISSUERS or claims.get("email_verified") is not True:
            raise BAD_TOKEN
        if not isinstance(email, str) or not email or not claims.get("sub"):
            raise BAD_TOKEN
        domain = claims.get("hd")
        role = self._settings.emails.get(email.lower())
        if role is None and isinstance(domain, str):
            role = self._settings.domains.get(domain.lower())
        if role is None:
            raise NOT_LISTED
        return Person(f"google:{claims['sub']}", role, email)

    def _by_entra(self, entra: Entra, token: str) -> Person:
        try:
            claims = entra.claims(token)
        except Unreachable as problem:
            raise NO_ENTRA_KEYS from problem
        except (PyJWTError, ValueError, TypeError, KeyError) as problem:
            raise BAD_TOKEN from problem
        tenant, oid = str(claims["tid"]), str(claims["oid"])
        name = claims.get("preferred_username")
        role = self._settings.objects.get(oid)
        if role is None and isinstance(name, str):
            role = self._settings.emails.get(name.lower())
        if role is None:
            role = self._settings.tenants.get(tenant)
        if role is None:
            raise NOT_LISTED
        return Person(f"entra:{tenant}:{oid}", role, name if isinstance(name, str) else oid)

    def _claims(self, token: str) -> Mapping[str, Any]:
        try:
            try:
                return self._verified(token)
            except (ValueError, exceptions.GoogleAuthError):
                if not self._certificates.look_again(token):
                    raise
                return self._verified(token)
        except exceptions.TransportError as problem:
            raise NO_CERTIFICATES from problem
        except (ValueError, TypeError, KeyError, AttributeError, exceptions.GoogleAuthError) as problem:
            raise BAD_TOKEN from problem

    def _verified(self, token: str) -> Mapping[str, Any]:
        """Signature, expiry and audience, by google-auth."""
        claims: Mapping[str, Any] = id_token.verify_token(
            token,
            self._certificates,
            audience=list(self._settings.audience),
            certs_url=self._settings.certificates,
            clock_skew_in_seconds=SKEW,
        )
        return claims


def new_key() -> tuple[str, str]:
    """A new key, and what ``classeur.toml`` keeps of it."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    return key, key_hash(key)


def key_hash(key: str) -> str:
    """The key's hash; a key is 256 random bits, which no slow hash is needed for."""
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()
