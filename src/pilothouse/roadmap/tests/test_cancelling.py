"""A plan of thousands of items that really runs, in a process of its own, stops when it is told to."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

import pytest

from pilothouse.kit import clock, jobs, models
from pilothouse.kit.jobs import apart, worker
from pilothouse.kit.tests.processes import database_url, until
from pilothouse.roadmap import models as roadmap
from pilothouse.roadmap.tasks import plan_roadmap

ITEMS = 2_000


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the child, which are the program's own."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pilothouse.site.settings")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_plan_of_two_thousand_items_is_cancelled_within_two_seconds(small: Any, surroundings: None) -> None:
    rows = roadmap.Item.objects.bulk_create(
        roadmap.Item(
            workspace_id=small.actor.workspace_id,
            product_id=small.product_id,
            key=f"APP-{number}",
            title=f"Part {number}",
            rank=number,
            low=1,
            likely=2 + number % 3,
            high=6,
        )
        for number in range(1, ITEMS + 1)
    )
    roadmap.Need.objects.bulk_create(
        roadmap.Need(workspace_id=small.actor.workspace_id, item=row, people=1) for row in rows
    )
    wanted = {"seed": 1, "draws": 10_000, "anew": True}
    id = jobs.start(plan_roadmap, actor=small.actor, now=clock.now(), arguments=wanted).id
    stop = threading.Event()
    child = apart.Apart([sys.executable, "-m", "pilothouse.site.child"])
    thread = threading.Thread(target=worker.Worker(stop, child).run)
    thread.start()
    try:
        until(lambda: _job(id).state == "running" and _job(id).of, 120)  # it searches
        time.sleep(0.5)
        assert _job(id).state == "running"
        began = time.monotonic()
        jobs.cancel(actor=small.actor, now=clock.now(), id=id)
        until(lambda: _job(id).state != "running", 30)
        took = time.monotonic() - began
    finally:
        stop.set()
        thread.join(20)
    assert _job(id).state == "cancelled"
    assert took < 4  # two, on a machine that does nothing else
    assert not roadmap.PlanRun.objects.exists()


def _job(id: int) -> models.Job:
    return models.Job.objects.get(pk=id)
