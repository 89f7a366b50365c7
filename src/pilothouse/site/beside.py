"""Files that are data too, put into an archive beside a copy of the database and brought back from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from pilothouse.kit.errors import Invalid
from pilothouse.site.archives import ATTACHED, UPLOADED, archive_of, is_of
from pilothouse.site.files import settle

_CHUNK = 2**16


def copy_files(target: Path) -> None:
    """Put every attached and uploaded file of this machine into the archive of `target`, for its owner only;
    there is none without files."""
    files = sorted(_files())
    if not files:
        return
    part = target.with_name(f"{target.name}.files.part")
    try:
        with (
            open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file,
            ZipFile(file, "w", ZIP_STORED, compresslevel=1) as archive,
        ):
            for name, path in files:
                packed = ZIP_DEFLATED if name.startswith(UPLOADED) else ZIP_STORED
                with suppress(FileNotFoundError):  # somebody tidied it away meanwhile
                    archive.write(path, name, packed)
        settle(part, archive_of(target))
    finally:
        part.unlink(missing_ok=True)


def _files() -> Iterator[tuple[str, Path]]:
    from pilothouse.accounts import queries as accounts
    from pilothouse.connectors import services as connectors

    for path in accounts.attachment_folder().glob("??/*"):
        yield f"{ATTACHED}/{path.name}", path
    for place, path in connectors.uploaded_files():
        yield f"{UPLOADED}/{place}", path


def put_files(source: Path) -> None:
    """Bring back what the archive beside a copy holds, each where it belongs.

    Raises `Invalid` for an archive with anything else in it, or a file that is not what its digest says.
    """
    from pilothouse.accounts import services as accounts
    from pilothouse.connectors import services as connectors

    if not archive_of(source).is_file():
        return
    with ZipFile(archive_of(source)) as archive:
        for entry in archive.infolist():
            kind, _, place = entry.filename.partition("/")
            with archive.open(entry) as file:
                chunks = iter(lambda file=file: file.read(_CHUNK), b"")  # type: ignore[misc]
                if kind != ATTACHED:
                    connectors.put_back(place=place if kind == UPLOADED else "", chunks=chunks)
                elif not is_of(place, accounts.put_back(chunks=chunks)):
                    raise Invalid(f"The file {entry.filename} is damaged.", where=str(archive_of(source)))
