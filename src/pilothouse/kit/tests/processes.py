"""Programs beside the tests, on the tests' own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

WORKER = """
import threading, django
django.setup()
import pilothouse.kit.tests.work
from pilothouse.kit.jobs import running, worker
running.BEAT_SECONDS = {beat}
worker.WATCH_SECONDS = {watch}
worker.Worker(threading.Event()).run()
"""


def database_url() -> str:
    """The address of the tests' database, for a program of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = quote(str(settings["HOST"]), safe="")
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={host}&port={settings['PORT']}"


@contextmanager
def worker(*, beat: float = 0.2, watch: float = 0.5) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as a process; killed at the end."""
    surroundings = os.environ | {
        "DATABASE_URL": database_url(),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "DJANGO_SETTINGS_MODULE": "pilothouse.site.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(beat=beat, watch=watch)], env=surroundings
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until `true()` holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
