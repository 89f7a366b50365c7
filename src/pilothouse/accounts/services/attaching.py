"""Files and links, added to a thing by members with the role editor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from pilothouse.accounts import contracts, models, queries
from pilothouse.accounts.services.comments import titled
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject
from pilothouse.kit.text import line

NOUN = "accounts.attachment"
_MOST = 100  # files and links of one thing


def add_file(
    *, actor: Actor, now: datetime, about: Ref, name: str, chunks: Iterable[bytes]
) -> contracts.Attachment:
    """Attach a file, read as a stream. Raises `Invalid` for what is too large, empty or a program, `Conflict`
    for more than 100 of one thing, `NotFound`.

    The bytes are stored before the row is written: a row never lacks its file.
    """
    actor.require(Role.EDITOR)
    subject(actor=actor, ref=about)
    called = line({"name": name.replace("\\", "/").rpartition("/")[2]}, "name", 200, needed="Name it.")
    stored = queries.attachment_store().put(chunks)
    return _added(actor, now, about, called, digest=stored.digest, size=stored.size, kind=stored.kind)


def add_link(*, actor: Actor, now: datetime, about: Ref, name: str, url: str) -> contracts.Attachment:
    """Add a link to a page; nothing is fetched from it. Raises `Invalid` for an address that is not http or
    https, `Conflict`, `NotFound`."""
    actor.require(Role.EDITOR)
    address = line({"url": url}, "url", 2000, needed="Give the address.")
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address
    except ValueError:
        whole = False
    if not whole:
        raise Invalid("This is no address of a page.", where="url", cure="Begin it with https://.")
    called = line({"name": name}, "name", 200) or (parts.hostname or address)[:200]
    return _added(actor, now, about, called, url=address)


@transaction.atomic
def _added(actor: Actor, now: datetime, about: Ref, name: str, **values: str | int) -> contracts.Attachment:
    thing = subject(actor=actor, ref=about)
    known = models.Attachment.objects.filter(workspace_id=actor.workspace_id, subject=thing.ref)
    if known.count() >= _MOST:
        raise Conflict(f"A thing has at most {_MOST} files and links.", cure="Remove some first.")
    row = models.Attachment(
        workspace_id=actor.workspace_id,
        subject=thing.ref,
        name=name,
        added_at=now,
        added_by=actor.name,
        **values,
    )
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="attachment.added",
        ref=NOUN,
        title=titled(thing),
        fields=("name", "url"),
    )
    return queries.attachment_row(row)
