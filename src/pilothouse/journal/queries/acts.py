"""The record by acts: what was done at once, an import or a change of many, is one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from pilothouse.journal import models
from pilothouse.journal.contracts import Act, Entry, Part, Wanted
from pilothouse.journal.queries.reading import as_entry, filtered
from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.prepared import prepared

_ROUNDS = 4
_READ = 200


def acts(*, actor: Actor, wanted: Wanted, page: int = 1, size: int = 50) -> Page[Act]:
    """What was done, newest first, a batch as its newest entry; three statements. Of a batch that is
    asked for by name each entry is an act of its own."""
    rows = filtered(actor, wanted)
    found = paginate(rows if wanted.batch else _ByAct(rows), page, size, as_entry)
    return Page(_acts(actor, found.rows, alone=bool(wanted.batch)), found.total, found.page, found.size)


@dataclass(frozen=True, slots=True)
class _ByAct:
    """Entries, of each batch only the newest."""

    rows: QuerySet[models.Entry]

    def count(self) -> int:
        """Without looking for the newest of each batch."""
        single, batched = Count("id", filter=Q(batch="")), Count("batch", filter=~Q(batch=""), distinct=True)
        found = self.rows.order_by().aggregate(single=single, batched=batched)
        return int(found["single"]) + int(found["batched"])

    def __getitem__(self, part: slice) -> QuerySet[models.Entry]:
        batched = self.rows.exclude(batch="").order_by().values("batch")
        newest = batched.annotate(top=Max("id")).values("top")
        return self.rows.filter(Q(batch="") | Q(pk__in=newest))[part]


def recent(*, actor: Actor, limit: int) -> tuple[Act, ...]:
    """The last `limit` acts, whatever they were about."""
    heads: dict[str, int] = {}
    last: int | None = None
    for _ in range(_ROUNDS):
        read = _heads(actor.workspace_id, [key for key in heads if not key.isdecimal()], last)
        for number, batch in read:
            heads.setdefault(batch or str(number), number)
        if len(heads) >= limit or len(read) < _READ:
            break
        last = read[-1][0]
    shown = _entries(actor.workspace_id, list(heads.values())[:limit])
    return _acts(actor, [as_entry(row) for row in shown])


@prepared
def _heads(
    workspace_id: int, without: list[str], before: int | None
) -> QuerySet[models.Entry, tuple[int, str]]:
    rows = models.Entry.objects.filter(workspace_id=workspace_id).exclude(batch__in=without)
    return (rows if before is None else rows.filter(id__lt=before)).values_list("id", "batch")[:_READ]


@prepared
def _entries(workspace_id: int, ids: list[int]) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(workspace_id=workspace_id, pk__in=ids)


def _acts(actor: Actor, entries: Sequence[Entry], *, alone: bool = False) -> tuple[Act, ...]:
    parts = {} if alone else _parts(actor, {row.batch for row in entries if row.batch})
    return tuple(Act(row, tuple(parts.get(row.batch, ()))) for row in entries)


def _parts(actor: Actor, batches: Iterable[str]) -> dict[str, list[Part]]:
    """What each batch did, the most frequent first. One entry alone has no parts."""
    names = sorted(batches)
    if not names:
        return {}
    found: dict[str, list[Part]] = {}
    for batch, kind, verb, many in sorted(
        _counted(actor.workspace_id, names), key=lambda row: (-row[3], row[2])
    ):
        found.setdefault(batch, []).append(Part(kind, verb, many))
    return {name: parts for name, parts in found.items() if sum(part.many for part in parts) > 1}


@prepared
def _counted(workspace_id: int, batches: list[str]) -> QuerySet[models.Entry, tuple[str, str, str, int]]:
    rows = models.Entry.objects.filter(workspace_id=workspace_id, batch__in=batches).order_by()
    return rows.values_list("batch", "subject_kind", "verb").annotate(many=Count("id"))
