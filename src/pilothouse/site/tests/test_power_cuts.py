"""What was acknowledged is there after kill -9, whatever the program was doing."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from pilothouse.site.tests.programs import command, surroundings

ROUNDS = 25
WRITERS = """
import sys, threading
from pilothouse.kit.shell import django_ready
django_ready()
from django.db import transaction
from pilothouse.kit import clock, models
from pilothouse.site import serve

serve.start_checkpoints(threading.Event())
say = threading.Lock()

def write():
    while True:
        with transaction.atomic():
            row = models.Job.objects.create(
                workspace_id=1, name="x", title="x" * 200, actor={}, arguments={}, created_at=clock.now()
            )
        with say:
            print(row.pk, flush=True)

for _ in range(4):
    threading.Thread(target=write).start()
"""


@pytest.mark.slow
@pytest.mark.one_database
def test_no_acknowledged_row_is_missing_after_killing_four_writers(tmp_path: Path) -> None:
    assert command(tmp_path, "migrate").returncode == 0
    chance = random.Random(1)
    told: set[int] = set()
    for _ in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITERS], env=surroundings(tmp_path), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        told.add(int(process.stdout.readline()))
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        # The last line may be cut off in the middle of its number.
        told |= {int(line) for line in rest.split("\n")[:-1]}

        with closing(sqlite3.connect(tmp_path / "pilothouse.sqlite3")) as file:
            kept = {row[0] for row in file.execute("SELECT id FROM kit_job")}
            assert told <= kept
            assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len(told) > 10 * ROUNDS
