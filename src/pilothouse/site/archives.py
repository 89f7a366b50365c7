"""The archive of attached and uploaded files beside a copy of the database: where it lies, what it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from pilothouse.kit.errors import Invalid

ATTACHED, UPLOADED = "attachments", "imports"


@dataclass(frozen=True, slots=True)
class Held:
    """What an archive holds: digests of attached files, and places of uploaded ones, `7/<digest>`."""

    attached: frozenset[str] = frozenset()
    uploaded: frozenset[str] = frozenset()


def archive_of(target: Path) -> Path:
    """The archive that lies beside a copy of the database."""
    return target.with_name(f"{target.name}.files.zip")


def held(source: Path, *, checked: bool = True) -> Held:
    """What the archive beside a copy holds; `checked` reads every byte and raises `Invalid` for a damaged
    file."""
    if not archive_of(source).is_file():
        return Held()
    attached: set[str] = set()
    uploaded: set[str] = set()
    with ZipFile(archive_of(source)) as archive:
        for name in archive.namelist():
            kind, _, place = name.partition("/")
            if checked:
                with archive.open(name) as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
                if not is_of(place, digest):
                    raise Invalid(f"The file {name} is damaged.", where=str(archive_of(source)))
            (attached if kind == ATTACHED else uploaded).add(place)
    return Held(frozenset(attached), frozenset(uploaded))


def is_of(place: str, digest: str) -> bool:
    """Whether a place may hold bytes with a digest: where it is named by one, by this one. Notes of an import
    are named otherwise."""
    name = Path(place).name
    return name == digest or len(name) != len(digest)
