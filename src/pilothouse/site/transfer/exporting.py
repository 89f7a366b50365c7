"""Writing a workspace into a ZIP while it is sent: memory does not grow with the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pilothouse import __version__
from pilothouse.accounts import queries as accounts
from pilothouse.journal import services as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.site.transfer import numbers
from pilothouse.site.transfer.declared import Table, kept_back, secret_columns, tables
from pilothouse.site.transfer.rows import Sum, read, whole
from pilothouse.site.transfer.snapshot import snapshot

FORMAT, VERSION, MANIFEST = "pilothouse.workspace", 1, "manifest.json"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of ZIP; the same file whenever it is made
_PART = 2**18


def export(*, actor: Actor, now: datetime) -> Iterator[bytes]:
    """The workspace as a ZIP in parts: rows of each noun as lines of JSON, files, a manifest with a hash.

    It is of one moment, and the record tells of it, itself included. For owners. Passwords, tokens and
    invitations stay behind, as the manifest says.
    """
    actor.require(Role.OWNER)
    title = accounts.workspace_of(actor=actor).name
    subject = Ref("accounts.workspace", actor.workspace_id)
    journal.record(actor=actor, now=now, verb="workspace.exported", subject=subject, title=title)
    while journal.seal(now=now, blocks=100):
        pass
    return _parts(actor.workspace_id, now)


def hash_of(*, workspace_id: int, columns: Mapping[str, Sequence[str]] | None = None) -> str:
    """The hash of a workspace as an export made now would have it, but for the export's own entry in the
    record; over all columns, or for each noun over those named."""
    with snapshot() as using:
        sums = {}
        for table in tables():
            sums[table.noun] = Sum()
            for row in read(table, workspace_id, using, (columns or {}).get(table.noun, ())):
                sums[table.noun].add(row)
        return whole(sums, _digests(workspace_id, using))


def _parts(workspace_id: int, now: datetime) -> Iterator[bytes]:
    pipe = _Pipe()
    with snapshot() as using, ZipFile(cast(Any, pipe), "w", ZIP_DEFLATED, compresslevel=1) as archive:
        sums = {table.noun: Sum() for table in tables()}
        for table in tables():
            rows = read(table, workspace_id, using)
            yield from _rows(archive, pipe, table, rows, sums[table.noun])
        missing: list[str] = []
        digests = _digests(workspace_id, using)
        for digest in digests:
            yield from _file(archive, pipe, digest, missing)
        told = _manifest(workspace_id, now, using, sums, digests, missing)
        archive.writestr(_info(MANIFEST), json.dumps(told, indent=2), ZIP_DEFLATED)
    yield pipe.taken()


def _rows(
    archive: ZipFile, pipe: _Pipe, table: Table, rows: Iterator[dict[str, Any]], total: Sum
) -> Iterator[bytes]:
    with archive.open(_info(table.file, ZIP_DEFLATED), "w", force_zip64=True) as member:
        for row in rows:
            total.add(row)
            member.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            if pipe.size > _PART:
                yield pipe.taken()


def _file(archive: ZipFile, pipe: _Pipe, digest: str, missing: list[str]) -> Iterator[bytes]:
    """A file that people attached, stored as it is: most are compressed already."""
    try:
        chunks = accounts.stored_bytes(digest=digest)
    except NotFound:
        missing.append(digest)
        return
    with archive.open(_info(f"attachments/{digest}"), "w", force_zip64=True) as member:
        for chunk in chunks:
            member.write(chunk)
            if pipe.size > _PART:
                yield pipe.taken()


def _info(name: str, method: int = ZIP_STORED) -> ZipInfo:
    info = ZipInfo(name, _EARLIEST)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    return info


def _digests(workspace_id: int, using: str) -> list[str]:
    table = next(row for row in tables() if row.noun == "accounts.attachment")
    return sorted({row["digest"] for row in read(table, workspace_id, using) if row["digest"]})


def _manifest(
    workspace_id: int,
    now: datetime,
    using: str,
    sums: dict[str, Sum],
    digests: list[str],
    missing: list[str],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "made_at": now.isoformat(),
        "workspace_id": workspace_id,
        "hash": whole(sums, digests),
        "nouns": {
            table.noun: {
                "rows": sums[table.noun].rows,
                "sha256": sums[table.noun].hex,
                "columns": table.columns,
            }
            for table in tables()
        },
        "numbers": numbers.given(using),
        "attachments": digests,
        "attachments_missing": missing,
        "left_out": kept_back() | dict.fromkeys(sorted(secret_columns()), "A secret."),
    }


class _Pipe:
    """What ZipFile writes to, taken out again in parts as it is sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """All that was written since the last call."""
        data, self._parts, self.size = b"".join(self._parts), [], 0
        return data
