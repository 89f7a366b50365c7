"""Long work: started in the transaction of its cause, shown while it runs, resumed after a crash.

A job is a function in a room's `tasks.py`, marked with `job`. It must be idempotent: a worker that is killed leaves it
to another, which starts it again.
"""

from pilothouse.kit.jobs.running import Cancelled, Progress
from pilothouse.kit.jobs.starting import JobStatus, cancel, job, recent, retry, start, status

__all__ = ["Cancelled", "JobStatus", "Progress", "cancel", "job", "recent", "retry", "start", "status"]
