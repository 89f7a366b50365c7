"""How often something may be tried in a while: exact over every process, and nothing grows without end.

Tries are counted before what is tried, so that many at once get no further than one after the other. Whoever
is refused is not counted again: a limit ends by itself, however long somebody goes on knocking.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from pilothouse.kit import models
from pilothouse.kit.errors import TooMany

MOST_ROWS = 100_000  # subjects that are remembered; of more, those that would end soonest are forgotten


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of what `name` says within `seconds`, counted for each subject apart."""

    name: str
    most: int
    seconds: int = 15 * 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit for one subject. Of the subject only a digest is kept."""

    limit: Limit
    subject: str

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.limit.name}\0{self.subject}".encode()).hexdigest()


def take(*, now: datetime, counted: Iterable[Counted]) -> None:
    """Count one try against each limit. Raises `TooMany` with the seconds to wait, and then counts none."""
    rows = sorted(counted, key=lambda each: each.key)
    _refuse(rows, {row.key: row.times for row in _stored(rows)}, now)  # most refusals lock nothing
    with transaction.atomic():
        stored = _locked(rows)
        if fresh := [row for row in rows if row.key not in stored]:
            _make_room(len(fresh), now, [row.pk for row in stored.values()])
            new = [models.Attempt(key=row.key, until=now) for row in fresh]
            models.Attempt.objects.bulk_create(new, ignore_conflicts=True)
            stored |= _locked(fresh)
        _refuse(rows, {key: row.times for key, row in stored.items()}, now)
        for each in rows:
            row = stored[each.key]
            row.times = [*_recent(row.times, each.limit, now), _stamp(now)][-each.limit.most :]
            row.until = datetime.fromtimestamp(_stamp(now) + each.limit.seconds, UTC)
            row.save(update_fields=["times", "until"])


def give_back(*, now: datetime, counted: Iterable[Counted], forget: bool = False) -> None:
    """Uncount the try that was counted at `now`, as it was right; `forget` those before it as well."""
    with transaction.atomic():
        for row in _locked(list(counted)).values():
            left = [] if forget else list(row.times)
            if _stamp(now) in left:
                left.remove(_stamp(now))
            row.times = left
            row.save(update_fields=["times"])


def refused(seconds: int) -> TooMany:
    """What who must wait so long is told."""
    minutes = math.ceil(seconds / 60)
    wait = f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again."
    return TooMany("There were too many attempts in a short time.", cure=wait, extra={"retry_after": seconds})


def _refuse(rows: list[Counted], times: dict[str, list[float]], now: datetime) -> None:
    wait = 0.0
    for each in rows:
        recent = _recent(times.get(each.key, []), each.limit, now)
        if len(recent) >= each.limit.most:
            wait = max(wait, recent[-each.limit.most] + each.limit.seconds - _stamp(now))
    if wait > 0:
        raise refused(max(1, math.ceil(wait)))


def _recent(times: list[float], limit: Limit, now: datetime) -> list[float]:
    return [each for each in times if each > _stamp(now) - limit.seconds]


def _stamp(now: datetime) -> float:
    return round(now.timestamp(), 3)


def _stored(rows: list[Counted]) -> QuerySet[models.Attempt]:
    return models.Attempt.objects.filter(key__in=[each.key for each in rows]).order_by("key")


def _locked(rows: list[Counted]) -> dict[str, models.Attempt]:
    return {row.key: row for row in _stored(rows).select_for_update()}


def _make_room(many: int, now: datetime, own: list[int]) -> None:
    """Forget what has ended, and of too many rows the oldest; never one that this try or another holds."""
    free = models.Attempt.objects.select_for_update(skip_locked=True).exclude(pk__in=own)
    ended = list(free.filter(until__lt=now).values_list("pk", flat=True))
    models.Attempt.objects.filter(pk__in=ended).delete()
    if (over := models.Attempt.objects.count() + many - MOST_ROWS) > 0:
        oldest = list(free.order_by("until").values_list("pk", flat=True)[:over])
        models.Attempt.objects.filter(pk__in=oldest).delete()
