"""Keys of a store's restricted columns: made, read, and used on one value at a time."""

import base64
import binascii
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workbook_templates.text import OfficeError

VARIABLE = "CLASSEUR_KEY"
START, MARK, APART = "ck1_", "ck1:", "\x1f"
BYTES, PRIVATE = 32, 0o600


class StoreAddress(str):
    """A store's address, and the file that holds its key where the settings name one."""

    key_file: Path | None = None

    @classmethod
    def of(cls, url: str, key_file: Path | None) -> "StoreAddress":
        address = cls(url)
        address.key_file = key_file
        return address


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, which may be told, and its secret, which never is."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys at hand, the current one first; the others read what was written before a rotation."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        return self.keys[0]

    def find(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.id == name), None)


class Cipher:
    """AES-SIV (RFC 5297) on one value: authenticated, its nonce made from the value and the place it stands in.

    The same value in the same place gives the same text, so that a round that
    changes nothing writes nothing; in another place it gives another.
    """

    def __init__(self, ring: KeyRing, current: Key | None = None) -> None:
        self.key = current or ring.current
        self._start = f"{MARK}{self.key.id}:"
        self._ciphers = {key.id: AESSIV(_stretched(key)) for key in ring.keys}
        self._encrypt = self._ciphers[self.key.id].encrypt

    def seal(self, value: str, *place: str) -> str:
        """Encrypt a value for its place; a blank stays blank."""
        if not value:
            return ""
        sealed = self._encrypt(value.encode(), [APART.join(place).encode()])
        return self._start + base64.b64encode(sealed).decode()

    def open(self, text: str, *place: str) -> str:
        """Decrypt what ``seal`` made for this place.

        Raises:
            OfficeError: It was made with another key, for another place, or altered.
        """
        if not text:
            return ""
        try:
            start, name, sealed = text.split(":")
            if start + ":" != MARK:
                raise ValueError
            whole = base64.b64decode(sealed, validate=True)
            return self._ciphers[name].decrypt(whole, [APART.join(place).encode()]).decode()
        except (InvalidTag, KeyError, ValueError):
            # Without its cause: that would carry the text about.
            raise OfficeError(
                f"An encrypted value of the store cannot be read ({', '.join(place)}): it was altered, "
                "or written with another key. Restore a backup.",
                f"Une valeur chiffrée de la base est illisible ({', '.join(place)}) : elle a été altérée, "
                "ou écrite avec une autre clé. Restaurez une sauvegarde.",
            ) from None


def _stretched(key: Key) -> bytes:
    return HKDF(SHA256(), 64, None, b"classeur store").derive(key.secret)


def new_key(make: Callable[[int], bytes] = os.urandom) -> Key:
    return _key(make(BYTES))


def _key(secret: bytes) -> Key:
    return Key(hashlib.sha256(b"classeur key id" + secret).hexdigest()[:8], secret)


def key_text(key: Key) -> str:
    """A key as its file and the environment hold it."""
    return START + base64.urlsafe_b64encode(key.secret).decode().rstrip("=")


def read_keys(said: str, where: str) -> KeyRing:
    """Read the keys of a text: one or more, the current one first, apart by spaces or lines.

    Raises:
        OfficeError: One of them is no key.
    """
    keys = []
    for word in (word for line in said.splitlines() for word in line.partition("#")[0].split()):
        try:
            secret = base64.b64decode(word.removeprefix(START) + "=", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not word.startswith(START) or len(secret) != BYTES:
            raise _no_key(where) from None
        keys.append(_key(secret))
    if not keys:
        raise _no_key(where)
    return KeyRing(tuple(dict.fromkeys(keys)))


def _no_key(where: str) -> OfficeError:
    return OfficeError(
        f"{where} does not hold a key of Classeur. Make one with: classeur key --new FILE.",
        f"{where} ne contient pas de clé Classeur. Créez-en une : classeur key --new FICHIER.",
    )


def find_keys(key_file: Path | None) -> KeyRing | None:
    """The keys that the environment, else the settings' key file, give; None when neither does.

    Raises:
        OfficeError: What they give is no key, or others can read it.
    """
    said = os.environ.get(VARIABLE, "")
    if said.strip():
        return read_keys(said, VARIABLE)
    return read_key_file(key_file) if key_file else None


def read_key_file(path: Path) -> KeyRing:
    """Read a key file.

    Raises:
        OfficeError: It is not there, holds no key, or others can read it.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            raise OfficeError(
                f"{path.name} can be read by others. Keep the key to yourself: chmod 600 {path.name}.",
                f"{path.name} peut être lu par d'autres. Gardez la clé pour vous : chmod 600 {path.name}.",
            )
        said = path.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        raise OfficeError(
            f"The key file {path.name} cannot be read: {problem.strerror}. The store needs it.",
            f"Le fichier de clé {path.name} est illisible : {problem.strerror}. La base en a besoin.",
        ) from problem
    return read_keys(said, path.name)


def write_new_key(path: Path) -> Key:
    """Make a key and its file, readable by its owner alone, never over another.

    Raises:
        OfficeError: There is a file already, or it cannot be written.
    """
    key = new_key()
    _write(path, f"{key_text(key)}\n", path)
    return key


def add_key(path: Path, ring: KeyRing) -> KeyRing:
    """Put a new key first in a key file, all at once; the earlier ones stay, to read backups with."""
    longer = KeyRing((new_key(), *ring.keys))
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(beside, "".join(f"{key_text(key)}\n" for key in longer.keys), path)
    os.replace(beside, path)
    return longer


def _write(path: Path, said: str, named: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(said)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as problem:
        raise OfficeError(
            f"{named.name} exists already. A key is never written over; choose another name.",
            f"{named.name} existe déjà. Une clé n'est jamais écrasée ; choisissez un autre nom.",
        ) from problem
    except OSError as problem:
        raise OfficeError(
            f"{named.name} cannot be written: {problem.strerror}.",
            f"{named.name} ne peut être écrit : {problem.strerror}.",
        ) from problem
