"""The program as people run it: in a process of its own, with a data folder of its own, on SQLite."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = [sys.executable, "-m", "pilothouse.site.cli"]
_OURS = ("PILOTHOUSE_", "DATABASE_URL", "DJANGO_", "PYTEST")


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """An environment without any setting of ours but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    path = os.pathsep.join(part for part in sys.path if part)
    return kept | {"PILOTHOUSE_HOME": str(home), "PYTHONPATH": path} | more


def command(home: Path, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """`pilothouse WORDS`, run to its end."""
    return subprocess.run(
        [*PROGRAM, *words],
        env=surroundings(home, **more),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Served:
    """A running server: its process, its address, and what it has said so far."""

    process: subprocess.Popen[str]
    address: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    ready_seconds: float = 0.0

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        asked = urllib.request.Request(self.address + path, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self, number: int = signal.SIGINT) -> float:
        """Seconds that it takes to stop after the signal."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - began


@contextmanager
def served(home: Path, *words: str, program: list[str] = PROGRAM, **more: str) -> Iterator[Served]:
    """`pilothouse serve WORDS` from when it says that it is ready until the block ends."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [*program, "serve", "--port", str(port), *words],
        env=surroundings(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = Served(process, f"http://127.0.0.1:{port}")
    readers = [
        threading.Thread(target=_read, args=(process.stdout, found.out)),
        threading.Thread(target=_read, args=(process.stderr, found.err)),
    ]
    for reader in readers:
        reader.start()
    try:
        while not any("is ready" in line for line in found.out):
            assert process.poll() is None, found.err
            assert time.monotonic() - began < 60, "not ready within a minute"
            time.sleep(0.02)
        found.ready_seconds = time.monotonic() - began
        yield found
    finally:
        process.kill()
        process.wait()
        for reader in readers:
            reader.join()


def _read(stream: Any, lines: list[str]) -> None:
    lines.extend(iter(stream.readline, ""))
