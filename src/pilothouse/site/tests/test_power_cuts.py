"""What was acknowledged is there after kill -9, whatever the program was doing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pilothouse.site.tests.programs import surroundings
from tests import migrated

ROUNDS = 25
# Reads the program once, and makes a new process of it for each line that it is sent.
WRITERS = """
import os, sys, threading
from pilothouse.kit.shell import django_ready
django_ready()
from django.db import transaction
from pilothouse.kit import clock, models
from pilothouse.site import serve

def say(text):
    os.write(1, f"{text}\\n".encode())  # short, so whole or not at all

def write():
    while True:
        with transaction.atomic():
            row = models.Job.objects.create(
                workspace_id=1, name="x", title="x" * 200, actor={}, arguments={}, created_at=clock.now()
            )
        say(row.pk)

for _ in sys.stdin:
    process = os.fork()
    if not process:
        say(f"process {os.getpid()}")
        serve.start_checkpoints(threading.Event())
        for _ in range(4):
            threading.Thread(target=write).start()
        threading.Event().wait()
    os.waitpid(process, 0)
    say("dead")
"""


@pytest.mark.slow
@pytest.mark.one_database
def test_no_acknowledged_row_is_missing_after_killing_four_writers(tmp_path: Path) -> None:
    migrated.into(tmp_path)
    chance = random.Random(1)
    told: set[int] = set()
    program = [sys.executable, "-c", WRITERS]
    pipe: Any = subprocess.PIPE
    with subprocess.Popen(
        program, env=surroundings(tmp_path), stdin=pipe, stdout=pipe, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(ROUNDS):
            process.stdin.write("again\n")
            writer = int(process.stdout.readline().removeprefix("process "))
            told.add(int(process.stdout.readline()))
            time.sleep(chance.uniform(0.05, 0.6))
            os.kill(writer, signal.SIGKILL)
            told |= {int(line) for line in iter(process.stdout.readline, "dead\n")}

            with closing(sqlite3.connect(tmp_path / "pilothouse.sqlite3")) as file:
                kept = {row[0] for row in file.execute("SELECT id FROM kit_job")}
                assert told <= kept
                assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        process.stdin.close()
    assert len(told) > 10 * ROUNDS
