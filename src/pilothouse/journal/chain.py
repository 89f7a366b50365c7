"""How entries become links of a chain: digests of what is said in them, and the hash that binds them.

An entry's digest is a hash over digests: one of its facts (who, when, what was done to which object) and one
of each of its words, which may name people. A word's digest is salted, so that it can outlive the word: once
word and salt are erased, the digest keeps the chain whole and tells nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Any

from pilothouse.kit.canonical import canonical

FACTS = ("workspace_id", "id", "at", "actor_id", "channel", "verb", "subject_kind", "subject_id", "batch")
WORDS = ("actor_name", "title", "changes", "why")
SALT = 16
NO_SALT = b"\0" * SALT
START = "0" * 64
BLOCK = 1000  # entries of one seal at most
_ROW = Struct(">q32s")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of an entry whose words were erased, in full or in part."""

    digests: Mapping[str, str]
    salts: Mapping[str, str]


NOTHING_ERASED = Kept({}, {})


def digest_of(values: Mapping[str, Any], salt: bytes, kept: Kept = NOTHING_ERASED) -> bytes:
    """The digest of an entry, given the values of its facts and words."""
    whole = hashlib.sha256(_sum(canonical([values[name] for name in FACTS])))
    for name in WORDS:
        whole.update(word_digest(name, values[name], salt, kept))
    return whole.digest()


def word_digest(name: str, value: Any, salt: bytes, kept: Kept = NOTHING_ERASED) -> bytes:
    """The digest of one word: as it is kept, when the word was erased."""
    if name in kept.digests:
        return bytes.fromhex(kept.digests[name])
    own = bytes.fromhex(kept.salts[name]) if name in kept.salts else word_salt(name, salt)
    return _sum(own + canonical(value))


def word_salt(name: str, salt: bytes) -> bytes:
    """Each word has a salt of its own, made from the entry's, so that one can be shown without the others."""
    return _sum(salt + name.encode())[:SALT]


def pack(rows: Iterable[tuple[int, bytes]]) -> bytes:
    """Numbers of entries with their digests, as a seal keeps them."""
    return b"".join(_ROW.pack(*row) for row in rows)


def unpack(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The same back. A content that is cut short gives what is whole of it."""
    whole = len(content) - len(content) % _ROW.size
    return _ROW.iter_unpack(bytes(content[:whole]))


def link(*, before: str, workspace_id: int, number: int, at: datetime, content: bytes) -> str:
    """The hash of a seal, in hexadecimal: over the hash before it and everything that it says."""
    head = canonical([before, workspace_id, number, at, len(content)])
    return hashlib.sha256(head + bytes(content)).hexdigest()


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
