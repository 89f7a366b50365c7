"""The loop that takes jobs from the queue, and the sweep that finds those whose worker died."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, transaction
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from pilothouse.kit import clock, models
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.jobs.running import again, run

log = logging.getLogger("pilothouse.jobs")

LOST_AFTER = timedelta(seconds=15)
_SWEEP_SECONDS = 5.0
_POLL_SECONDS = 0.4
_KEEP = timedelta(days=7)


class Worker:
    """Runs jobs one after the other until `stop` is set. Several may run at once, in threads or processes."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.name = f"worker-{sortable_id(clock.now())}"
        self._swept = -_SWEEP_SECONDS

    def run(self) -> None:
        """Work until told to stop. A database that is away for a while is waited for."""
        waited = _SWEEP_SECONDS
        while not self.stop.is_set():
            try:
                if waited >= _SWEEP_SECONDS:
                    sweep()
                    waited = 0.0
                busy = self.once()
            except DatabaseError:
                log.warning("The database is not available; trying again.", exc_info=True)
                busy = False
            if not busy:
                close_old_connections()
                self.stop.wait(_POLL_SECONDS)
                waited += _POLL_SECONDS

    def once(self) -> bool:
        """Take and run one job; False when none was due."""
        queue = DBTaskResult.objects.ready()
        if not queue.exists():
            return False
        with exclusive_transaction(queue.db):
            entry = queue.get_locked()
            if entry is None:
                return False
            entry.claim(self.name)
        run(int(entry.args_kwargs["args"][0]))
        entry.set_successful(None)
        return True


def sweep() -> int:
    """Hand jobs without a heartbeat to the queue again; returns how many. Also forgets old queue entries."""
    now = clock.now()
    found = 0
    lost = models.Job.objects.filter(state="running", heartbeat_at__lt=now - LOST_AFTER)
    for row in lost:
        with transaction.atomic():
            if models.Job.objects.filter(pk=row.pk, state="running", heartbeat_at=row.heartbeat_at).update(
                heartbeat_at=now
            ):
                found += 1
                again(row, None)
    DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at__lt=now - _KEEP).delete()
    return found
