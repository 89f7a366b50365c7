"""Comments that an import brings from a tracker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from pilothouse.accounts import contracts, models
from pilothouse.accounts.services.comment_rows import new_row, updated
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role

_AT_ONCE = 400  # references in one statement; SQLite takes no more than some thousands

Key = tuple[str, str, str]


@transaction.atomic
def import_comments(
    *, actor: Actor, now: datetime, batch: str, rows: Iterable[contracts.ImportedComment]
) -> contracts.ImportedComments:
    """Store comments of a tracker, read as a stream. Brought again, they are known by subject, source and
    external id, and only their text and author are brought up to date. For editors.

    The caller's import is what the record tells of; `batch` is what `remove_imported_comments` takes back.
    Whoever calls made sure that the subjects are there. Imported comments mention and notify no one.
    """
    actor.require(Role.EDITOR)
    new = changed = same = 0
    for part in _parts(rows):
        known = _known(actor, part)
        fresh = [row for key, row in part.items() if key not in known]
        models.Comment.objects.bulk_create((new_row(actor, batch, row) for row in fresh), batch_size=200)
        other = [updated(known[key], row) for key, row in part.items() if key in known]
        stale = [row for row in other if row is not None]
        bulk.update(stale, ["body", "author_name", "version"])
        new, changed, same = new + len(fresh), changed + len(stale), same + len(other) - len(stale)
    return contracts.ImportedComments(new, changed, same)


def remove_imported_comments(*, actor: Actor, now: datetime, batch: str) -> int:
    """Take back what the import `batch` brought, when it is undone; returns how many. For editors.

    They go in parts, each in a transaction of its own, and a second call goes on where the first ended.
    """
    actor.require(Role.EDITOR)
    if not batch:
        return 0
    mine = models.Comment.objects.filter(workspace_id=actor.workspace_id, batch=batch)
    removed = 0
    while part := list(mine.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            removed += mine.filter(pk__in=part).delete()[1].get("accounts.Comment", 0)
    return removed


def _parts(rows: Iterable[contracts.ImportedComment]) -> Iterator[dict[Key, contracts.ImportedComment]]:
    """By hundreds, one of each key: the last."""
    stream = iter(rows)
    while part := list(islice(stream, _AT_ONCE)):
        yield {(row.subject, row.source, row.external_id): row for row in part}


def _known(actor: Actor, part: dict[Key, contracts.ImportedComment]) -> dict[Key, models.Comment]:
    subjects: Sequence[str] = tuple({key[0] for key in part})
    numbers: Sequence[str] = tuple({key[2] for key in part})
    found = models.Comment.objects.filter(
        workspace_id=actor.workspace_id, subject__in=subjects, external_id__in=numbers
    )
    return {(row.subject, row.source, row.external_id): row for row in found}
