"""Removals that can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from pilothouse.journal import models
from pilothouse.journal.contracts import RESTORED, Act, Entry
from pilothouse.journal.queries.reading import as_entry, of
from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate


def removals(
    *, actor: Actor, verbs: Collection[str], since: datetime, page: int = 1, size: int = 50
) -> Page[Act]:
    """What was removed since a moment by one of `verbs`, newest first, and is not restored; what was removed
    at once is one act, told by its newest entry."""
    rows = _standing(actor, verbs).filter(at__gte=since)
    newest = rows.exclude(batch="").order_by().values("batch").annotate(top=Max("id")).values("top")
    found = paginate(rows.filter(Q(batch="") | Q(pk__in=newest)), page, size, as_entry)
    return Page(tuple(Act(row) for row in found.rows), found.total, found.page, found.size)


def removed_with(*, actor: Actor, entry: Entry, verbs: Collection[str]) -> tuple[Entry, ...]:
    """The removal itself and what was removed at once with it and is not restored, the last first: a whole
    before its parts."""
    rows = _standing(actor, verbs)
    rows = rows.filter(batch=entry.batch) if entry.batch else rows.filter(pk=entry.id)
    return tuple(as_entry(row) for row in rows)


def _standing(actor: Actor, verbs: Collection[str]) -> QuerySet[models.Entry]:
    """Removals that say what they removed, and were not taken back."""
    number = Cast(OuterRef("pk"), CharField())
    back = models.Entry.objects.filter(workspace_id=actor.workspace_id, batch=Concat(Value(RESTORED), number))
    return of(actor).filter(~Exists(back), verb__in=sorted(verbs)).exclude(changes={})
