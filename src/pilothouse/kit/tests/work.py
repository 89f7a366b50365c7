"""Jobs for the tests; also loaded by the workers that the tests start as programs of their own."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.db import transaction

from pilothouse.kit import clock, models
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.jobs import Progress, job


@job(name="test.add", title="Add two numbers")
def add(progress: Progress, *, actor: Actor, a: int, b: int) -> dict[str, Any]:
    progress.step("Adding", 1, 2)
    return {"sum": a + b, "by": actor.name, "result_url": "/sum"}


@job(name="test.refuse", title="Refuse")
def refuse(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    raise Invalid("The file is empty.", where="file", cure="Choose another.")


@job(name="test.break", title="Break")
def break_down(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    raise OSError("disk")


@job(name="test.wait", title="Wait")
def wait(progress: Progress, *, actor: Actor, file: str) -> dict[str, Any]:
    """Steps until the file exists; writes the number of its process beside it."""
    Path(file + ".pid").write_text(str(os.getpid()))
    deadline = time.monotonic() + 30
    while not Path(file).exists() and time.monotonic() < deadline:
        progress.step("Waiting for a file", 1, 3)
        time.sleep(0.02)
    return {}


@job(name="test.rows", title="Write rows")
def rows(progress: Progress, *, actor: Actor, count: int, file: str) -> dict[str, Any]:
    """Writes `count` rows in one transaction that is the job's end as well; sleeps before the file exists."""
    Path(file + ".pid").write_text(str(os.getpid()))
    with transaction.atomic():
        for number in range(count):
            models.IdempotencyKey.objects.create(
                workspace_id=0,
                caller="rows",
                key=str(number),
                digest="",
                status=0,
                body=b"",
                created_at=clock.now(),  # older ones are swept
            )
        if not Path(file).exists():
            time.sleep(60)
        progress.finish({"rows": count})
    if Path(file).read_text() == "late":
        time.sleep(60)
    return {"rows": count}
