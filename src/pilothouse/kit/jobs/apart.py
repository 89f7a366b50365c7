"""A process of its own for jobs that compute long, with an end to its time and its memory.

One worker keeps one such child and gives it one job after another, so that a plan need not wait for the start
of a program. The child runs the job as a worker would. From outside it is watched: a cancelled job that does
not stop by itself, one that takes too long or needs too much memory, and one whose process dies end at once
and say why; other jobs know nothing of it. A child that has grown, or was idle for long, ends, which gives
its memory back.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from queue import Empty, Queue
from typing import IO

from django.db.models import QuerySet

from pilothouse.kit import clock, models
from pilothouse.kit.errors import PilothouseError, Unavailable, problem_document
from pilothouse.kit.jobs.running import too_large, took_longer
from pilothouse.kit.jobs.starting import registry, requeue

log = logging.getLogger("pilothouse.jobs")

MOST_MEGABYTES = 2_048
LOOK_SECONDS = 0.2
ASK_SECONDS = 0.4  # between looks into the database
GRACE_SECONDS = 1.0  # for a job that was cancelled, to stop at its next step
START_SECONDS = 120.0
_GROWN_MEGABYTES = 500  # with which a child is not kept
_RUNS = 100  # after which it is not either
_IDLE_SECONDS = 60.0
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Apart:
    """One worker's child. `command` is the program that reads numbers of jobs from its standard input, runs
    each, and writes the number when it is over (`child.serve`)."""

    def __init__(self, command: Sequence[str], *, megabytes: int = MOST_MEGABYTES) -> None:
        self.command = tuple(command)
        self.megabytes = megabytes
        self._process: subprocess.Popen[str] | None = None
        self._told: Queue[str] = Queue()
        self._runs = 0
        self._used = time.monotonic()

    def ready(self) -> None:
        """Start the child, unless it is there, without waiting for it."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [*self.command, str(self.megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
                start_new_session=True,  # Ctrl-C is for the worker, which hands its job back
            )
            self._runs, self._told, self._used = 0, Queue(), time.monotonic()
            assert self._process.stdout is not None
            reader = threading.Thread(
                target=_read, args=(self._process.stdout, self._told), name="apart", daemon=True
            )
            reader.start()

    def run(self, row: models.Job, stop: threading.Event | None = None) -> None:
        """Have the child run a claimed job; returns when the job is over or is the queue's again."""
        self.ready()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{row.pk} {row.tries}\n")
            self._process.stdin.flush()
        except OSError:
            self.close()
            requeue(row, now=clock.now(), wait=timedelta(0), tries=row.tries - 1)
            return
        self._watch(row, stop)
        self._runs += 1
        self._used = time.monotonic()
        if self._runs >= _RUNS or self.memory() > _GROWN_MEGABYTES:
            self.close()

    def rest(self) -> None:
        """Called when there is nothing to do: a child that was idle for long ends."""
        if self._process is not None and time.monotonic() - self._used > _IDLE_SECONDS:
            self.close()

    def memory(self) -> float:
        """Megabytes that the child holds; 0 where the system does not say."""
        if self._process is None:
            return 0.0
        try:
            with open(f"/proc/{self._process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * _PAGE / 2**20
        except (OSError, IndexError, ValueError):
            return 0.0

    def close(self) -> None:
        """End the child now."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for end in (process.stdin, process.stdout):
                if end is not None:
                    end.close()

    def _watch(self, row: models.Job, stop: threading.Event | None) -> None:
        known = registry.get(row.name)
        most = known.seconds if known else START_SECONDS
        watch = _Asked(row)
        began = time.monotonic()
        while not self._is_over(row):
            if self.memory() > self.megabytes:
                return self._end(row, too_large(self.megabytes))
            if time.monotonic() - began > most:
                return self._end(row, took_longer(most))
            if self._process is None or self._process.poll() is not None:
                return self._end(row, _died(self._process))
            if stop is not None and stop.is_set():
                self.close()
                requeue(row, now=clock.now(), wait=timedelta(0), tries=row.tries - 1)
                return None
            if watch.is_cancelled():
                self.close()
                _mine(row).update(state="cancelled", step="Cancelled", finished_at=clock.now())
                return None
        return None

    def _is_over(self, row: models.Job) -> bool:
        try:
            return self._told.get(timeout=LOOK_SECONDS).strip() == f"{row.pk} {row.tries}"
        except Empty:
            return False

    def _end(self, row: models.Job, error: PilothouseError) -> None:
        self.close()
        told = {"step": "", "problem": problem_document(error), "finished_at": clock.now()}
        if _mine(row).update(state="failed", **told):
            log.warning("Job %s (%s) was ended: %s", row.pk, row.name, error.message)


class _Asked:
    """Whether somebody asked that the job stops, long enough ago for it to have done so."""

    def __init__(self, row: models.Job) -> None:
        self._row = row
        self._looked = time.monotonic()
        self._since: float | None = None

    def is_cancelled(self) -> bool:
        now = time.monotonic()
        if self._since is None and now - self._looked >= ASK_SECONDS:
            self._looked = now
            if _mine(self._row).filter(cancel_asked_at__isnull=False).exists():
                self._since = now
        return self._since is not None and now - self._since >= GRACE_SECONDS


def _mine(row: models.Job) -> QuerySet[models.Job]:
    return models.Job.objects.filter(pk=row.pk, state="running", tries=row.tries)


def _read(lines: IO[str], told: Queue[str]) -> None:
    try:
        for line in lines:
            told.put(line)
    except ValueError:  # closed under our hands
        pass


def _died(process: subprocess.Popen[str] | None) -> PilothouseError:
    how = "" if process is None else f" ({_signal(process.returncode)})"
    return Unavailable(
        f"The process that computed it ended{how}.",
        cure="Try again; if it ends again, look at the memory that the machine has left.",
        code="job_crashed",
    )


def _signal(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
