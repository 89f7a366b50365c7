"""Running one job: heartbeat, progress, and what becomes of failures.

Each run of a job has a number, `tries`. Whatever a run writes about its job is guarded by that number, so a
run that was given up for dead, though it was only slow, cannot touch the job any more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import uniform
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F, QuerySet

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit import clock, models
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Gone, Invalid, PilothouseError, from_engine, problem_document
from pilothouse.kit.jobs.starting import SECONDS, registry, requeue

log = logging.getLogger("pilothouse.jobs")

TRIES = 5
BEAT_SECONDS = 3.0
TELL_SECONDS = 0.5


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Stopped(Exception):
    """The worker is being stopped; the job goes back to the queue and its try does not count."""


class Taken(Exception):
    """The job was given to another run, as this one gave no sign of life for too long."""


class Progress:
    """How a job tells how far it is, and learns that it shall stop.

    A thread beside the job writes what it told, at most twice a second, and beats its heart, as compiled
    work may run long without a step. Inside a transaction of the caller's (a test, a loader) there is no
    such thread, as it could not see the job; each step is then written at once.
    """

    def __init__(self, row: models.Job, stop: threading.Event | None = None) -> None:
        self.job_id = row.pk
        self.is_finished = False
        self._tries = row.tries
        self._most = registry[row.name].seconds if row.name in registry else SECONDS
        self._began = time.monotonic()
        self._stop = stop
        self._told = self._text = (row.step, 0, 0)
        self._over = threading.Event()
        self._cancelled = row.cancel_asked_at is not None
        self._taken = False
        self._beside = False

    def step(self, text: str, done: int = 0, of: int = 0) -> None:
        """Say what is being done, and that `done` parts `of` so many are.

        Raises `Cancelled` when somebody asked to stop, `Stopped` when the worker ends, `Taken` when the job
        is another run's and `Invalid` when its time is over; let them pass, so that open transactions are
        rolled back.
        """
        self._text = (text[:200], done, of)
        if not self._beside:
            self._write()
            self._read()
        if self._taken:
            raise Taken
        if self._cancelled:
            raise Cancelled
        if self._stop is not None and self._stop.is_set():
            raise Stopped
        if time.monotonic() - self._began > self._most:
            raise took_longer(self._most)

    def finish(self, result: dict[str, Any] | None) -> None:
        """Mark the job done. Called last inside the transaction that stores the work, both happen or neither.

        Raises `Taken` when the job is another run's, so that the transaction is rolled back.
        """
        told = {"result": result, "step": "Done", "done": F("of"), "finished_at": clock.now()}
        if not self._mine().update(state="done", **told):
            raise Taken
        self.is_finished = True

    def end(self, state: str, *, step: str = "", problem: dict[str, Any] | None = None) -> None:
        """Mark the job failed or cancelled, unless it is another run's."""
        self._mine().update(state=state, step=step, problem=problem, finished_at=clock.now())

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the heart beating while the block runs."""
        if connection.in_atomic_block:
            yield
            return
        thread = threading.Thread(target=self._beat, name=f"job-{self.job_id}", daemon=True)
        self._beside = True
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _beat(self) -> None:
        last = time.monotonic()
        while not self._over.wait(TELL_SECONDS):
            try:
                self._read()
                if self._told != self._text or time.monotonic() - last >= BEAT_SECONDS:
                    self._write()
                    last = time.monotonic()
            except DatabaseError:  # a busy database must not end the work; the next beat comes soon
                log.debug("A heartbeat of job %s was missed.", self.job_id, exc_info=True)
                connection.close_if_unusable_or_obsolete()
        connection.close()

    def _mine(self) -> QuerySet[models.Job]:
        return models.Job.objects.filter(pk=self.job_id, state="running", tries=self._tries)

    def _read(self) -> None:
        found = self._mine().values_list("cancel_asked_at", flat=True).first()
        self._cancelled = self._cancelled or found is not None

    def _write(self) -> None:
        told = self._text
        step, done, of = told
        if not self._mine().update(step=step, done=done, of=of, heartbeat_at=clock.now()):
            self._taken = True
        self._told = told


def run(row: models.Job, stop: threading.Event | None = None) -> None:
    """Run a claimed job to its end. The outcome stands in the job; raises `DatabaseError` only."""
    progress = Progress(row, stop)
    try:
        if row.name not in registry:
            raise Gone(f"This version has no job '{row.name}'.", cure="Start it anew from its page.")
        with progress.beating():
            result = registry[row.name].function(progress, actor=Actor.from_json(row.actor), **row.arguments)
        if not progress.is_finished:
            progress.finish(result)
        if registry[row.name].quiet:
            models.Job.objects.filter(pk=row.pk, state="done").delete()
    except Cancelled:
        progress.end("cancelled", step="Cancelled")
    except Stopped:
        requeue(row, now=clock.now(), wait=timedelta(0), tries=row.tries - 1)
    except Taken:
        log.warning("Job %s (%s) was taken over by another run.", row.pk, row.name)
    except MemoryError:
        progress.end("failed", problem=problem_document(too_large()))
    except InvalidProblem as error:
        progress.end("failed", problem=problem_document(from_engine(error)))
    except PilothouseError as error:
        # The person must act; trying again would fail alike.
        progress.end("failed", problem=problem_document(error))
    except Exception as error:  # anything else may pass: a locked file, a full disk
        log.exception("Job %s (%s) failed in try %s.", row.pk, row.name, row.tries)
        again(row, f"It failed {row.tries} times, last with {type(error).__name__}.", pause=True)


def took_longer(seconds: float) -> PilothouseError:
    """What is said of a job whose time was over."""
    return Invalid(
        f"It took longer than {seconds:,.0f} seconds.",
        cure="Do less at once, then try again.",
        code="job_too_long",
    )


def too_large(megabytes: int = 0) -> PilothouseError:
    """What is said of a job that needed more than `megabytes`."""
    more = f"more than {megabytes:,} MB of memory" if megabytes else "more memory than there is"
    return Invalid(f"It needs {more}.", cure="Do less at once, then try again.", code="job_too_large")


def again(row: models.Job, why: str, *, pause: bool) -> bool:
    """Queue the job of a run that ended badly again; after five tries it stays failed, with a retry button.

    With `pause` it waits first: 1, 2, 4, 8 s, each times a random number of 0.5 to 1.5. False when the job
    is another run's by now.
    """
    now = clock.now()
    if row.tries < TRIES:
        seconds = 2.0 ** (row.tries - 1) * uniform(0.5, 1.5) if pause else 0.0
        return requeue(row, now=now, wait=timedelta(seconds=seconds), tries=row.tries)
    error = PilothouseError(why, cure="Mend the cause, then try again.", code="job_failed")
    mine = models.Job.objects.filter(pk=row.pk, state="running", tries=row.tries)
    return bool(mine.update(state="failed", step="", problem=problem_document(error), finished_at=now))
