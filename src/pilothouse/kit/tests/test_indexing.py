"""An index of a large table is made beside those who write."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState

from pilothouse.kit import indexing
from pilothouse.kit.tests.processes import database_url

_NAME = "pulse_for_a_test"
_INSERT = "INSERT INTO kit_pulse (at) VALUES (now())"


@pytest.fixture
def states(transactional_db: None) -> tuple[ProjectState, ProjectState, indexing.AddIndexBeside]:
    from django.apps import apps

    before = ProjectState.from_apps(apps)
    step = indexing.AddIndexBeside("pulse", models.Index(fields=["at"], name=_NAME))
    after = before.clone()
    step.state_forwards("kit", after)
    return before, after, step


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        return {*connection.introspection.get_constraints(cursor, "kit_pulse")}


def _take(step: Any, before: ProjectState, after: ProjectState, *, back: bool = False) -> None:
    with connection.schema_editor(atomic=False) as editor:
        (step.database_backwards if back else step.database_forwards)("kit", editor, before, after)


def test_it_comes_and_goes_and_comes_again_after_a_stop(states: Any) -> None:
    before, after, step = states
    gone = indexing.RemoveIndexBeside("pulse", _NAME)

    _take(step, before, after)
    if connection.vendor == "postgresql":
        _take(step, before, after)  # stopped before it was noted
    assert _NAME in _indexes()

    _take(gone, after, before)
    assert _NAME not in _indexes()

    _take(gone, before, after, back=True)
    assert _NAME in _indexes()

    _take(step, after, before, back=True)
    assert _NAME not in _indexes()


def test_nobody_waits_for_it_on_postgresql(states: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is migrated while nobody uses it")
    before, after, step = states
    with closing(psycopg.connect(database_url())) as slow, closing(psycopg.connect(database_url())) as quick:
        slow.execute(_INSERT)  # the index waits for the end of this transaction
        made = threading.Thread(target=_made, args=(step, before, after))
        made.start()
        made.join(1)
        assert made.is_alive()
        quick.execute("SET lock_timeout = '3s'")
        quick.execute(_INSERT)  # in line behind a plain CREATE INDEX it would be refused
        quick.commit()
        slow.rollback()
        made.join(60)

    assert _NAME in _indexes()
    _take(step, after, before, back=True)


def _made(*given: Any) -> None:
    try:
        _take(*given)
    finally:
        connection.close()
