"""The record by acts: what was done at once, an import or a change of many, is one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, Q

from pilothouse.journal import models
from pilothouse.journal.contracts import Act, Entry, Part, Wanted
from pilothouse.journal.queries.reading import as_entry, filtered, of
from pilothouse.kit.actor import Actor
from pilothouse.kit.paging import Page, paginate

_ROUNDS = 4
_READ = 200


def acts(*, actor: Actor, wanted: Wanted, page: int = 1, size: int = 50) -> Page[Act]:
    """What was done, newest first, a batch as its newest entry; three statements. Of a batch that is
    asked for by name each entry is an act of its own."""
    rows = filtered(actor, wanted)
    if not wanted.batch:
        newest = rows.exclude(batch="").order_by().values("batch").annotate(top=Max("id")).values("top")
        rows = rows.filter(Q(batch="") | Q(pk__in=newest))
    found = paginate(rows, page, size, as_entry)
    return Page(_acts(actor, found.rows, alone=bool(wanted.batch)), found.total, found.page, found.size)


def recent(*, actor: Actor, limit: int) -> tuple[Act, ...]:
    """The last `limit` acts, whatever they were about."""
    heads: dict[str, int] = {}
    last: int | None = None
    for _ in range(_ROUNDS):
        rows = of(actor).exclude(batch__in=[key for key in heads if not key.isdecimal()])
        read = list((rows if last is None else rows.filter(id__lt=last)).values_list("id", "batch")[:_READ])
        for number, batch in read:
            heads.setdefault(batch or str(number), number)
        if len(heads) >= limit or len(read) < _READ:
            break
        last = read[-1][0]
    shown = of(actor).filter(pk__in=list(heads.values())[:limit])
    return _acts(actor, [as_entry(row) for row in shown])


def _acts(actor: Actor, entries: Sequence[Entry], *, alone: bool = False) -> tuple[Act, ...]:
    parts = {} if alone else _parts(actor, {row.batch for row in entries if row.batch})
    return tuple(Act(row, tuple(parts.get(row.batch, ()))) for row in entries)


def _parts(actor: Actor, batches: Iterable[str]) -> dict[str, list[Part]]:
    """What each batch did, the most frequent first. One entry alone has no parts."""
    names = sorted(batches)
    if not names:
        return {}
    rows = models.Entry.objects.filter(workspace_id=actor.workspace_id, batch__in=names).order_by()
    found: dict[str, list[Part]] = {}
    counted = rows.values("batch", "subject_kind", "verb").annotate(many=Count("id"))
    for row in sorted(counted, key=lambda row: (-row["many"], row["verb"])):
        found.setdefault(row["batch"], []).append(Part(row["subject_kind"], row["verb"], row["many"]))
    return {name: parts for name, parts in found.items() if sum(part.many for part in parts) > 1}
