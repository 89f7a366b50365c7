"""Uploaded files, kept beside the data so that a job can begin again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO

from django.conf import settings

from pilothouse.connectors import models
from pilothouse.connectors.services.rows import find
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Gone, Invalid
from pilothouse.kit.tables.reading import LARGEST_FILE

_BLOCK = 2**20


def keep_file(*, actor: Actor, stream: IO[bytes], name: str) -> tuple[str, int]:
    """Keep an uploaded file; returns its digest and size."""
    actor.require(Role.EDITOR)
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{os.getpid()}-{hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:8]}.part"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                part.unlink()
                raise Invalid("The file has more than 1 GB.", where=name, cure="Split it into parts.")
            digest.update(block)
            file.write(block)
    part.replace(folder / digest.hexdigest())
    return digest.hexdigest(), size


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
    path = _folder(actor) / Path(digest).name
    if not path.is_file():
        raise Gone("The file of this import is not kept any more.", cure="Upload it again.")
    return path


def digest_of(*, actor: Actor, number: int) -> str:
    """The digest under which an import's file is kept."""
    return find(actor, number).digest


def forget_file(*, actor: Actor, digest: str) -> None:
    """Remove a kept file that no import needs."""
    if not models.ImportRun.objects.filter(workspace_id=actor.workspace_id, digest=digest).exists():
        (_folder(actor) / Path(digest).name).unlink(missing_ok=True)


def _folder(actor: Actor) -> Path:
    return Path(settings.PILOTHOUSE_HOME) / "imports" / str(actor.workspace_id)
