"""Putting an exported workspace into an empty installation: all of it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models.sql import InsertQuery

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as accounts_services
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.site.transfer import numbers
from pilothouse.site.transfer.declared import Table, tables
from pilothouse.site.transfer.exporting import FORMAT, MANIFEST, VERSION, hash_of
from pilothouse.site.transfer.rows import Sum, values_of, whole

_LONGEST_LINE = 256 * 2**20
_LARGEST_MANIFEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in, and the hash of what is stored now, which is that of the export."""

    slug: str
    hash: str
    rows: int
    attachments: int
    missing: int


def bring(file: Path) -> Brought:
    """Import an exported workspace with its numbers, so that every reference leads where it did.

    Raises `Conflict` unless the installation is empty, and `Invalid` for a file that is no export, is
    damaged, was changed, or is of a newer version; nothing is changed then. Afterwards nobody has a password.
    """
    if accounts.all_workspaces():
        raise Conflict(
            "There is a workspace here already.",
            cure="Import into an empty installation: set PILOTHOUSE_HOME to an empty folder.",
        )
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive)
            stored = _put_files(archive, manifest)
            try:
                return _put_rows(archive, manifest, stored)
            except DatabaseError as error:
                raise _damaged(f"the database refuses it: {str(error).strip()[:200]}") from error
    except (BadZipFile, OSError) as error:
        raise Invalid(f"The file cannot be read: {error}.", where=str(file)) from error


def _manifest(archive: ZipFile) -> dict[str, Any]:
    try:
        info = archive.getinfo(MANIFEST)
        found = json.loads(archive.read(info)) if info.file_size <= _LARGEST_MANIFEST else {}
    except (KeyError, ValueError):
        found = {}
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Invalid(
            "This is no export of a workspace.", cure="Use a file of `pilothouse workspace export`."
        )
    known = {table.noun for table in tables()}
    newer = sorted(noun for noun, row in found["nouns"].items() if row["rows"] and noun not in known)
    if found.get("version") != VERSION or newer:
        what = newer[0] if newer else f"format {found.get('version')}"
        raise Invalid(
            f"The export is of a newer version of Pilothouse ({what}).", cure="Install that version."
        )
    return found


def _put_files(archive: ZipFile, manifest: dict[str, Any]) -> list[str]:
    """Store the files first: a row never lacks its file. They are known by their digests."""
    digests = [digest for digest in manifest["attachments"] if digest not in manifest["attachments_missing"]]
    for digest in digests:
        try:
            member = archive.open(f"attachments/{digest}")
        except KeyError:
            raise _damaged(f"the file {digest[:12]}… is missing") from None
        with member:
            put = accounts_services.put_back(chunks=iter(partial(member.read, 2**16), b""))
        if put != digest:
            raise _damaged(f"the file {digest[:12]}… was changed")
    return digests


@transaction.atomic
def _put_rows(archive: ZipFile, manifest: dict[str, Any], stored: list[str]) -> Brought:
    sums: dict[str, Sum] = {}
    names = set(archive.namelist())
    for table in tables():
        sums[table.noun] = Sum()
        if table.file in names:
            _insert(table, _read(archive, table, sums[table.noun]))
        told = manifest["nouns"].get(table.noun, {"rows": 0})
        if sums[table.noun].rows != told["rows"] or (told["rows"] and sums[table.noun].hex != told["sha256"]):
            raise _damaged(f"the rows of {table.noun} were changed")
    if whole(sums, manifest["attachments"]) != manifest["hash"]:
        raise _damaged("its manifest was changed")
    numbers.go_on(DEFAULT_DB_ALIAS, manifest["numbers"])
    connection.check_constraints()
    (workspace,) = accounts.all_workspaces()
    columns = {noun: row["columns"] for noun, row in manifest["nouns"].items() if row["rows"]}
    found = hash_of(workspace_id=workspace.id, columns=columns)
    if found != manifest["hash"]:
        raise _damaged("what was stored is not what it holds")
    rows = sum(row.rows for row in sums.values())
    return Brought(workspace.slug, found, rows, len(stored), len(manifest["attachments_missing"]))


def _read(archive: ZipFile, table: Table, total: Sum) -> Iterator[dict[str, Any]]:
    with archive.open(table.file) as member:
        while line := member.readline(_LONGEST_LINE):
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise _damaged(f"line {total.rows + 1} of {table.file} is no row")
            total.add(row)
            yield row


def _insert(table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows as they were: no column is computed or stamped anew."""
    fields = list(table.model._meta.concrete_fields)
    many = max(1, connection.ops.bulk_batch_size(fields, range(500)))
    while part := list(islice(rows, many)):
        query = InsertQuery(table.model)
        query.insert_values(fields, [_object(table, row) for row in part], raw=True)
        query.get_compiler(DEFAULT_DB_ALIAS).execute_sql()


def _object(table: Table, row: dict[str, Any]) -> Any:
    try:
        made = table.model(**values_of(table, row))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise _damaged(f"a row of {table.noun} cannot be read: {str(error)[:200]}") from error
    if table.noun == "accounts.user":
        made.password = make_password(None)  # type: ignore[attr-defined]
    return made


def _damaged(why: str) -> Invalid:
    return Invalid(f"The export is damaged: {why}.", cure="Make it anew, or take another copy of it.")
