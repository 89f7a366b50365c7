"""Uploaded files, kept beside the data so that a job can begin again.

A file arrives under a name that no other upload has, and is on the disk whole before it gets the name of its
digest. Whoever works with it later counts the digest again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from pilothouse.connectors.services.rows import find
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Gone, Invalid
from pilothouse.kit.tables.limits import LARGEST_FILE

_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived and is not kept yet."""

    path: Path
    digest: str
    size: int


@contextmanager
def received_file(*, actor: Actor, stream: IO[bytes], name: str) -> Iterator[Received]:
    """An uploaded file while it is looked at. It is gone afterwards, unless `keep` was told to keep it.

    Raises `Invalid` for one above 1 GB; `name` is what people call it.
    """
    actor.require(Role.EDITOR)
    with part_in(folder(actor)) as part:
        yield _written(part, stream, name)


@contextmanager
def part_in(home: Path) -> Iterator[Path]:
    """A new empty file that no one else has; gone afterwards unless it was settled under another name."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = home / f"{secrets.token_hex(16)}.part"
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def settle(part: Path, path: Path) -> None:
    """Give a whole file its name, so that it is there after a power cut too."""
    part.replace(path)
    entry = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _written(part: Path, stream: IO[bytes], name: str) -> Received:
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                raise Invalid("The file has more than 1 GB.", where=name, cure="Split it into parts.")
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return Received(part, digest.hexdigest(), size)


def keep(*, actor: Actor, file: Received) -> None:
    """Keep a file that was looked at, under its digest; two with the same bytes are one."""
    settle(file.path, folder(actor) / file.digest)


def keep_file(*, actor: Actor, stream: IO[bytes], name: str) -> tuple[str, int]:
    """Keep an uploaded file; returns its digest and size."""
    with received_file(actor=actor, stream=stream, name=name) as file:
        keep(actor=actor, file=file)
        return file.digest, file.size


def copy_file(*, actor: Actor, path: Path) -> tuple[str, int]:
    """Keep a file of this machine; returns its digest and size."""
    try:
        with path.open("rb") as stream:
            return keep_file(actor=actor, stream=stream, name=path.name)
    except OSError as error:
        raise Invalid(
            f"The file cannot be read: {error.strerror}.", where=str(path), cure="Check its name."
        ) from None


def kept_path(*, actor: Actor, digest: str) -> Path:
    """Where a kept file is. Raises `Gone` when it was cleaned away."""
    path = folder(actor) / Path(digest).name
    if not path.is_file():
        raise Gone("The file of this import is not kept any more.", cure="Upload it again.")
    return path


def verified_path(*, actor: Actor, digest: str) -> Path:
    """The same, where the file holds what its digest says. Raises `Gone` when it does not."""
    path = kept_path(actor=actor, digest=digest)
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != digest:
        raise Gone("The file of this import is not what was uploaded any more.", cure="Upload it again.")
    return path


def digest_of(*, actor: Actor, number: int) -> str:
    """The digest under which an import's file is kept."""
    return find(actor, number).digest


def folder(actor: Actor) -> Path:
    """Where files of a workspace's imports are."""
    return _all() / str(actor.workspace_id)


def _all() -> Path:
    return Path(settings.PILOTHOUSE_HOME) / "imports"


def uploaded_files() -> Iterator[tuple[str, Path]]:
    """Every whole file of every workspace's imports, with its place such as `7/<digest>`: for backups."""
    for path in _all().glob("*/*"):
        if path.is_file() and path.suffix != ".part":
            yield f"{path.parent.name}/{path.name}", path


def put_back(*, place: str, chunks: Iterable[bytes]) -> None:
    """Keep a file that a backup held at its place. Raises `Invalid` for what is no place, or for bytes that
    are not those of the digest."""
    number, _, name = place.partition("/")
    if not number.isdecimal() or not name or name != Path(name).name or name in (".", ".."):
        raise Invalid("This is no place of an uploaded file.", where=place[:80], cure="Choose another copy.")
    digest = hashlib.sha256()
    with part_in(_all() / number) as part:
        with part.open("wb") as file:
            for block in chunks:
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if len(name) == 64 and name != digest.hexdigest():
            raise Invalid("An uploaded file is damaged.", where=place, cure="Choose another copy.")
        settle(part, _all() / number / name)
