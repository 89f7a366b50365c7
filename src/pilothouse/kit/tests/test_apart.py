"""Jobs in a process of their own: killed, grown, hanging, cancelled; none harms another."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from pilothouse.kit import clock, jobs, models
from pilothouse.kit.actor import Actor
from pilothouse.kit.jobs import apart, worker
from pilothouse.kit.tests import processes, work
from pilothouse.kit.tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)

CHILD = """
import sys

import django
django.setup()
import pilothouse.kit.tests.work
from pilothouse.kit.jobs import child
child.serve(megabytes=int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", processes.database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pilothouse.site.settings")


@contextmanager
def workers(count: int = 1, *, megabytes: int = 400) -> Iterator[list[apart.Apart]]:
    stop = threading.Event()
    children = [apart.Apart([sys.executable, "-c", CHILD], megabytes=megabytes) for _ in range(count)]
    threads = [threading.Thread(target=worker.Worker(stop, each).run) for each in children]
    for thread in threads:
        thread.start()
    try:
        yield children
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()


def start(function: Any, actor: Actor, **arguments: Any) -> int:
    return jobs.start(function, actor=actor, now=clock.now(), arguments=arguments).id


def found(id: int) -> models.Job:
    return models.Job.objects.get(pk=id)


def over(id: int, seconds: float = 40) -> models.Job:
    until(lambda: found(id).state not in ("waiting", "running"), seconds)
    return found(id)


def code(id: int) -> str:
    return str((over(id).problem or {}).get("code"))


def test_one_child_runs_job_after_job_and_survives_what_ends_one(editor: Actor) -> None:
    with workers():
        first, second = start(work.compute, editor, what="pid"), start(work.compute, editor, what="again")
        assert over(first).result == over(second).result
        assert over(first).result != {"pid": os.getpid()}

        assert code(start(work.compute, editor, what="die")) == "job_crashed"
        assert code(start(work.compute, editor, what="grow", megabytes=3_000)) == "job_too_large"
        assert code(start(work.brief, editor)) == "job_too_long"
        assert over(start(work.compute, editor, what="pid", megabytes=1)).state == "done"


def test_a_job_that_never_steps_is_cancelled_within_two_seconds(editor: Actor) -> None:
    id = start(work.compute, editor, what="spin")
    with workers():
        until(lambda: found(id).step == "Computing", 40)
        began = time.monotonic()
        jobs.cancel(actor=editor, now=clock.now(), id=id)
        assert over(id).state == "cancelled"
        assert time.monotonic() - began < 4  # two, on a machine that does nothing else


def test_a_second_workspace_computes_while_the_first_one_hangs(editor: Actor) -> None:
    other = replace(editor, workspace_id=editor.workspace_id + 1_000)
    hangs, waits = start(work.compute, editor, what="spin"), start(work.compute, editor, what="pid")
    with workers(2):
        until(lambda: found(hangs).state == "running", 40)
        assert over(start(work.compute, other, what="pid")).state == "done"
        assert found(hangs).state == "running"
        assert found(waits).state == "waiting"  # a workspace has one such job at a time


def test_stopping_the_worker_ends_the_child_and_hands_the_job_back(editor: Actor) -> None:
    id = start(work.compute, editor, what="spin")
    with workers() as children:
        until(lambda: found(id).step == "Computing", 40)
    assert (found(id).state, found(id).tries) == ("waiting", 0)
    assert children[0].memory() == 0


def test_workspaces_take_turns(editor: Actor) -> None:
    other = replace(editor, workspace_id=editor.workspace_id + 1_000)
    mine = [start(work.add, editor, a=number, b=0) for number in range(3)]
    theirs = start(work.add, other, a=9, b=0)

    ran = []
    while (next_one := worker._next(clock.now())) is not None:
        worker.work()
        ran.append(next_one)

    assert ran == [mine[0], theirs, *mine[1:]]


def test_an_idle_child_ends(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_IDLE_SECONDS", 0.5)
    with workers() as children:
        over(start(work.compute, editor, what="pid"))
        assert children[0].memory() > 10
        until(lambda: children[0].memory() == 0, 10)
