"""Where the bytes of attachments lie, each content once, by its digest: a folder beside the data, or a bucket
(`bucket`)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pilothouse.kit.errors import Invalid, NotFound

MOST_BYTES = 25 * 2**20
_CHUNK = 2**16

# How each kind of file that may be attached begins, and at which byte; text has no beginning of its own.
_BEGINNINGS: tuple[tuple[str, bytes, int], ...] = (
    ("image/png", b"\x89PNG\r\n\x1a\n", 0),
    ("image/jpeg", b"\xff\xd8\xff", 0),
    ("image/gif", b"GIF8", 0),
    ("image/webp", b"WEBP", 8),
    ("application/pdf", b"%PDF-", 0),
    ("application/zip", b"PK\x03\x04", 0),
    ("application/gzip", b"\x1f\x8b", 0),
    ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0),
    ("video/mp4", b"ftyp", 4),
)
RASTER = ("image/png", "image/jpeg", "image/gif", "image/webp")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes in the store: their SHA-256 in hexadecimal, how many, and of which media type they look."""

    digest: str
    size: int
    kind: str


class Store(Protocol):
    """Keeps contents by their digest; equal ones are kept once."""

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Store a stream, in constant memory.

        Raises `Invalid` for an empty file, one above 25 MiB, and for programs; nothing is left then.
        """

    def read(self, digest: str) -> Iterator[bytes]:
        """The bytes with a digest, in parts. Raises `NotFound` where the store lacks them."""

    def has(self, digest: str) -> bool:
        """Whether the store has the bytes with a digest, without reading them."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A store in a folder of this machine."""

    path: Path

    def put(self, chunks: Iterable[bytes]) -> Stored:
        with received(self.path, chunks) as (part, found):
            place(self.path, found.digest).parent.mkdir(exist_ok=True, mode=0o700)
            part.replace(place(self.path, found.digest))
        return found

    def read(self, digest: str) -> Iterator[bytes]:
        path = place(self.path, digest)
        if not path.is_file():
            raise lacking()

        def parts() -> Iterator[bytes]:
            with path.open("rb") as file:
                while part := file.read(_CHUNK):
                    yield part

        return parts()

    def has(self, digest: str) -> bool:
        return place(self.path, digest).is_file()


@contextmanager
def received(folder: Path, chunks: Iterable[bytes]) -> Iterator[tuple[Path, Stored]]:
    """A stream in a file of `folder`, whole and synced, until the block ends, with what it is.

    Raises `Invalid` for what no store takes.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{secrets.token_hex(8)}.part"
    sum_of, size, begin = hashlib.sha256(), 0, b""
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise _refused(
                        f"A file has at most {MOST_BYTES // 2**20} MiB.", "Give a link to it instead."
                    )
                begin = (begin + chunk)[:512] if len(begin) < 512 else begin
                sum_of.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise _refused("The file is empty.", "Choose another file.")
        yield part, Stored(sum_of.hexdigest(), size, kind_of(begin))
    finally:
        part.unlink(missing_ok=True)


def is_digest(text: str) -> bool:
    """Whether it is a SHA-256 in hexadecimal."""
    return len(text) == 64 and text.isalnum() and text.isascii()


def place(folder: Path, digest: str) -> Path:
    """Where a folder keeps the bytes with a digest."""
    if not is_digest(digest):
        raise NotFound("There is no such file.")
    return folder / digest[:2] / digest


def lacking() -> NotFound:
    return NotFound("The file is not in the store.", cure="Restore it from a backup.")


def kind_of(begin: bytes) -> str:
    """The media type that the first bytes show; what a sender says about it counts for nothing.

    Raises `Invalid` for programs.
    """
    if begin.startswith(_PROGRAMS):
        raise _refused("Programs cannot be attached.", "Put it in an archive, or give a link to it.")
    for kind, mark, at in _BEGINNINGS:
        if begin[at : at + len(mark)] == mark:
            return kind
    try:
        begin[:-4].decode()  # a character may be cut at the end
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if b"\0" in begin else "text/plain"


def _refused(message: str, cure: str) -> Invalid:
    return Invalid(message, where="file", cure=cure)
