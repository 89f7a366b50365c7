"""Readers and writers at once, against a program that serves: errors, requests a second, waiting, memory.

`python bench/load.py [--size 10x2000x200] [--seconds 60] [--readers 50] [--writers 10] [--processes N]
[--home FOLDER] [--postgres] [--json]`. `pilothouse serve` runs in a process of its own on the loopback
address, with the workspace of `bench/pages.py`; what `--home` holds already is used again. Everybody asks
again as soon as an answer is there. Readers take the pages and calls of `READ` by their weights, each writer
renames items of its own through the API. The peer is a bare Django view with one statement in the same
server under the same readers. Memory is what the processes of the server have alone or share by halves (PSS).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pages

READ = {
    "Today": ("/w/{slug}/", 3),
    "list": ("/w/{slug}/roadmap/items", 3),
    "a page of the list": ("/w/{slug}/roadmap/items?page={page}", 3),
    "item": ("/w/{slug}/roadmap/items/P{product}-{number}", 4),
    "releases": ("/w/{slug}/roadmap/releases", 1),
    "people": ("/w/{slug}/team/", 1),
    "activity": ("/w/{slug}/activity", 1),
    "item, API": ("/api/v1/items/P{product}-{number}", 2),
    "list, API": ("/api/v1/items?page={page}", 1),
    "search, API": ("/api/v1/search?q=part+{number}", 1),
}
PEER_URLS = """
from django.http import HttpResponse
from django.urls import path
from pilothouse.site.urls import urlpatterns as ours
from pilothouse.vision.models import Product

def peer(request):
    return HttpResponse(", ".join(Product.objects.values_list("name", flat=True)[:10]))

# Ours as well: what begins to serve looks their addresses up.
urlpatterns = [path("peer", peer), path("livez", peer), *ours]
"""
PEER_SETTINGS = """
from pilothouse.site.settings import *
ROOT_URLCONF = "peer_urls"
MIDDLEWARE = []
"""


@dataclass
class Told:
    """What came back, by what was asked: seconds of each answer, and errors."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, seconds: float, status: int) -> None:
        with self.lock:
            self.seconds.setdefault(name, []).append(seconds)
            if status >= 400:
                self.errors[f"{name}: {status}"] += 1


@dataclass(frozen=True)
class Place:
    """Where the server is, and what lets one in."""

    port: int
    slug: str
    products: int
    each: int
    cookie: str
    token: str


class Caller(threading.Thread):
    """Asks again and again over one connection until `until`."""

    def __init__(self, place: Place, told: Told, until: float, number: int) -> None:
        super().__init__(daemon=True)
        self.place, self.told, self.until = place, told, until
        self.draw = random.Random(number)
        self.number = number
        self.connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=60)

    def run(self) -> None:
        while time.perf_counter() < self.until:
            self.once()
        self.connection.close()

    def once(self) -> None:
        raise NotImplementedError

    def ask(
        self, name: str, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> Any:
        """The answer's status, headers and body; what fails on the way counts as 599."""
        began = time.perf_counter()
        try:
            self.connection.request(method, url, body, headers)
            answer = self.connection.getresponse()
            content, status = answer.read(), answer.status
        except (OSError, http.client.HTTPException):
            self.connection.close()
            content, status = b"", 599
        self.told.add(name, time.perf_counter() - began, status)
        return status, content


class Reader(Caller):
    def once(self) -> None:
        name, (path, _) = self.draw.choices(list(READ.items()), [weight for _, weight in READ.values()])[0]
        place = self.place
        url = path.format(
            slug=place.slug,
            page=self.draw.randint(1, max(1, place.products * place.each // 100)),
            product=self.draw.randrange(place.products),
            number=self.draw.randint(1, place.each),
        )
        self.ask(name, "GET", url, {"Cookie": place.cookie, "X-Workspace": place.slug})


class Peer(Caller):
    def once(self) -> None:
        self.ask("peer", "GET", "/peer", {})


class Writer(Caller):
    def once(self) -> None:
        """Read an item of the writer's own, and rename it."""
        product, group = self.number % self.place.products, self.number // self.place.products
        item = 1 + 10 * self.draw.randrange(self.place.each // 20) + group
        key = f"P{product}-{item}"
        own = {"Authorization": f"Bearer {self.place.token}"}
        status, content = self.ask("read to write", "GET", f"/api/v1/items/{key}", own)
        if status != 200:
            return
        version = json.loads(content)["version"]
        sent = json.dumps({"title": f"Let part {self.draw.random():.6f} of {key} be kept"}).encode()
        headers = {**own, "If-Match": f'"{version}"', "Content-Type": "application/json"}
        self.ask("write", "PATCH", f"/api/v1/items/{key}", headers, sent)


def used(pids: list[int]) -> tuple[float, float]:
    """Megabytes and processor seconds of processes."""
    memory = seconds = 0.0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        memory += int(rollup.partition("Pss:")[2].split()[0]) / 1000
        seconds += (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return memory, seconds


def family(pid: int) -> list[int]:
    """A process and all that it began."""
    found = [pid]
    for each in found:
        try:
            for task in Path(f"/proc/{each}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


@contextmanager
def serving(environment: dict[str, str], processes: int = 0) -> Iterator[tuple[int, int]]:
    """The program that serves, as (process, port)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pilothouse.site.cli", "serve", "--port", str(port)]
    command += ["--processes", str(processes)] if processes else []
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        ready(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(20)


def ready(port: int) -> None:
    """Wait until the first answer, two minutes at most."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start within two minutes.")


def run(callers: list[Caller], server: int, seconds: float) -> dict[str, Any]:
    """What was told and used while all of them asked."""
    told = callers[0].told
    own = time.process_time()
    memory, before = used(family(server))
    samples, began = [(0.0, memory)], time.perf_counter()
    for caller in callers:
        caller.start()
    while time.perf_counter() - began < seconds:
        time.sleep(1)
        samples.append((time.perf_counter() - began, used(family(server))[0]))
    for caller in callers:
        caller.join()
    took = time.perf_counter() - began
    after = used(family(server))[1]
    answers = sum(map(len, told.seconds.values()))
    return {
        "requests_a_second": round(answers / took, 1),
        "errors": dict(told.errors),
        "processor_ms_a_request": round(1000 * (after - before) / answers, 1),
        "own_processor_ms_a_request": round(1000 * (time.process_time() - own) / answers, 2),
        "memory_mb": {
            "start": round(samples[0][1]),
            "peak": round(max(row[1] for row in samples)),
            "end": round(samples[-1][1]),
            "slope_a_minute_second_half": slope(samples[len(samples) // 2 :]),
        },
        "ms": {name: spread(rows) for name, rows in sorted(told.seconds.items())}
        | {"all": spread([row for rows in told.seconds.values() for row in rows])},
    }


def slope(samples: list[tuple[float, float]]) -> float:
    """Megabytes a minute, by least squares."""
    many = len(samples)
    mean_at, mean = sum(row[0] for row in samples) / many, sum(row[1] for row in samples) / many
    spreads = sum((at - mean_at) ** 2 for at, _ in samples)
    if not spreads:
        return 0.0
    return round(60 * sum((at - mean_at) * (size - mean) for at, size in samples) / spreads, 2)


def spread(seconds: list[float]) -> dict[str, float]:
    rows = sorted(seconds)
    found = {
        f"p{level}": round(1000 * rows[max(0, -(-len(rows) * level // 100) - 1)]) for level in (50, 95, 99)
    }
    return {"requests": len(rows), **found}


def warmed(callers: list[Caller]) -> None:
    """Every page once, so that no template is read while the clock runs."""
    reader = Reader(callers[0].place, Told(), 0.0, 0)
    for path, _ in READ.values():
        url = path.format(slug=reader.place.slug, page=2, product=0, number=7)
        reader.ask("", "GET", url, {"Cookie": reader.place.cookie, "X-Workspace": reader.place.slug})
    reader.connection.close()


def measured(options: argparse.Namespace, home: str, database: str) -> dict[str, Any]:
    from django.conf import settings

    from pilothouse.accounts import models, queries, services
    from pilothouse.kit import clock
    from pilothouse.kit.actor import Scope

    settings.ALLOWED_HOSTS = ["*"]
    client, _, _ = pages.workspace(options.size)
    user = models.User.objects.get(email=f"owner@{options.size}.example")
    actor = queries.actor_for(user_id=user.pk, slug=options.size, channel="web")
    token = services.create_token(actor=actor, now=clock.now(), name=f"load {time.time()}", scope=Scope.WRITE)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    products, each, _ = map(int, options.size.split("x"))
    from django.db import connections

    connections.close_all()
    environment = {"PILOTHOUSE_HOME": home} | ({"DATABASE_URL": database} if database else {})
    # Else the server makes it in a process of its own while the clock runs.
    subprocess.run([sys.executable, "-m", "pilothouse.engine.warm"], stdout=subprocess.DEVNULL, check=True)
    found: dict[str, Any] = {"database": "PostgreSQL" if database else "SQLite", "items": products * each}
    with serving(environment, options.processes) as (server, port):
        place = Place(port, options.size, products, each, cookie, token.secret)
        told, until = Told(), time.perf_counter() + options.seconds
        warmed([Reader(place, told, until, 0)])
        until = time.perf_counter() + options.seconds
        callers: list[Caller] = [Reader(place, told, until, number) for number in range(options.readers)]
        callers += [Writer(place, told, until, number) for number in range(options.writers)]
        found["load"] = run(callers, server, options.seconds)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "peer_urls.py").write_text(PEER_URLS)
        Path(folder, "peer_settings.py").write_text(PEER_SETTINGS)
        path = os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])
        peer = environment | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "peer_settings"}
        with serving(peer, options.processes) as (server, port):
            place = Place(port, options.size, products, each, cookie, token.secret)
            short = min(options.seconds, 15.0)
            told, until = Told(), time.perf_counter() + short
            peers = [Peer(place, told, until, number) for number in range(options.readers)]
            found["peer"] = run(list(peers), server, short)
    return found


def shown(row: dict[str, Any], indent: str = "") -> None:
    for name, value in row.items():
        if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values()):
            print(f"{indent}{name}")
            shown(value, indent + "  ")
        else:
            print(f"{indent}{name:30}{value}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="10x2000x200", help="products x items of each x people")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--processes", type=int, default=0, help="that serve; 0 for what it takes by itself")
    parser.add_argument("--home", help="a folder to keep the database in, or to use again")
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL server of its own for the run")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    from tools.postgres import postgres

    with postgres() if options.postgres else nullcontext("") as database:
        if database:
            os.environ["DATABASE_URL"] = database
        with pages.installation(options.home):
            found = measured(options, os.environ["PILOTHOUSE_HOME"], database)
    if options.json:
        print(json.dumps(found))
    else:
        shown(found)


if __name__ == "__main__":
    main()
