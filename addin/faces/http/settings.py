"""Who may use the service and how much of it: the ``[serve]`` part of ``classeur.toml``."""

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from addin.actions.registry import ACTIONS
from addin.faces.http.entra import EntraSettings
from sync.settings import FILE_NAME
from workbook_templates.text import OfficeError

MAY = (*ACTIONS, "issue", "sync", "functions", "conflicts", "history", "undo")
KEY_HASH = re.compile(r"sha256:[0-9a-f]{64}\Z")
GOOGLE_CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"
ENTRA = "https://login.microsoftonline.com"
TENANT = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Role:
    """What the people of a role may do.

    Args:
        may: Actions, ``issue`` for a frozen cost report, ``sync``, ``functions``, ``conflicts``, ``history``, ``undo``.
        restricted: They see restricted columns; others see a mask.
        books: The books they may sync and see the conflicts and history of, as ``classeur.toml`` names them; all when None.
    """

    name: str
    may: frozenset[str]
    restricted: bool = False
    books: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person may ask for."""

    body_bytes: int = 20_000_000
    a_minute: int = 240
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What ``[serve]`` says.

    Args:
        keys: Hash of a person's key -> (a name that no log shows, role).
        emails: E-mail address in small letters -> role.
        domains: Google Workspace domain -> role of whoever is not listed by e-mail.
        audience: The client ids that a Google token may be meant for.
        certificates: Where Google's certificates are.
        objects: Microsoft object id of a person -> role.
        tenants: Microsoft tenant -> role of whoever is not listed by id or address.
        proxies: Addresses of the proxies whose X-Forwarded-* headers are believed, this machine's own when none.
    """

    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    keys: Mapping[str, tuple[str, Role]] = field(default_factory=dict)
    emails: Mapping[str, Role] = field(default_factory=dict)
    domains: Mapping[str, Role] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    certificates: str = GOOGLE_CERTIFICATES
    objects: Mapping[str, Role] = field(default_factory=dict)
    tenants: Mapping[str, Role] = field(default_factory=dict)
    entra: EntraSettings | None = None
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    limits: Limits = field(default_factory=Limits)


def read_serve_settings(folder: Path) -> ServeSettings:
    """Read who may use the service.

    Raises:
        OfficeError: Nobody may, or something said is not known.
    """
    path = folder / FILE_NAME
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise OfficeError(
            f"{FILE_NAME} cannot be read: {problem}. Mend that line.",
            f"{FILE_NAME} ne peut être lu : {problem}. Corrigez cette ligne.",
        ) from problem
    said = _table(whole, "serve", "")
    _only(
        said,
        "serve",
        "origins hosts proxies users roles google entra body_megabytes requests_a_minute seconds",
    )
    roles = {name: _role(name, one) for name, one in _table(said, "roles", "serve").items()}
    google = _table(said, "google", "serve")
    _only(google, "serve.google", "audience domains")
    domains = {
        str(domain).lower(): _named(roles, role, "serve.google.domains")
        for domain, role in _table(google, "domains", "serve.google").items()
    }
    keys, emails, objects = _users(said.get("users", []), roles)
    entra, tenants = _entra(_table(said, "entra", "serve"), roles)
    audience = _words(google, "audience", "serve.google")
    if not (keys or emails or domains or objects or tenants):
        raise OfficeError(
            f"Nobody may use the service yet. Name people in {FILE_NAME}, [[serve.users]]; "
            "classeur serve --new-key NAME writes the lines.",
            f"Personne ne peut encore utiliser le service. Nommez des personnes dans {FILE_NAME}, [[serve.users]] ; "
            "classeur serve --new-key NOM en donne les lignes.",
        )
    if (domains or (emails and entra is None)) and not audience:
        raise _bad("serve.google.audience", "", "the client id of your Apps Script project")
    return ServeSettings(
        origins=tuple(_origin(one) for one in _words(said, "origins", "serve")),
        hosts=_words(said, "hosts", "serve"),
        keys=keys,
        emails=emails,
        domains=domains,
        audience=audience,
        certificates=_certificates(),
        objects=objects,
        tenants=tenants,
        entra=entra,
        proxies=_proxies(said),
        limits=Limits(
            int(_number(said, "body_megabytes", 20) * 1_000_000),
            max(1, int(_number(said, "requests_a_minute", 240))),
            _number(said, "seconds", 30),
        ),
    )


Users = tuple[dict[str, tuple[str, Role]], dict[str, Role], dict[str, Role]]


def _users(said: object, roles: Mapping[str, Role]) -> Users:
    """The people listed: by the hash of their key, their e-mail address, their Microsoft object id."""
    keys: dict[str, tuple[str, Role]] = {}
    emails: dict[str, Role] = {}
    objects: dict[str, Role] = {}
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            raise _bad("serve.users", str(one), "[[serve.users]]")
        _only(one, "serve.users", "name email key oid role")
        role = _named(roles, one.get("role"), "serve.users")
        email, key = str(one.get("email", "")).lower(), str(one.get("key", ""))
        if key and not KEY_HASH.match(key):
            raise _bad("serve.users.key", "…", "the line that classeur serve --new-key NAME gives")
        oid = str(one.get("oid", ""))
        if not (email or key or oid):
            raise _bad("serve.users", str(one.get("name", "")), "email, key, oid")
        if oid:
            objects[oid] = role
        if key:
            keys[key] = (str(one.get("name") or email or key), role)
        if email:
            emails[email] = role
    return keys, emails, objects


def _entra(
    said: dict[str, object], roles: Mapping[str, Role]
) -> tuple[EntraSettings | None, dict[str, Role]]:
    """Microsoft's part: a tenant with a role lets everyone of it in, one with "" only those listed."""
    if not said:
        return None, {}
    where = "serve.entra"
    _only(said, where, "authority audience tenants scope")
    named = _table(said, "tenants", where)
    for tenant in named:
        if not TENANT.match(tenant):
            raise _bad(f"{where}.tenants", tenant, '"00000000-0000-0000-0000-000000000000" = "office"')
    tenants = {
        tenant.lower(): _named(roles, role, f"{where}.tenants") for tenant, role in named.items() if role
    }
    audience, scope = _words(said, "audience", where), said.get("scope", "access_as_user")
    authority = said.get("authority", ENTRA)
    if not audience or not named:
        raise _bad(where, "", 'audience = ["…"], tenants = { "…" = "office" }')
    if not isinstance(scope, str) or len(scope.split()) != 1:
        raise _bad(f"{where}.scope", str(scope), "access_as_user")
    if not isinstance(authority, str) or not _is_safe(authority):
        raise _bad(f"{where}.authority", str(authority), ENTRA)
    found = EntraSettings(authority.rstrip("/"), audience, frozenset(one.lower() for one in named), scope)
    return found, tenants


def _proxies(said: Mapping[str, object]) -> tuple[str, ...]:
    found = _words(said, "proxies", "serve")
    for one in found:
        try:
            ipaddress.ip_network(one)
        except ValueError as problem:
            raise _bad("serve.proxies", one, "10.0.0.2, 10.0.0.0/24") from problem
    return found or LOOPBACK[:2]


def _is_safe(address: str) -> bool:
    """Whether keys may be fetched there: by HTTPS, or on this very machine."""
    parts = urlsplit(address)
    if parts.query or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _role(name: str, said: object) -> Role:
    where = f"serve.roles.{name}"
    if not isinstance(said, dict):
        raise _bad(where, str(said), f"[{where}]")
    _only(said, where, "may restricted books")
    may = _words(said, "may", where)
    for one in may:
        if one not in MAY:
            raise _bad(f"{where}.may", one, ", ".join(MAY))
    restricted = said.get("restricted", False)
    if not isinstance(restricted, bool):
        raise _bad(f"{where}.restricted", str(restricted), "true, false")
    books = frozenset(_words(said, "books", where)) if "books" in said else None
    return Role(name, frozenset(may), restricted, books)


def _named(roles: Mapping[str, Role], name: object, where: str) -> Role:
    role = roles.get(str(name))
    if role is None:
        raise _bad(f"{where}, role", str(name), ", ".join(roles) or "[serve.roles.office]")
    return role


def _origin(said: str) -> str:
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query or "*" in said:
        raise _bad("serve.origins", said, "https://sheets.example.com")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise _bad("serve.origins", said, "https://sheets.example.com")
    return said


def _certificates() -> str:
    """Google's certificates; ``CLASSEUR_GOOGLE_API`` leads elsewhere, on this machine unless by https."""
    base = os.environ.get("CLASSEUR_GOOGLE_API", "")
    if not base:
        return GOOGLE_CERTIFICATES
    if not _is_safe(base):
        raise _bad("CLASSEUR_GOOGLE_API", base, "https://…, http://127.0.0.1:8080")
    return base.rstrip("/") + "/oauth2/v1/certs"


def _table(said: Mapping[str, object], key: str, where: str) -> dict[str, object]:
    found = said.get(key, {})
    if not isinstance(found, dict):
        raise _bad(f"{where}.{key}".lstrip("."), str(found), f"[{where}.{key}]")
    return found


def _words(said: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    found = said.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _bad(f"{where}.{key}", str(found), f'{key} = ["…"]')
    return tuple(found)


def _number(said: Mapping[str, object], key: str, default: float) -> float:
    found = said.get(key, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 10_000:
        raise _bad(f"serve.{key}", str(found), f"{key} = {default:g}")
    return float(found)


def _only(said: Mapping[str, object], where: str, known: str) -> None:
    for key in said:
        if key not in known.split():
            raise _bad(where, key, known.replace(" ", ", "))


def _bad(where: str, said: str, known: str) -> OfficeError:
    return OfficeError(
        f'{FILE_NAME}, {where}: "{said}" is not known. Write one like: {known}.',
        f"{FILE_NAME}, {where} : « {said} » n'est pas connu. Écrivez par exemple : {known}.",
    )
