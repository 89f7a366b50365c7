"""The empty database of this version, made once as the program makes it; every run of tests begins with
copies.

Making it takes over a second, and each process of the tests, and each installation that a
test starts, wants a database of its own. What is made is kept in .cache for as long as they, and
what they are run by, stay as they are.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache/tests"
NAME = "pilothouse.sqlite3"
_SOURCES = ("*/migrations/*.py", "site/settings.py", "site/beginning.py", "roadmap/models/words.py")


@cache
def digest() -> str:
    """Of everything that an empty database depends on."""
    found = sha256(f"{version('django')} {version('psycopg')} {sqlite3.sqlite_version}".encode())
    for pattern in _SOURCES:
        for file in sorted((ROOT / "src/pilothouse").glob(pattern)):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


def into(home: Path) -> Path:
    """Put the empty database of this version into a data folder that has none; the folder."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / NAME).exists():
        shutil.copyfile(_file(), home / NAME)
    return home


def begin(settings: dict[str, Any]) -> None:
    """The tests' own database, as Django's `settings` of it say, begins as a copy."""
    if not settings["ENGINE"].endswith("postgresql"):
        place = Path(settings["TEST"]["NAME"])
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(f"{place.name}*"):
            left.unlink()
        shutil.copyfile(_file(), place)
        return
    import psycopg

    tests = _tests_name(settings)
    with psycopg.connect(**_server(settings), autocommit=True) as server:
        template = _template(server, settings)
        server.execute(f'DROP DATABASE IF EXISTS "{tests}" WITH (FORCE)'.encode())
        server.execute(f'CREATE DATABASE "{tests}" TEMPLATE "{template}"'.encode())


def end(settings: dict[str, Any]) -> None:
    """A server that others use as well keeps nothing of the tests'."""
    if not settings["ENGINE"].endswith("postgresql"):
        return
    import psycopg

    with psycopg.connect(**_server(settings), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{_tests_name(settings)}" WITH (FORCE)'.encode())


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """This process's connection leads to a database of its own in which there is nothing, for migrations that
    are looked at one by one."""
    from django.db import connection

    connection.close()
    before = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(folder / "elsewhere.sqlite3")
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
        return
    import psycopg

    name = f"{before}_elsewhere"
    with psycopg.connect(**_server(connection.settings_dict), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        server.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0".encode())
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _file() -> Path:
    """The file with the empty database; made where it is not there."""
    wanted = CACHE / f"{digest()}.sqlite3"
    if not wanted.exists():
        with _alone(), TemporaryDirectory(dir=CACHE) as home:
            if not wanted.exists():
                for old in CACHE.glob("*.sqlite3"):
                    old.unlink()
                _migrate(PILOTHOUSE_HOME=home)
                (Path(home) / NAME).replace(wanted)
    return wanted


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(**surroundings: str) -> None:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PILOTHOUSE_HOME")
    }
    path = os.pathsep.join(part for part in sys.path if part)
    about = {"DJANGO_SETTINGS_MODULE": "pilothouse.site.settings", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "pilothouse.site.cli", "migrate"],
        env=kept | about | surroundings,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def _server(settings: dict[str, Any]) -> dict[str, Any]:
    """How to reach the database that `DATABASE_URL` names; that of the tests is beside it."""
    given = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {name: value for name, value in given.items() if value}


def _tests_name(settings: dict[str, Any]) -> str:
    return str(settings["TEST"].get("NAME") or f"test_{settings['NAME']}")


def _template(server: Any, settings: dict[str, Any]) -> str:
    """The name of the empty database to copy; made where the server has none."""
    name = f"pilothouse_empty_{digest()}"
    with _alone():
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            half = f"{name}_half"
            server.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)'.encode())
            server.execute(f"CREATE DATABASE \"{half}\" ENCODING 'UTF8' TEMPLATE template0".encode())
            with TemporaryDirectory(dir=CACHE) as home:
                _migrate(PILOTHOUSE_HOME=home, DATABASE_URL=_address(settings, half))
            server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"'.encode())
    return name


def _address(settings: dict[str, Any], name: str) -> str:
    from urllib.parse import quote

    host = quote(str(settings["HOST"]), safe="")
    secret = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    return f"postgresql://{settings['USER']}{secret}@/{name}?host={host}&port={settings['PORT']}"
