"""Files and links of any subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from pilothouse.accounts import contracts, models, store
from pilothouse.accounts.bucket import Bucket
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import subject

_NEWEST = 500
_ASKED_AT_ONCE = 8  # files in a bucket


def attachment_folder() -> Path:
    """Where the bytes of attachments lie on this machine, or are looked at on their way to a bucket."""
    return Path(settings.PILOTHOUSE_HOME) / "attachments"


def attachment_store() -> store.Store:
    """What keeps the bytes of attachments: the bucket of PILOTHOUSE_FILES, else the folder."""
    if settings.PILOTHOUSE_FILES:
        return Bucket(settings.PILOTHOUSE_FILES, attachment_folder())
    return store.Folder(attachment_folder())


def attachments(*, actor: Actor, about: Ref) -> tuple[contracts.Attachment, ...]:
    """Files and links of a thing, in the order in which they came. Raises `NotFound` for no such thing."""
    subject(actor=actor, ref=about)
    return attached(actor=actor, about=about)


def newest_attachments(*, actor: Actor) -> tuple[contracts.Attachment, ...]:
    """The 500 newest files and links of the workspace; one statement."""
    return tuple(attachment_row(row) for row in _of(actor).order_by("-id")[:_NEWEST])


def attached(*, actor: Actor, about: Ref) -> tuple[contracts.Attachment, ...]:
    """The same of a thing that is known to be there; one statement."""
    return tuple(attachment_row(row) for row in _of(actor).filter(subject=str(about)))


def attachment(*, actor: Actor, id: int) -> contracts.Attachment:
    """One file or link. Raises `NotFound`, alike for one of another workspace."""
    return attachment_row(_found(actor, id))


def attachment_bytes(*, actor: Actor, id: int) -> Iterator[bytes]:
    """The bytes of a file, in parts. Who sees the thing may have it: everybody in the workspace.

    Raises `NotFound`, also for a link.
    """
    row = _found(actor, id)
    if not row.digest:
        raise _none()
    return attachment_store().read(row.digest)


def stored_bytes(*, digest: str) -> Iterator[bytes]:
    """The bytes with a digest, of whatever workspace: for backups. Raises `NotFound` without them."""
    return attachment_store().read(digest)


def newest_digests(*, many: int) -> tuple[str, ...]:
    """The digests of the newest attached files, of every workspace: for the doctor."""
    rows = models.Attachment.objects.exclude(digest="").order_by("-id")
    return tuple(dict.fromkeys(rows.values_list("digest", flat=True)[:many]))


def lacking_files(*, digests: Iterable[str]) -> tuple[str, ...]:
    """Those of the digests whose bytes the store lacks. Raises `Unavailable` when it does not answer."""
    store = attachment_store()
    wanted = sorted(digests)
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        return tuple(
            digest for digest, has in zip(wanted, pool.map(store.has, wanted), strict=True) if not has
        )


def attachment_row(row: models.Attachment) -> contracts.Attachment:
    return contracts.Attachment(
        id=row.pk,
        subject=row.subject,
        name=row.name,
        url=row.url,
        kind=row.kind,
        size=row.size,
        added_at=row.added_at,
        added_by=row.added_by,
        version=row.version,
    )


def _found(actor: Actor, id: int) -> models.Attachment:
    row = _of(actor).filter(pk=id).first()
    if row is None:
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound("There is no such file.", cure="It may have been removed; see the page it was on.")


def _of(actor: Actor) -> QuerySet[models.Attachment]:
    return models.Attachment.objects.filter(workspace_id=actor.workspace_id)
