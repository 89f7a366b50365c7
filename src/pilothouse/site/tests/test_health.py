"""Whether the program lives, can serve, and how busy it is."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_it_lives_and_is_ready(db: None) -> None:
    assert Client().get("/livez").json() == {"status": "alive"}
    assert Client().get("/readyz").json() == {"status": "ready"}


def test_it_is_not_ready_before_its_migrations_have_run(db: None) -> None:
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("journal")
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert "pilothouse migrate" in answer.json()["reason"]


def test_it_tells_its_figures_and_nothing_of_a_workspace(workspace: Any) -> None:
    answer = Client().get("/metrics")
    text = answer.content.decode()

    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "pilothouse_database_up 1" in text
    assert "pilothouse_info{version=" in text
    assert "acme" not in text.lower()
