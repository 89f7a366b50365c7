"""The other side of `apart`: a program that runs the jobs that it is told."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TextIO

from django.db import connections

from pilothouse.kit import models
from pilothouse.kit.jobs.running import run

_MARGIN = 1.5  # of the memory that is allowed, which the watch from outside reads only now and then


def serve(chores: Iterable[Callable[[], object]] = (), *, megabytes: int = 0) -> None:
    """Run jobs until standard input ends. `chores` are done one by one while there is no job, so that the
    first one need not wait for what they make ready.

    Whatever else is printed goes to standard error.
    """
    answers, sys.stdout = os.fdopen(os.dup(1), "w", buffering=1), sys.stderr
    os.dup2(2, 1)
    _limit_memory(megabytes)
    asked: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, asked), name="listen", daemon=True).start()
    left = iter(chores)
    while True:
        try:
            line = asked.get_nowait()
        except Empty:
            if (chore := next(left, None)) is not None:
                with suppress(Exception):  # made ready when it is first needed, then
                    chore()
                continue
            line = asked.get()
        _work(line)
        connections.close_all()
        answers.write(line)
        answers.flush()


def _work(line: str) -> None:
    number, tries = map(int, line.split())
    row = models.Job.objects.filter(pk=number, tries=tries, state="running").first()
    if row is not None:
        run(row)


def _listen(lines: TextIO, asked: SimpleQueue[str]) -> None:
    """Whoever asks has ended when the lines do: then nobody waits for an answer any more."""
    for line in lines:
        asked.put(line)
    os._exit(0)


def _limit_memory(megabytes: int) -> None:
    """A second fence, for what grows faster than anybody looks."""
    if megabytes <= 0:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = int(megabytes * _MARGIN) * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
