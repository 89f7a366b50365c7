"""Workers beside the program: threads and processes on a real database, stopped and killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from pilothouse.kit import clock, jobs, models
from pilothouse.kit.jobs import running, worker
from pilothouse.kit.tests import processes, work
from pilothouse.kit.tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(running, "TELL_SECONDS", 0.1)
    monkeypatch.setattr(worker, "WATCH_SECONDS", 0.5)


@contextmanager
def threads(count: int) -> Iterator[threading.Event]:
    stop = threading.Event()
    running = [threading.Thread(target=worker.Worker(stop).run) for _ in range(count)]
    for thread in running:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in running:
            thread.join(10)
            assert not thread.is_alive()


def start(function: Any, actor: Any, **arguments: Any) -> int:
    return jobs.start(function, actor=actor, now=clock.now(), arguments=arguments).id


def state(id: int) -> str:
    return models.Job.objects.get(pk=id).state


def test_a_worker_takes_a_job_within_half_a_second(editor: Any) -> None:
    with threads(1):
        time.sleep(0.6)
        began = time.monotonic()
        id = start(work.add, editor, a=1, b=2)
        until(lambda: state(id) == "done", 3)
        assert time.monotonic() - began < 0.5


def test_four_workers_run_each_job_once(editor: Any) -> None:
    ids = [start(work.add, editor, a=number, b=0) for number in range(40)]
    with threads(4):
        until(lambda: not models.Job.objects.exclude(state="done").exists())

    assert list(models.Job.objects.filter(pk__in=ids).values_list("tries", flat=True)) == [1] * 40


def test_progress_and_heartbeat_show_while_it_runs_and_cancelling_stops_it(
    editor: Any, tmp_path: Path
) -> None:
    id = start(work.wait, editor, file=str(tmp_path / "never"))
    with threads(1):
        until(lambda: models.Job.objects.get(pk=id).step == "Waiting for a file")
        beat = models.Job.objects.get(pk=id).heartbeat_at
        until(lambda: models.Job.objects.get(pk=id).heartbeat_at != beat, 3)
        assert jobs.status(actor=editor, id=id).of == 3

        jobs.cancel(actor=editor, now=clock.now(), id=id)
        until(lambda: state(id) == "cancelled", 3)


def test_steps_are_written_at_most_as_often_as_told(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = []
    kept = jobs.Progress._write
    monkeypatch.setattr(jobs.Progress, "_write", lambda self: (writes.append(1), kept(self)))
    id = start(work.wait, editor, file="/nowhere/never")
    models.Job.objects.filter(pk=id).update(arguments={"a": 1, "b": 2}, name="test.add")
    monkeypatch.setitem(jobs.starting.registry, "test.add", jobs.starting.Known(_chatty, "Chatty", 2))  # type: ignore[arg-type]
    with threads(1):
        until(lambda: state(id) == "done")

    assert 1 <= len(writes) <= 7


def _chatty(progress: jobs.Progress, *, actor: Any, a: int, b: int) -> dict[str, Any]:
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        progress.step(f"Step {time.monotonic()}")
    return {}


def test_stopping_hands_the_job_back_and_its_try_does_not_count(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "go"
    id = start(work.wait, editor, file=str(file))
    with threads(1):
        until(lambda: state(id) == "running")

    row = models.Job.objects.get(pk=id)
    assert (row.state, row.tries) == ("waiting", 0)
    file.touch()
    with threads(1):
        until(lambda: state(id) == "done")


def test_a_heart_beats_through_a_long_transaction_of_somebody_else(editor: Any, tmp_path: Path) -> None:
    """SQLite lets one write at a time: hearts cannot beat then, and nobody may count them dead."""
    file = tmp_path / "go"
    id = start(work.wait, editor, file=str(file))
    with threads(2):
        until(lambda: state(id) == "running")
        with transaction.atomic():
            models.Job.objects.filter(pk=-1).update(state="done")
            time.sleep(4)
        time.sleep(1)
        assert models.Job.objects.get(pk=id).tries == 1
        file.touch()
        until(lambda: state(id) == "done")

    assert models.Job.objects.get(pk=id).tries == 1


def killed(id: int, pid_file: Path, process: Any) -> None:
    """Kill the worker when it has begun the job."""
    until(pid_file.exists)
    until(lambda: state(id) == "running")
    assert int(pid_file.read_text()) == process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("moment", ["early", "late"])
def test_a_killed_worker_leaves_its_job_to_another_and_the_effect_happens_once(
    editor: Any, tmp_path: Path, moment: str
) -> None:
    file, pid_file = tmp_path / "go", tmp_path / "go.pid"
    if moment == "late":
        file.write_text("late")
    id = start(work.rows, editor, count=100, file=str(file))
    with processes.worker() as process:
        if moment == "early":
            killed(id, pid_file, process)  # inside the open transaction
            assert models.IdempotencyKey.objects.count() == 0
        else:
            until(lambda: state(id) == "done")  # after it, before the worker knows
            os.kill(process.pid, signal.SIGKILL)
    file.write_text("now")
    with processes.worker():
        until(lambda: state(id) == "done", 30)
        time.sleep(1)

    row = models.Job.objects.get(pk=id)
    assert row.tries == (2 if moment == "early" else 1)
    assert row.result == {"rows": 100}
    assert models.IdempotencyKey.objects.count() == 100


@pytest.mark.slow
def test_a_killed_worker_is_found_within_forty_seconds_as_shipped(editor: Any, tmp_path: Path) -> None:
    file, pid_file = tmp_path / "go", tmp_path / "go.pid"
    id = start(work.rows, editor, count=10, file=str(file))
    with processes.worker(beat=3.0, watch=5.0) as process:
        killed(id, pid_file, process)
    file.write_text("now")
    began = time.monotonic()
    with processes.worker(beat=3.0, watch=5.0):
        until(lambda: state(id) == "done", 40)
    assert 10 < time.monotonic() - began < 40
