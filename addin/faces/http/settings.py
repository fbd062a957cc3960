"""Who may use the service and how much of it: the ``[serve]`` part of ``classeur.toml``."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from addin.actions.registry import ACTIONS
from sync.settings import FILE_NAME
from workbook_templates.text import OfficeError

MAY = (*ACTIONS, "issue", "sync")
KEY_HASH = re.compile(r"sha256:[0-9a-f]{64}\Z")
GOOGLE_CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Role:
    """What the people of a role may do.

    Args:
        may: Actions, ``sync``, and ``issue`` for a frozen cost report.
        restricted: They see restricted columns; others see a mask.
        books: The books they may sync, as ``classeur.toml`` names them; all when None.
    """

    name: str
    may: frozenset[str]
    restricted: bool = False
    books: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person may ask for."""

    body_bytes: int = 20_000_000
    a_minute: int = 60
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
    """

    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    keys: Mapping[str, tuple[str, Role]] = field(default_factory=dict)
    emails: Mapping[str, Role] = field(default_factory=dict)
    domains: Mapping[str, Role] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    certificates: str = GOOGLE_CERTIFICATES
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
    _only(said, "serve", "origins hosts users roles google body_megabytes requests_a_minute seconds")
    roles = {name: _role(name, one) for name, one in _table(said, "roles", "serve").items()}
    google = _table(said, "google", "serve")
    _only(google, "serve.google", "audience domains")
    domains = {
        str(domain).lower(): _named(roles, role, "serve.google.domains")
        for domain, role in _table(google, "domains", "serve.google").items()
    }
    keys, emails = _users(said.get("users", []), roles)
    audience = _words(google, "audience", "serve.google")
    if not (keys or emails or domains):
        raise OfficeError(
            f"Nobody may use the service yet. Name people in {FILE_NAME}, [[serve.users]]; "
            "classeur serve --new-key NAME writes the lines.",
            f"Personne ne peut encore utiliser le service. Nommez des personnes dans {FILE_NAME}, [[serve.users]] ; "
            "classeur serve --new-key NOM en donne les lignes.",
        )
    if (emails or domains) and not audience:
        raise _bad("serve.google.audience", "", "the client id of your Apps Script project")
    return ServeSettings(
        origins=tuple(_origin(one) for one in _words(said, "origins", "serve")),
        hosts=_words(said, "hosts", "serve"),
        keys=keys,
        emails=emails,
        domains=domains,
        audience=audience,
        certificates=_certificates(),
        limits=Limits(
            int(_number(said, "body_megabytes", 20) * 1_000_000),
            max(1, int(_number(said, "requests_a_minute", 60))),
            _number(said, "seconds", 30),
        ),
    )


def _users(said: object, roles: Mapping[str, Role]) -> tuple[dict[str, tuple[str, Role]], dict[str, Role]]:
    keys: dict[str, tuple[str, Role]] = {}
    emails: dict[str, Role] = {}
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            raise _bad("serve.users", str(one), "[[serve.users]]")
        _only(one, "serve.users", "name email key role")
        role = _named(roles, one.get("role"), "serve.users")
        email, key = str(one.get("email", "")).lower(), str(one.get("key", ""))
        if key and not KEY_HASH.match(key):
            raise _bad("serve.users.key", "…", "the line that classeur serve --new-key NAME gives")
        if not (email or key):
            raise _bad("serve.users", str(one.get("name", "")), "email or key")
        if key:
            keys[key] = (str(one.get("name") or email or key), role)
        if email:
            emails[email] = role
    return keys, emails


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
    parts = urlsplit(base)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
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
