"""Microsoft Entra access tokens, as Office gives them to the pane."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from addin.faces.http.kept import Kept

SKEW = 10  # seconds that two clocks may differ
NEEDED = ["exp", "iat", "nbf", "aud", "iss", "sub", "tid", "oid"]


@dataclass(frozen=True, slots=True)
class EntraSettings:
    """``[serve.entra]``.

    Args:
        authority: Where the tenants' issuers and key sets are.
        audience: The ids that a token may be meant for.
        tenants: The tenants' ids, the only ones whose tokens are looked at.
        scope: What the token must allow.
    """

    authority: str
    audience: tuple[str, ...] = ()
    tenants: frozenset[str] = field(default_factory=frozenset)
    scope: str = ""

    def issuer(self, tenant: str) -> str:
        return f"{self.authority}/{tenant}/v2.0"

    def key_set(self, tenant: str) -> str:
        return f"{self.authority}/{tenant}/discovery/v2.0/keys"


class Entra:
    """Verifies tokens of the tenants that the settings name."""

    def __init__(self, settings: EntraSettings) -> None:
        self._settings = settings
        self._tenants = {settings.issuer(tenant): tenant for tenant in settings.tenants}
        self._keys = {tenant: Kept(settings.key_set(tenant)) for tenant in settings.tenants}

    def is_issuer(self, token: str) -> bool:
        """Whether a token says that one of the tenants issued it; nothing is verified yet."""
        return unverified_issuer(token) in self._tenants

    def claims(self, token: str) -> Mapping[str, Any]:
        """The claims of a token whose signature, issuer, audience, times and scope are right.

        Raises:
            jwt.PyJWTError, ValueError: It is not.
            Unreachable: The tenant's keys cannot be had.
        """
        issuer = unverified_issuer(token)
        tenant = self._tenants[issuer]
        kid = str(jwt.get_unverified_header(token).get("kid", ""))
        kept = self._keys[tenant]
        key = _key(kept.get(), kid)
        if key is None and kept.look_again(lambda held: _key(held, kid) is None):
            key = _key(kept.get(), kid)
        if key is None:
            raise ValueError("no such key")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=list(self._settings.audience),
            issuer=issuer,
            leeway=SKEW,
            options={"require": NEEDED},
        )
        if claims["tid"] != tenant or not isinstance(claims["oid"], str) or not claims["oid"]:
            raise ValueError("another tenant")
        if self._settings.scope not in str(claims.get("scp", "")).split():
            raise ValueError("scope")
        return claims


def unverified_issuer(token: str) -> str:
    """Who a token says issued it, which tells only whose keys to verify it by."""
    try:
        return str(jwt.decode(token, options={"verify_signature": False}).get("iss", ""))
    except (jwt.PyJWTError, ValueError, RecursionError):
        return ""


def _key(held: bytes, kid: str) -> jwt.PyJWK | None:
    """The RSA key of that name, in a set of public keys as published."""
    try:
        said = json.loads(held)["keys"]
        found = next((one for one in said if kid and one.get("kid") == kid and one.get("kty") == "RSA"), None)
        return jwt.PyJWK(found, "RS256") if found else None
    except (ValueError, TypeError, KeyError, AttributeError, jwt.PyJWTError):
        return None
