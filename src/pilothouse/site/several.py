"""Several processes that answer at one address, made by fork, so that they share the memory of what was read.

One interpreter computes on one core at a time. The program that was started looks after the others: it
begins one anew that died, hands on what it is told to, and takes all of them with it when it ends, however
that happens. It runs no thread and asks the database nothing, as neither comes through a fork.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from pilothouse.kit.errors import Invalid

MOST = 32
_REST_SECONDS = 1.0  # between the death of a process and the next in its place
_END_SECONDS = 2.5
_OURS = (signal.SIGINT, signal.SIGTERM)


def many(asked: str) -> int:
    """How many processes serve: one, unless someone says more. Raises `Invalid` for what is no number of
    processes."""
    if not asked:
        return 1
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= MOST):
        cure = f"Give a whole number from 1 to {MOST}."
        raise Invalid(f"'{asked[:20]}' is no number of processes.", where="PILOTHOUSE_PROCESSES", cure=cure)
    if int(asked) > 1 and not hasattr(os, "fork"):
        cure = "Leave it out."
        raise Invalid("This system serves in one process only.", where="PILOTHOUSE_PROCESSES", cure=cure)
    return int(asked)


def shared(listener: socket.socket, processes: int) -> list[socket.socket]:
    """A socket for each process at the address of `listener`, the first of them.

    Linux spreads callers over them evenly. Elsewhere all processes take callers from the one. `listener` was
    bound without sharing, so whoever binds the same way finds the address taken.
    """
    if processes == 1 or sys.platform != "linux":
        return [listener] * processes
    found = [listener]
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    for _ in range(processes - 1):
        other = socket.socket(listener.family, socket.SOCK_STREAM)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(listener.getsockname())
        other.listen()
        found.append(other)
    return found


def serve(listeners: Sequence[socket.socket], one: Callable[[int, socket.socket], NoReturn]) -> None:
    """Run `one`, which is given its number and its socket, in a process for each of `listeners`, until
    SIGINT or SIGTERM. A socket stays open while its process is begun anew: its callers wait."""
    Fleet(listeners, one).run()


class Fleet:
    """The processes that serve."""

    def __init__(
        self, listeners: Sequence[socket.socket], one: Callable[[int, socket.socket], NoReturn]
    ) -> None:
        self.listeners = listeners
        self.one = one
        self.pids: dict[int, int] = {}
        self.is_ending = False
        # Its end that nobody writes to is open as long as this process lives.
        self._watched, self._alive = os.pipe()

    def run(self) -> None:
        before = {number: signal.signal(number, self._end) for number in (*_OURS, signal.SIGALRM)}
        try:
            for number in range(len(self.listeners)):
                self._begin(number)
            while self.pids:
                self._await()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._watched)
            os.close(self._alive)

    def _await(self) -> None:
        """Wait for the next process to end, and begin another in its place unless all are to end."""
        pid, status = os.waitpid(-1, 0)
        number = self.pids.pop(pid, None)
        if number is None or self.is_ending:
            return
        code = os.waitstatus_to_exitcode(status)
        print(f"A process that served ended ({code}); another takes its place.", file=sys.stderr, flush=True)
        time.sleep(_REST_SECONDS)
        if not self.is_ending:
            self._begin(number)

    def _begin(self, number: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        # Trap: a signal that comes before the process has handlers of its own must wait.
        signal.pthread_sigmask(signal.SIG_BLOCK, _OURS)
        pid = os.fork()
        if pid:
            self.pids[pid] = number
        else:
            self._become(number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)

    def _become(self, number: int) -> NoReturn:
        """What the new process does. It never returns to what called the one that it was made from."""
        status = 1
        try:
            os.close(self._alive)
            watch = threading.Thread(target=_end_with, args=(self._watched,), name="parent", daemon=True)
            watch.start()
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)
            self.one(number, self.listeners[number])
        except KeyboardInterrupt:
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)

    def _end(self, number: int, _: object) -> None:
        """Let all processes end; those that did not within the time they have are killed."""
        hard = number == signal.SIGALRM
        if not (hard or self.is_ending):
            signal.setitimer(signal.ITIMER_REAL, _END_SECONDS)
        self.is_ending = True
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL if hard else signal.SIGTERM)


def _end_with(watched: int) -> None:
    """End this process at once when the one that made it is gone."""
    select.select([watched], [], [])
    os._exit(1)
