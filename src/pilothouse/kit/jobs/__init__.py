"""Long work: started in the transaction of its cause, shown while it runs, resumed after a crash.

A job is a function in a room's `tasks.py`, marked with `job`. It must be idempotent: a worker that is
killed leaves it to another, which starts it from the beginning. To make work and outcome one, end the
transaction that stores the work with `progress.finish(result)`: then it happens exactly once.
"""

from pilothouse.kit.jobs.regular import regular
from pilothouse.kit.jobs.running import Cancelled, Progress, Stopped, Taken
from pilothouse.kit.jobs.starting import JobStatus, cancel, job, recent, retry, start, status
from pilothouse.kit.jobs.worker import run_waiting

__all__ = [
    "Cancelled",
    "JobStatus",
    "Progress",
    "Stopped",
    "Taken",
    "cancel",
    "job",
    "recent",
    "regular",
    "retry",
    "run_waiting",
    "start",
    "status",
]
