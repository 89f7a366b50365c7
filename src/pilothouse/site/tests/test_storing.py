"""The disk full and the lock held by somebody else: told by name, with a code, and reading goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client

from pilothouse.kit.errors import Busy, Full
from pilothouse.kit.storing import impatient, told, try_write
from pilothouse.site import health
from pilothouse.site.tests.programs import Served, command, served
from tests import migrated

only_sqlite = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="PostgreSQL locks rows, not itself"
)


@pytest.fixture
def full_disk(db: None) -> Iterator[None]:
    """No page can be added to the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {before}")


@only_sqlite
@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_answers_507_with_a_code_and_when_to_try_again(api_for: Any) -> None:
    api, answer = api_for("editor"), None
    for number in range(200):  # until the free pages are used up
        answer = api.post("/skills", {"name": f"{number:>090}"})
        if answer.status_code != 201:
            break

    assert answer is not None
    assert answer.status_code == 507
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "60"
    assert answer.json()["code"] == "disk_full"
    assert "disk is full" in answer.json()["detail"]


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_lock_held_outside_is_told_and_let_go_of(settings: Any) -> None:
    held = _hold(settings.DATABASES["default"]["NAME"])
    with closing(held):
        with pytest.raises(Busy) as caught, impatient():
            _say_busy()
        assert caught.value.code == "database_busy"
        cache.clear()
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
        assert answer.headers["Retry-After"] == "5"
        assert Client().get("/livez").status_code == 200
    cache.clear()
    assert Client().get("/readyz").json() == {"status": "ready"}


def _say_busy() -> None:
    from pilothouse.kit.models import Pulse

    try:
        Pulse.objects.filter(pk=1).update(at=None)
    except DatabaseError as error:
        found = told(error)
        assert found is not None
        raise found from error


def _hold(name: str) -> sqlite3.Connection:
    """A connection of its own that holds the lock for writing."""
    held = sqlite3.connect(name, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    return held


@pytest.mark.django_db
def test_whoever_asks_often_whether_it_is_ready_causes_no_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(health, "try_write", lambda: asked.append(1))
    monkeypatch.setattr(health, "_EACH", 60.0)
    for _ in range(5):
        assert Client().get("/readyz").status_code == 200
    assert asked == [1]


@pytest.mark.parametrize(
    ("error", "kind"), [(OSError(28, "No space left on device"), Full), (OSError(2, "No such file"), None)]
)
def test_only_what_concerns_the_disk_is_told_of_files(error: OSError, kind: Any) -> None:
    assert told(error) is None if kind is None else isinstance(told(error), kind)


@pytest.mark.django_db
def test_a_fault_of_ours_in_a_statement_stays_one() -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert told(caught.value) is None
    assert told(ZeroDivisionError()) is None


@pytest.mark.django_db
def test_trying_a_write_writes() -> None:
    from pilothouse.kit.models import Pulse

    try_write()
    try_write()
    assert Pulse.objects.count() == 1


# Through the program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    home = migrated.into(tmp_path_factory.mktemp("home"))
    with served(home, "--no-worker", PILOTHOUSE_LOCK_SECONDS="0.5") as found:
        words = ("init", "--name", "Acme", "--person", "Olu", "--email", "olu@acme.example")
        command(home, *words, "--password-stdin", typed="correct horse battery\n")
        yield found, home


@pytest.mark.slow
@pytest.mark.one_database
def test_readers_never_wait_for_writers_that_wait_for_a_lock(program: tuple[Served, Path]) -> None:
    """Sixteen writers at once, which waited 20 seconds each and left no thread for reading."""
    server, home = program
    made = command(home, "token", "create", "attack", "--scope", "write", "--json").stdout
    token = json.loads(made)["secret"]
    with closing(_hold(str(home / "pilothouse.sqlite3"))), ThreadPoolExecutor(16) as pool:
        writes = [pool.submit(_post, server.address, token, number) for number in range(16)]
        reads = [_timed(server, "/api/v1/skills", token) for _ in range(10)]
        answers = [write.result() for write in writes]

    assert {status for status, _, _ in answers} == {503}
    assert {headers["Retry-After"] for _, headers, _ in answers} == {"5"}
    assert {json.loads(body)["code"] for _, _, body in answers} == {"database_busy"}
    assert {status for status, _ in reads} == {200}
    assert max(seconds for _, seconds in reads) < 2.0
    assert _post(server.address, token, 99)[0] == 201


def _timed(server: Served, path: str, token: str) -> tuple[int, float]:
    began = time.monotonic()
    status, _ = server.get(path, Authorization=f"Bearer {token}")
    return status, time.monotonic() - began


def _post(address: str, token: str, number: int) -> tuple[int, Any, bytes]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"name": f"Skill {number}"}).encode()
    asked = urllib.request.Request(f"{address}/api/v1/skills", body, headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB of its own; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "pilothouse", str(folder)], check=False)
    if made.returncode:
        pytest.skip("no file system can be made here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.one_database
def test_on_a_full_file_system_changes_are_refused_and_reading_goes_on(small_disk: Path) -> None:
    home = small_disk / "home"
    home.mkdir(mode=0o700)
    with served(migrated.into(home), "--no-worker") as server:
        filler = small_disk / "filler"
        _fill(filler)
        status, body = server.get("/readyz")
        assert (status, json.loads(body)["code"]) == (507, "disk_full")
        assert server.get("/livez")[0] == 200
        assert server.get("/login")[0] == 200
        told_by_doctor = command(home, "doctor")
        assert told_by_doctor.returncode != 0
        assert "disk_full" in told_by_doctor.stdout + told_by_doctor.stderr
        filler.unlink()
        time.sleep(1.1)
        assert server.get("/readyz")[0] == 200


def _fill(path: Path) -> None:
    """Take every byte that is left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
