"""The power fails while `pilothouse serve` adds, imports and plans: what it acknowledged is on the disk.

A library that is preloaded writes down every write and every synchronisation (`journal.c`). From that the
disk is rebuilt at many moments as if the power had failed there: with nothing but what was synchronised, with
some of the rest, and with all. kill -9, which loses nothing written, is in `site/tests/test_power_cuts.py`.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pilothouse.site.tests.programs import PROGRAM, Served, command, served
from tests import migrated
from tests.power.disk import Disk, records

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

DATABASE = "pilothouse.sqlite3"
SECONDS = 6.0  # of load
CUTS = 60
WITHOUT = (
    "import sys; from pilothouse.site import settings;"
    "settings.DATABASES['default']['OPTIONS']['init_command'] += 'PRAGMA synchronous=OFF;';"
    "from pilothouse.site.cli import main; main()"
)
# What was acknowledged, and the question that finds it.
ASKED = {
    "item": "SELECT count(*) FROM roadmap_item WHERE key = ?",
    "import": "SELECT count(*) FROM connectors_importrun WHERE number = ? AND state = 'done'",
    "imported": "SELECT count(*) FROM roadmap_item WHERE title = ?",
    "plan": "SELECT count(*) FROM kit_job WHERE id = ? AND state = 'done' AND result IS NOT NULL",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("A power cut is simulated with a preloaded library: it needs Linux and a C compiler.")
    found = tmp_path_factory.mktemp("library") / "journal.so"
    source = Path(__file__).with_name("journal.c")
    subprocess.run(
        [compiler, "-O1", "-shared", "-fPIC", "-o", found, source, "-ldl", "-lpthread"], check=True
    )
    return found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with an owner, and a token of the owner's."""
    home = migrated.into(tmp_path_factory.mktemp("prepared"))
    words = ("init", "--name", "Acme", "--person", "Olu Owner", "--email", "olu@acme.example")
    done = subprocess.run(
        [*PROGRAM, *words, "--password-stdin"],
        env=_environment(home),
        input="correct horse battery\n",
        text=True,
        capture_output=True,
        check=True,
    )
    assert "acme" in done.stdout
    return home, command(home, "token", "create", "cuts", "--scope", "write").stdout.strip()


def _environment(home: Path) -> dict[str, str]:
    from pilothouse.site.tests.programs import surroundings

    return surroundings(home)


@dataclass
class Load:
    """What was asked of the server, and how long the journal was when each answer had come."""

    site: Served
    secret: str
    journal: Path
    told: list[tuple[int, str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"} | headers
        asked = urllib.request.Request(f"{self.site.address}/api/v1{path}", data, sent, method=method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.loads(answer.read())

    def acknowledged(self, kind: str, what: Any) -> None:
        self.told.append((self.journal.stat().st_size, kind, what))

    def run(self, seconds: float, *, wanted: set[str]) -> None:
        """Load of every kind for so long, and on until each kind of `wanted` was acknowledged once."""
        product = self.ask("POST", "/products", {"key": "ONE", "name": "One"})["id"]
        self.ask("POST", "/people", {"name": "Ana Ruiz"})
        works = (self._adding, self._adding, self._importing, self._planning)
        threads = [threading.Thread(target=self._going, args=(work, product)) for work in works]
        for thread in threads:
            thread.start()
        self.over.wait(seconds)
        deadline = time.monotonic() + 90
        while not wanted <= {kind for _, kind, _ in self.told} and time.monotonic() < deadline:
            time.sleep(0.1)
        self.over.set()
        self.site.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join()

    def _going(self, work: Any, product: int) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            try:
                work(product, number)
            except OSError:  # the server was killed
                if not self.over.is_set():
                    raise

    def _adding(self, product: int, number: int) -> None:
        made = self.ask("POST", "/items", {"title": f"Item {number}", "product_id": product, "likely": 2})
        self.acknowledged("item", made["key"])

    def _importing(self, product: int, number: int) -> None:
        rows = "".join(f"Row {number}.{row},IMP-{number}{row:03},Task,To Do\n" for row in range(120))
        text = f"Summary,Issue key,Issue Type,Status\n{rows}"
        parts = {"product": "ONE", "source": "jira", "file; filename=a.csv": text}
        body = b"".join(
            f"--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{value}\r\n".encode()
            for name, value in parts.items()
        )
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        made = self.ask("POST", "/imports", body + b"--x--\r\n", **kind)
        state = made
        while state.get("state") not in {"done", "failed"} and not self.over.is_set():
            time.sleep(0.1)
            state = self.ask("GET", f"/imports/{made['number']}")
        if state.get("state") == "done":
            self.acknowledged("import", made["number"])
            self.acknowledged("imported", f"Row {number}.119")

    def _planning(self, product: int, number: int) -> None:
        job = self.ask("POST", "/plans", {"product_ids": [product], "seed": number, "draws": 100})
        state = job
        while state["state"] in {"waiting", "running"} and not self.over.is_set():
            time.sleep(0.1)
            state = self.ask("GET", f"/jobs/{job['id']}")
        if state["state"] == "done":
            self.acknowledged("plan", job["id"])
        elif not self.over.is_set():
            raise AssertionError(state["problem"])


def _loaded(
    prepared: tuple[Path, str],
    library: Path,
    folder: Path,
    wanted: set[str],
    *,
    program: list[str] = PROGRAM,
) -> tuple[Path, Path, Load]:
    """A copy of the data folder as it was, the journal of a server's work on it, and what was told."""
    before, secret = prepared
    home, journal = folder / "home", folder / "journal"
    shutil.copytree(before, home)
    power = {"POWER_HOME": str(home), "POWER_LOG": str(journal), "LD_PRELOAD": str(library)}
    with served(home, program=program, **power) as site:
        load = Load(site, secret, journal)
        load.run(SECONDS, wanted=wanted)
    return home, journal, load


def _cuts(
    before: Path, home: Path, journal: Path, load: Load, folder: Path
) -> Iterator[tuple[str, list[str]]]:
    """For each power cut what was lost: acknowledged facts that are missing, or a broken file."""
    chance = random.Random(1)
    steps = list(records(journal))
    first = load.told[0][0]
    ends = [row.end for row in steps]
    moments = sorted(chance.sample([at for at, end in enumerate(ends) if end >= first], CUTS))
    disk, done = Disk(_moved(before, home, folder)), 0
    for number, at in enumerate(moments):
        for row in steps[done : at + 1]:
            disk.apply(row)
        done = at + 1
        kept = (0.0, 0.5, 1.0)[number % 3]
        image = disk.image(chance, kept)
        told = [(kind, what) for size, kind, what in load.told if size <= ends[at]]
        yield f"cut {number} at {ends[at]}, {kept:.0%} of the rest kept", _lost(image, home, told, folder)


def _moved(before: Path, home: Path, folder: Path) -> Path:
    """The folder as it was before the load, under the name that the journal knows."""
    shutil.rmtree(home)
    shutil.copytree(before, home)
    return home


def _lost(image: dict[str, bytes], home: Path, told: list[tuple[str, Any]], folder: Path) -> list[str]:
    place = folder / "image"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal"):
        if (content := image.get(str(home / name))) is not None:
            (place / name).write_bytes(content)
    with closing(sqlite3.connect(place / DATABASE)) as file:
        try:
            whole = file.execute("PRAGMA integrity_check").fetchone()[0]
            missing = [f"{kind} {what}" for kind, what in told if not _is_there(file, kind, what)]
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return missing + ([] if whole == "ok" else [whole])


def _is_there(file: sqlite3.Connection, kind: str, what: Any) -> bool:
    return bool(file.execute(ASKED[kind], (what,)).fetchone()[0])


def test_what_was_acknowledged_survives_every_power_cut(
    prepared: tuple[Path, str], library: Path, tmp_path: Path
) -> None:
    wanted = {"item", "import", "imported", "plan"}
    home, journal, load = _loaded(prepared, library, tmp_path, wanted)
    kinds = [kind for _, kind, _ in load.told]
    print(
        f"{len(load.told)} facts told: "
        + ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
    )
    lost = {cut: found for cut, found in _cuts(prepared[0], home, journal, load, tmp_path) if found}

    assert lost == {}
    assert wanted <= set(kinds)
    assert kinds.count("item") > 20


def test_without_synchronising_the_same_cuts_are_seen_to_lose_what_was_acknowledged(
    prepared: tuple[Path, str], library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the test above would see nothing."""
    unsafe = [sys.executable, "-c", WITHOUT]
    home, journal, load = _loaded(prepared, library, tmp_path, {"item"}, program=unsafe)
    lost = {cut: found for cut, found in _cuts(prepared[0], home, journal, load, tmp_path) if found}
    print(f"{len(lost)} of {CUTS} cuts lost something")

    assert len(lost) >= CUTS // 4
