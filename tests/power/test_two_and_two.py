"""Two web processes and two workers on one PostgreSQL, under load and kill -9: nothing acknowledged is lost,
and nothing is done twice.

Clients add items and upload backlogs in three workspaces. Each request has an `Idempotency-Key` and is sent
again, with the same key, to the other process when its own dies. Web processes are killed one after the
other; the workers both at once, so that exactly the jobs that were running then have one more try.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pilothouse.site.tests.programs import Served, served, surroundings
from tools import postgres

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

WORKSPACES = ("acme", "bolt", "coil")
ROWS = 60  # of each upload
WAIT_SECONDS = 40.0
# A lost job is found after six seconds instead of twenty; no plan is made, so no child is made ready for one.
_QUICKLY = (
    "from pilothouse.kit.shell import django_ready; django_ready();"
    "from pilothouse.kit.jobs import apart, running, worker;"
    "running.BEAT_SECONDS, worker.WATCH_SECONDS = 0.5, 1.5; apart.Apart.ready = lambda self: None;"
    "from pilothouse.site.cli import main; main()"
)
QUICK = [sys.executable, "-c", _QUICKLY]
PREPARE = f"""
from pilothouse.kit.shell import django_ready
django_ready()
from pilothouse.site.upkeep import migrate
migrate()
from tests.fixtures import NOW, found, token
from pilothouse.vision import services
for slug in {WORKSPACES}:
    owner = found(slug=slug, name=slug.title())[1]
    product = services.add_product(actor=owner.actor, now=NOW, key="ONE", name="One")
    print(token(owner), product.id)
"""


@dataclass
class Client:
    """Somebody of one workspace: what was sent, and what was acknowledged of it."""

    slug: str
    secret: str
    product: int
    sites: list[Served]
    over: threading.Event
    sent: set[str] = field(default_factory=set)
    items: dict[str, str] = field(default_factory=dict)  # key to title
    imports: dict[int, str] = field(default_factory=dict)  # number to the name that its rows begin with
    again: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, number: int) -> None:
        title = f"{self.slug} item {number}"
        self.sent.add(title)
        body = json.dumps({"title": title, "product_id": self.product, "likely": 2}).encode()
        if made := self._ask("/items", body, "application/json", title):
            self.items[made["key"]] = title
        self.over.wait(0.05)

    def upload(self, number: int) -> None:
        name = f"{self.slug} upload {number}."
        rows = "".join(f"{name}{row},UP-{number}{row:03},Task,To Do\n" for row in range(ROWS))
        text = f"Summary,Issue key,Issue Type,Status\n{rows}"
        self.sent |= {f"{name}{row}" for row in range(ROWS)}
        parts = {"product": "ONE", "source": "jira", "file; filename=a.csv": text}
        body = b"".join(
            f"--x\r\nContent-Disposition: form-data; name={part}\r\n\r\n{value}\r\n".encode()
            for part, value in parts.items()
        )
        if made := self._ask("/imports", body + b"--x--\r\n", "multipart/form-data; boundary=x", name):
            self.imports[made["number"]] = name
        self.over.wait(0.6)

    def _ask(self, path: str, body: bytes, kind: str, key: str) -> Any:
        """The answer, of whichever process gives one; None when the load was over before."""
        sent = {"Authorization": f"Bearer {self.secret}", "Content-Type": kind, "Idempotency-Key": key}
        turn = hash(key)
        while not self.over.is_set():
            address = f"{self.sites[turn % len(self.sites)].address}/api/v1{path}"
            try:
                asked = urllib.request.Request(address, body, sent, method="POST")
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:
                text = error.read().decode()
                if error.code != 409 or "still_running" not in text:
                    self.faults.append(f"{path} {key}: {error.code} {text[:200]}")
                    return None
            except (OSError, HTTPException):  # it was killed: ask the other one for the same
                self.again += 1
            turn += 1
            time.sleep(0.05)
        return None

    def go(self, work: str) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            getattr(self, work)(number)


@dataclass
class House:
    """The processes, and what is asked of the database beside them."""

    home: Path
    url: str
    stack: ExitStack
    sites: list[Served] = field(default_factory=list)
    workers: list[subprocess.Popen[str]] = field(default_factory=list)
    lost: Counter[int] = field(default_factory=Counter)  # job to how often its worker was killed

    def start_site(self, at: int) -> None:
        found = self.stack.enter_context(
            served(self.home, "--no-worker", program=QUICK, DATABASE_URL=self.url)
        )
        self.sites[at : at + 1] = [found]

    def start_workers(self) -> None:
        for _ in range(2):
            process = subprocess.Popen(
                [*QUICK, "worker"],
                env=surroundings(self.home, DATABASE_URL=self.url),
                stdout=subprocess.DEVNULL,
                text=True,
            )
            self.stack.callback(_end, process)
            self.workers.append(process)

    def kill_site(self, at: int) -> None:
        self.sites[at].process.send_signal(signal.SIGKILL)
        self.sites[at].process.wait()

    def kill_workers(self) -> None:
        """While at least one job runs; which ones is known when both are dead."""
        self.until("SELECT count(*) > 0 FROM kit_job WHERE state = 'running' AND name = 'connectors.import'")
        for process in self.workers:
            process.send_signal(signal.SIGKILL)
        for process in self.workers:
            process.wait()
        self.workers.clear()
        time.sleep(0.5)  # PostgreSQL ends what a dead worker had sent whole
        self.lost.update(row[0] for row in self.ask("SELECT id FROM kit_job WHERE state = 'running'"))

    def ask(self, text: str) -> list[Any]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(text.encode()).fetchall()

    def until(self, text: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.ask(text)[0][0]:
            assert time.monotonic() < deadline, f"{text}: {self.ask('SELECT * FROM kit_job')}"
            time.sleep(0.05)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


@contextmanager
def house(home: Path) -> Iterator[tuple[House, list[Client]]]:
    """Two web processes and two workers, and a client of each workspace."""
    with postgres.postgres() as url, ExitStack() as stack:
        made = subprocess.run(
            [sys.executable, "-c", PREPARE],
            env=surroundings(home, DATABASE_URL=url),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert made.returncode == 0, made.stderr
        found = House(home, url, stack)
        found.start_workers()
        for at in range(2):
            found.start_site(at)
        over = threading.Event()
        told = [line.split() for line in made.stdout.splitlines()]
        yield (
            found,
            [
                Client(slug, secret, int(product), found.sites, over)
                for slug, (secret, product) in zip(WORKSPACES, told, strict=True)
            ],
        )


def loaded(found: House, clients: list[Client]) -> None:
    """Load while each process is killed, until every job is over."""
    threads = [
        threading.Thread(target=client.go, args=(work,)) for client in clients for work in ("add", "upload")
    ]
    for thread in threads:
        thread.start()
    try:
        found.kill_site(0)
        found.kill_workers()
        found.start_workers()
        found.start_site(0)
        found.kill_site(1)
        found.until("SELECT count(*) > 0 FROM kit_job WHERE state = 'done' AND tries > 1")
    finally:
        for client in clients:
            client.over.set()
        for thread in threads:
            thread.join()
    found.until("SELECT count(*) = 0 FROM kit_job WHERE state IN ('waiting', 'running')")


@dataclass(frozen=True)
class Kept:
    """What the database has at the end; keys and numbers with the workspace before them."""

    titles: Counter[str]
    items: dict[str, str]
    imports: dict[str, str]
    jobs: list[tuple[int, str, int]]


def settled(found: House) -> list[tuple[int, str, int]]:
    """Every job, once none is left to do: a request whose client gave up can start one later."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        jobs: list[tuple[int, str, int]] = found.ask("SELECT id, state, tries FROM kit_job")
        if not {"waiting", "running"} & {state for _, state, _ in jobs} or time.monotonic() > deadline:
            return jobs
        time.sleep(0.05)


def kept(found: House) -> Kept:
    jobs = settled(found)
    named = "SELECT w.slug || ' ' || {} FROM {} r JOIN accounts_workspace w ON w.id = r.workspace_id"
    return Kept(
        Counter(row[0] for row in found.ask("SELECT title FROM roadmap_item")),
        dict(found.ask(named.format("r.key, r.title", "roadmap_item"))),
        dict(found.ask(named.format("r.number, r.state", "connectors_importrun"))),
        jobs,
    )


def test_two_web_processes_and_two_workers_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)
    with house(tmp_path) as (found, clients):
        loaded(found, clients)
        there = kept(found)

    items = {f"{each.slug} {key}": title for each in clients for key, title in each.items.items()}
    uploads = {f"{each.slug} {number}": name for each in clients for number, name in each.imports.items()}
    rows = {f"{name}{row}" for name in uploads.values() for row in range(ROWS)}
    again = sum(client.again for client in clients)
    print(
        f"{len(items)} items, {len(uploads)} uploads, {len(there.jobs)} jobs, {again} requests sent again,"
        f" {found.lost.total()} jobs whose worker was killed"
    )
    assert [fault for client in clients for fault in client.faults] == []

    # Nothing acknowledged is lost.
    assert items.items() <= there.items.items()
    assert {there.imports[name] for name in uploads} == {"done"}
    assert rows <= set(there.titles)
    # Nothing is there twice, and nothing that was not sent.
    assert [title for title, many in there.titles.items() if many > 1] == []
    assert set(there.titles) <= set.union(*(client.sent for client in clients))
    # Each job was done once: one more try for each time that its worker was killed, and none else.
    assert {state for _, state, _ in there.jobs} == {"done"}
    assert {id: tries for id, _, tries in there.jobs} == {id: 1 + found.lost[id] for id, *_ in there.jobs}
    # And the test saw what it is about.
    assert len(items) > 20
    assert len(uploads) >= 2 * len(WORKSPACES)
    assert again
    assert found.lost
