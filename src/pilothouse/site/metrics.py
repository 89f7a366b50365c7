"""Figures of the installation in Prometheus' text form; nothing of any workspace."""

from __future__ import annotations

import hmac
import mmap
import os
import sys
import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from pilothouse import __version__
from pilothouse.kit import clients
from pilothouse.kit.jobs import health

_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[str, float]
_ROW, _SECONDS = 7, 6  # of each process its number, how many answers of each hundred, and their seconds


class Requests:
    """Requests that this program answered. Each process counts in a row of its own, in its event loop's
    thread only, so no lock is needed; whichever is asked says them all."""

    def __init__(self) -> None:
        self._rows = memoryview(bytearray(8 * _ROW)).cast("d")
        self._at = 0

    def share(self, processes: int) -> None:
        """Called before so many processes are made from this one."""
        self._rows = memoryview(mmap.mmap(-1, 8 * _ROW * processes)).cast("d")

    def mine(self, number: int) -> None:
        """This process is number so many of them from now on."""
        self._at = number * _ROW
        self._rows[self._at] = os.getpid()

    def count(self, status: int, seconds: float) -> None:
        self._rows[self._at + min(max(status // 100, 1), 5)] += 1
        self._rows[self._at + _SECONDS] += seconds

    @property
    def answered(self) -> dict[str, int]:
        counted = {f"{each}xx": int(sum(self._rows[each::_ROW])) for each in range(1, 6)}
        return {name: count for name, count in counted.items() if count}

    @property
    def seconds(self) -> float:
        return float(sum(self._rows[_SECONDS::_ROW]))

    @property
    def processes(self) -> list[int]:
        """The processes that serve, where they are several."""
        return [int(pid) for pid in self._rows[::_ROW] if pid]


requests = Requests()
_began = time.time()


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever asks from this machine or with the token of PILOTHOUSE_METRICS_TOKEN."""
    if not (clients.is_local(request) or _has_token(request)):
        text = "Ask from the machine itself, or with 'Authorization: Bearer' and PILOTHOUSE_METRICS_TOKEN.\n"
        return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse("".join(_lines()), content_type=_TYPE)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = settings.PILOTHOUSE_METRICS_TOKEN
    return bool(wanted) and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())


def _lines() -> Iterator[str]:
    yield from _metric("pilothouse_info", "gauge", "The version.", [(f'{{version="{__version__}"}}', 1)])
    answered = [(f'{{status="{status}"}}', count) for status, count in sorted(requests.answered.items())]
    yield from _metric(
        "pilothouse_requests_total", "counter", "Requests that this process answered.", answered
    )
    yield from _metric(
        "pilothouse_request_seconds_total", "counter", "Time spent on them.", [("", requests.seconds)]
    )
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seconds = time.perf_counter() - began
        jobs = health.by_state()
        oldest = health.oldest_waiting_seconds()
    except Exception:  # any database failure means the same here: down
        yield from _metric("pilothouse_database_up", "gauge", "Whether the database answers.", [("", 0)])
    else:
        yield from _metric("pilothouse_database_up", "gauge", "Whether the database answers.", [("", 1)])
        yield from _metric(
            "pilothouse_database_seconds", "gauge", "How long the smallest question took.", [("", seconds)]
        )
        states = [(f'{{state="{state}"}}', count) for state, count in jobs.items()]
        yield from _metric("pilothouse_jobs", "gauge", "Jobs by state.", states)
        yield from _metric(
            "pilothouse_job_oldest_waiting_seconds", "gauge", "How long the oldest job waits.", [("", oldest)]
        )
    yield from _metric("process_resident_memory_bytes", "gauge", "Memory in use.", [("", _memory_bytes())])
    yield from _metric(
        "process_cpu_seconds_total", "counter", "Processor time used.", [("", _processor_seconds())]
    )
    yield from _metric("process_start_time_seconds", "gauge", "When it was started.", [("", _began)])


def _metric(name: str, kind: str, told: str, samples: Sequence[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {told}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        yield f"{name}{labels} {value}\n" if isinstance(value, int) else f"{name}{labels} {value:.6f}\n"


def resident_bytes() -> int:
    """Memory of this process now; where the system does not tell, the most it ever was."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _memory_bytes() -> int:
    """Memory of all processes that serve; of what they share each has its part."""
    if not (pids := requests.processes):
        return resident_bytes()
    return 1024 * sum(_share(pid) for pid in pids)


def _share(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:  # it has just ended, or the system does not tell
        return 0


def _processor_seconds() -> float:
    if not (pids := requests.processes):
        return time.process_time()
    return sum(_used(pid) for pid in pids)


def _used(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat") as file:
            told = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
