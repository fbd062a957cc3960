"""The confidential register: reports, agreements and notes that belong to no table, under a key of their own.

Its file shows to anyone that entries exist, when they were written and who opened them;
what they are about and say is one encrypted whole. Nothing else of Classeur reads it.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.encryption import Key, KeyRing
from workbook_templates.text import OfficeError, Text

TITLE, VERSION, NONCE = "confidential register", 1, 12
START = b"\0classeur register\n"  # no text, so that nothing takes it for a list
KINDS: dict[str, Text] = {
    "harassment": Text("harassment report", "signalement de harcèlement"),
    "nda": Text("non-disclosure agreement", "accord de confidentialité"),
    "medical": Text("medical note", "note médicale"),
    "other": Text("other", "autre"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; an erased one keeps its number and its dates."""

    number: int
    written: str
    erased: str = ""
    kind: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """Who did what and when; 0 is the whole register."""

    when: str
    who: str
    did: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """The register as opened, or its cover alone: entries without kind and text.

    Args:
        key: The name of the key it is closed with.
        accesses: Those that had the key; nobody without it can change them unseen.
        refused: Tries with another key.
    """

    key: str = ""
    entries: tuple[Entry, ...] = ()
    accesses: tuple[Access, ...] = ()
    refused: tuple[Access, ...] = ()

    def entry(self, number: int) -> Entry:
        """An entry by its number.

        Raises:
            OfficeError: There is none, or it was erased.
        """
        found = next((one for one in self.entries if one.number == number and not one.erased), None)
        if found is None:
            raise OfficeError(
                f"The register has no entry {number}, or it was erased.",
                f"Le registre n'a pas d'entrée {number}, ou elle a été effacée.",
            )
        return found

    def with_entry(self, kind: str, text: str, access: Access) -> "Register":
        """The register and one more entry, whose number no earlier one had."""
        number = max((one.number for one in self.entries), default=0) + 1
        added = Entry(number, access.when, "", kind, text)
        return replace(self, entries=(*self.entries, added)).with_access(replace(access, number=number))

    def without_entry(self, number: int, access: Access) -> "Register":
        """The register after an entry's kind and text are gone.

        Raises:
            OfficeError: There is no such entry.
        """
        gone = Entry(number, self.entry(number).written, access.when)
        entries = tuple(gone if one.number == number else one for one in self.entries)
        return replace(self, entries=entries).with_access(access)

    def with_access(self, access: Access) -> "Register":
        return replace(self, accesses=(*self.accesses, access))

    def with_refusal(self, access: Access) -> "Register":
        return replace(self, refused=(*self.refused, access))


def close_register(register: Register, ring: KeyRing, nonce: bytes) -> bytes:
    """The file's bytes, closed with the ring's current key.

    Args:
        nonce: Twelve random bytes, never used before.
    """
    cover = _cover(register, ring.current.id)
    inside = {one.number: [one.kind, one.text] for one in register.entries if not one.erased}
    plain = json.dumps(inside, ensure_ascii=False).encode()
    sealed = nonce + _cipher(ring.current).encrypt(nonce, plain, _bytes(cover))
    return _written(cover, register, base64.b64encode(sealed).decode())


def read_cover(data: bytes) -> Register:
    """What a register shows to whoever has no key.

    Raises:
        OfficeError: The bytes are no register.
    """
    return _read(data)[0]


def with_refusal(data: bytes, access: Access) -> bytes:
    """The file's bytes with one more refused try on its cover, what is closed left closed."""
    register, said = _read(data)
    return _written(_cover(register, register.key), register.with_refusal(access), str(said["sealed"]))


def open_register(data: bytes, ring: KeyRing) -> Register:
    """Open a register.

    Raises:
        OfficeError: The bytes are no register, no key of the ring is its own, or it was altered.
    """
    register, said = _read(data)
    key = ring.find(register.key)
    if key is None:
        raise OfficeError(
            f"This register is closed with the key {register.key}, and the key given is {ring.current.id}. Give its own.",
            f"Ce registre est fermé avec la clé {register.key}, et la clé donnée est {ring.current.id}. Donnez la sienne.",
        )
    try:
        sealed = base64.b64decode(said["sealed"], validate=True)
        cover = _bytes(_cover(register, key.id))
        plain = _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], cover)
    except (InvalidTag, binascii.Error, ValueError):
        raise OfficeError(
            "The register was altered or damaged since it was last written. Put a copy of the file back.",
            "Le registre a été altéré ou endommagé depuis sa dernière écriture. Remettez une copie du fichier.",
        ) from None
    inside: Mapping[str, list[str]] = json.loads(plain)
    blank = ["", ""]
    entries = (
        replace(one, kind=kind, text=text)
        for one in register.entries
        for kind, text in [inside.get(str(one.number), blank)]
    )
    return replace(register, entries=tuple(entries))


def _cover(register: Register, key: str) -> dict[str, Any]:
    return {
        "classeur": TITLE,
        "version": VERSION,
        "key": key,
        "entries": [[one.number, one.written, one.erased] for one in register.entries],
        "accesses": [[one.when, one.who, one.did, one.number] for one in register.accesses],
    }


def _bytes(cover: Mapping[str, Any]) -> bytes:
    return json.dumps(cover, ensure_ascii=False, sort_keys=True).encode()


def _written(cover: Mapping[str, Any], register: Register, sealed: str) -> bytes:
    refused = [[one.when, one.who, one.did, one.number] for one in register.refused]
    whole = {**cover, "refused": refused, "sealed": sealed}
    return START + json.dumps(whole, ensure_ascii=False).encode() + b"\n"


def _read(data: bytes) -> tuple[Register, Mapping[str, Any]]:
    try:
        said = json.loads(data.removeprefix(START))
        if not data.startswith(START) or said["classeur"] != TITLE or said["version"] != VERSION:
            raise ValueError
        register = Register(
            str(said["key"]),
            tuple(Entry(int(number), str(on), str(gone)) for number, on, gone in said["entries"]),
            tuple(_access(line) for line in said["accesses"]),
            tuple(_access(line) for line in said["refused"]),
        )
        said["sealed"].encode("ascii")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise OfficeError(
            "This file is not a confidential register, or it was cut. Put a copy of it back.",
            "Ce fichier n'est pas un registre confidentiel, ou il a été coupé. Remettez-en une copie.",
        ) from None
    return register, said


def _access(line: list[Any]) -> Access:
    when, who, did, number = line
    return Access(str(when), str(who), str(did), int(number))


def _cipher(key: Key) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"classeur confidential register").derive(key.secret))
