"""The loop that takes jobs from the queue, and the watch that finds those whose worker died."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet

from pilothouse.kit import clock, models
from pilothouse.kit.idempotency import purge
from pilothouse.kit.jobs.apart import Apart
from pilothouse.kit.jobs.regular import Rounds
from pilothouse.kit.jobs.running import again, run
from pilothouse.kit.jobs.starting import bell, registry

log = logging.getLogger("pilothouse.jobs")

POLL_SECONDS = 0.4
WATCH_SECONDS = 5.0
# Looks at a heart that does not beat before its job counts as lost: 15 s, five missed beats.
LOOKS = 4
_SLOW_LOCK_SECONDS = 1.0
_TIDY_SECONDS = 3600.0
_KEEP = timedelta(days=90)

Heart = tuple[int, datetime | None]


class Watch:
    """Finds running jobs whose heart stopped, and hands them to the queue again.

    It compares beats with earlier beats, never with a clock, so machines may disagree about the time. While
    somebody holds SQLite's write lock no heart can beat: a look that had to wait for the lock counts nothing.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Heart, int]] = {}

    def look(self) -> int:
        """Look once; returns how many jobs were found lost. Called every five seconds."""
        if not models.Job.objects.filter(state="running").exists():
            self._seen.clear()
            return 0
        before, self._seen = self._seen, {}
        began = time.monotonic()
        with transaction.atomic():
            waited = time.monotonic() - began
            rows = list(models.Job.objects.filter(state="running"))
        if waited > _SLOW_LOCK_SECONDS:
            return 0
        lost = []
        for row in rows:
            heart = (row.tries, row.heartbeat_at)
            last, looks = before.get(row.pk, (heart, 0))
            self._seen[row.pk] = (heart, looks + 1 if last == heart else 1)
            if self._seen[row.pk][1] >= LOOKS:
                lost.append(row)
        return sum(_lose(row) for row in lost)


def _lose(row: models.Job) -> bool:
    """Take a job from its dead worker; False when its heart beat after all or another watch was first."""
    with transaction.atomic():
        same = models.Job.objects.filter(
            pk=row.pk, state="running", tries=row.tries, heartbeat_at=row.heartbeat_at
        )
        if not same.update(heartbeat_at=clock.now()):
            return False
        if row.cancel_asked_at is not None:
            return bool(
                same.model.objects.filter(pk=row.pk).update(state="cancelled", finished_at=clock.now())
            )
        return again(row, f"Its worker stopped {row.tries} times before the job was done.", pause=False)


class Worker:
    """Runs jobs one after the other until `stop` is set. Several may run at once, in threads or processes.

    Jobs that compute run in the child `apart`; without one, here.
    """

    def __init__(self, stop: threading.Event, apart: Apart | None = None) -> None:
        self.stop = stop
        self.apart = apart
        self.watch = Watch()
        self.rounds = Rounds()

    def run(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for.

        A job that is running when `stop` is set goes back to the queue at its next step.
        """
        watched = tidied = float("-inf")
        healthy = True
        try:
            while not self.stop.is_set():
                try:
                    bell.clear()
                    if time.monotonic() - watched >= WATCH_SECONDS:
                        watched = time.monotonic()
                        self.watch.look()
                    if time.monotonic() - tidied >= _TIDY_SECONDS:
                        tidied = time.monotonic()
                        tidy(clock.now())
                    self.rounds.go()
                    busy = work(self.stop, self.apart)
                    if self.apart is not None and not busy:
                        self.apart.rest()
                    healthy = True
                except Exception:  # whatever it is, the next job may do better; said once
                    if healthy:
                        log.warning("Jobs wait: the worker cannot reach the queue.", exc_info=True)
                    busy = healthy = False
                if not busy:
                    close_old_connections()
                    bell.wait(POLL_SECONDS)
        finally:
            if self.apart is not None:
                self.apart.close()
            connection.close()


def work(stop: threading.Event | None = None, apart: Apart | None = None) -> bool:
    """Take the job whose turn it is and run it; False when none was due."""
    id = _next(clock.now())
    if id is None:
        return False
    row = _claimed(id, clock.now())
    if row is not None and apart is not None and row.name in _names("apart"):
        apart.run(row, stop)
    elif row is not None:
        run(row, stop)
    return True


def _next(now: datetime) -> int | None:
    """The oldest job that is due of the workspace that has waited longest for its turn.

    While a long job of a workspace runs, its other long ones wait, so that nobody takes every worker.
    """
    waiting = models.Job.objects.filter(Q(due_at=None) | Q(due_at__lte=now), state="waiting")
    long = _names("long")
    if busy := list(_running(long).values_list("workspace_id", flat=True)):
        waiting = waiting.exclude(name__in=long, workspace_id__in=busy)
    first: dict[int, int] = dict(
        waiting.order_by()
        .values_list("workspace_id")
        .annotate(first=Min("pk"))
        .values_list("workspace_id", "first")
    )
    if len(first) < 2:
        return next(iter(first.values()), None)
    begun = models.Job.objects.filter(workspace_id__in=first, started_at__isnull=False).order_by()
    last: dict[int, datetime] = dict(
        begun.values_list("workspace_id").annotate(last=Max("started_at")).values_list("workspace_id", "last")
    )
    long_ago = datetime.min.replace(tzinfo=now.tzinfo)
    return min(first.items(), key=lambda row: (last.get(row[0], long_ago), row[1]))[1]


def _running(names: Collection[str]) -> QuerySet[models.Job]:
    return models.Job.objects.filter(state="running", name__in=names)


def _names(quality: Literal["apart", "long"]) -> frozenset[str]:
    return frozenset(name for name, known in registry.items() if getattr(known, quality))


@transaction.atomic
def _claimed(id: int, now: datetime) -> models.Job | None:
    """The job, running; None when another worker was quicker or somebody cancelled it.

    The update is guarded by the state, so of two workers one changes the row and the other finds nothing.
    """
    mine = models.Job.objects.filter(pk=id, state="waiting")
    held = mine.values_list("name", "workspace_id").first()
    if held is not None and held[0] in (long := _names("long")):
        if _running(long).filter(workspace_id=held[1]).exists():
            return None
    told = {"started_at": now, "heartbeat_at": now, "step": "Starting"}
    if not mine.update(state="running", tries=F("tries") + 1, **told):
        return None
    return models.Job.objects.get(pk=id)


def run_waiting() -> int:
    """Run every job that is due here and now; returns how many there were. For loaders and tests."""
    count = 0
    while work():
        count += 1
    return count


def tidy(now: datetime) -> None:
    """Forget jobs that were over 90 days ago, and answers kept for repeated requests."""
    purge(now)
    models.Job.objects.filter(finished_at__lt=now - _KEEP).delete()
