"""Migrations up, down and up again: the schema is equal, and rows stay where their table does. A new database
is made at once, and equal to one that all migrations made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from pilothouse.kit.tests.processes import database_url
from pilothouse.site.tests.programs import surroundings

_NAME = "pilothouse_walk"


@pytest.fixture
def url(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own, beside that of the tests."""
    if connection.vendor == "sqlite":
        yield ""
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name, tests = f"{_NAME}_{worker}", str(connection.settings_dict["NAME"])
    with psycopg.connect(database_url(), autocommit=True) as database:
        database.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        database.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
    yield database_url().replace(f"/{tests}?", f"/{name}?")
    with psycopg.connect(database_url(), autocommit=True) as database:
        database.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.slow
@pytest.mark.twice
def test_a_new_database_is_as_all_migrations_make_it_and_each_goes_down_and_up_again(
    url: str, tmp_path: Path
) -> None:
    about = surroundings(tmp_path, DJANGO_SETTINGS_MODULE="pilothouse.site.settings")
    done = subprocess.run(
        [sys.executable, "-m", "tests.walking"],
        env=about | ({"DATABASE_URL": url} if url else {}),
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)

    assert found["begun"] == []
    assert found["schema"] == []
    assert found["lost"] == []
    assert len(found["down"]) > 10
    assert {"accounts_user", "journal_entry", "roadmap_item"} <= set(found["kept"])
