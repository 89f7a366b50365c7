"""Running one job: heartbeat, progress, and what becomes of failures."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from random import uniform
from typing import Any

from django.db import close_old_connections, connection, transaction

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit import clock, models
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import PilothouseError, from_engine, problem_document
from pilothouse.kit.jobs.starting import registry, requeue

log = logging.getLogger("pilothouse.jobs")

TRIES = 5
BEAT_SECONDS = 3.0
_TELL_SECONDS = 0.5


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Progress:
    """How a job tells what it is doing. Writes at most twice a second."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._told = 0.0
        self._text = ""

    def step(self, text: str, *, done: int = 0, of: int = 0) -> None:
        """Say what is being done, and how far; raises `Cancelled` when somebody asked to stop.

        Inside an open transaction nothing is written, as nobody else could see it.
        """
        moment = time.monotonic()
        if connection.in_atomic_block or (text == self._text and moment - self._told < _TELL_SECONDS):
            return
        self._told, self._text = moment, text
        rows = models.Job.objects.filter(pk=self.job_id)
        if rows.filter(cancel_asked_at__isnull=False).exists():
            raise Cancelled
        rows.update(step=text[:200], done=done, of=of, heartbeat_at=clock.now())


class Heartbeat:
    """Beats beside the job in a thread of its own, as compiled work may run for long without a step."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job_id}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                models.Job.objects.filter(pk=self.job_id).update(heartbeat_at=clock.now())
            except Exception:  # a busy database must not end the work; the next beat comes soon
                log.debug("A heartbeat was missed.", exc_info=True)
        connection.close()


def claim(job_id: int) -> models.Job | None:
    """Take a waiting job; None when somebody else did, or it was cancelled."""
    now = clock.now()
    with transaction.atomic():
        taken = models.Job.objects.filter(pk=job_id, state="waiting").update(
            state="running", started_at=now, heartbeat_at=now, step="Starting"
        )
        if not taken:
            return None
        row = models.Job.objects.get(pk=job_id)
        models.Job.objects.filter(pk=job_id).update(tries=row.tries + 1)
        row.tries += 1
        return row


def run(job_id: int) -> None:
    """Run a job to its end. Never raises: the outcome stands in the job."""
    row = claim(job_id)
    if row is None:
        return
    try:
        function, _ = registry[row.name]
        with Heartbeat(row.pk):
            result = function(Progress(row.pk), actor=Actor.from_json(row.actor), **row.arguments)
        _finish(row.pk, "done", result=result, step="Done")
    except Cancelled:
        _finish(row.pk, "cancelled", step="Cancelled")
    except InvalidProblem as error:
        _finish(row.pk, "failed", problem=problem_document(from_engine(error)))
    except PilothouseError as error:
        # The person must act; trying again would fail alike.
        _finish(row.pk, "failed", problem=problem_document(error))
    except Exception as error:  # anything else may pass: a locked file, a full disk
        log.exception("Job %s (%s) failed in try %s.", row.pk, row.name, row.tries)
        again(row, error)
    finally:
        close_old_connections()


def again(row: models.Job, error: Exception | None) -> None:
    """Queue a job again with growing, jittered waits; after five tries it stays failed with a retry button."""
    if row.tries >= TRIES:
        why = type(error).__name__ if error else "its worker stopped"
        detail = f"It failed {row.tries} times, last because of {why}."
        document = problem_document(PilothouseError(detail, cure="Mend the cause, then retry."))
        _finish(row.pk, "failed", problem=document)
        return
    wait = timedelta(seconds=2.0 ** (row.tries - 1) * uniform(0.5, 1.5)) if error else timedelta(0)
    requeue(row, now=clock.now(), wait=wait)


def _finish(job_id: int, state: str, **values: Any) -> None:
    models.Job.objects.filter(pk=job_id).update(state=state, finished_at=clock.now(), **values)
