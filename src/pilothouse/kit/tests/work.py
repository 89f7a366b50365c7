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


@job(name="test.apart", title="Compute", apart=True)
def compute(progress: Progress, *, actor: Actor, what: str, megabytes: int = 0) -> dict[str, Any]:
    """Work of a process of its own: `pid` tells its number, `spin` never steps, `grow` takes memory, `die`
    ends the process."""
    progress.step("Computing", 1, 2)
    if what == "die":
        os.kill(os.getpid(), 9)
    if what == "grow":
        held = [bytearray(os.urandom(1) * 2**20) for _ in range(megabytes)]
        time.sleep(30)
        return {"held": len(held)}
    deadline = time.monotonic() + 30
    while what == "spin" and time.monotonic() < deadline:
        pass
    return {"pid": os.getpid()}


@job(name="test.brief", title="Compute briefly", apart=True, seconds=1.0)
def brief(progress: Progress, *, actor: Actor) -> dict[str, Any]:
    time.sleep(30)
    return {}
