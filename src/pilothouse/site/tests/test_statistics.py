"""What SQLite knows of its rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from pilothouse.journal.models import Entry
from pilothouse.site import statistics


def test_a_narrow_index_is_preferred_to_a_whole_workspace(owner: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL sees to this by itself.")
    like = Entry.objects.filter(workspace_id=owner.workspace_id).first()
    assert like is not None
    Entry.objects.bulk_create(
        Entry(
            workspace_id=owner.workspace_id,
            at=like.at,
            actor_name="",
            channel="web",
            verb="item.changed",
            subject_kind="roadmap.item",
            subject_id=number,
            title="",
        )
        for number in range(500)
    )
    asked = Entry.objects.filter(workspace_id=owner.workspace_id, subject_kind="roadmap.item", subject_id=3)

    statistics.learn()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")  # reads them, as a new connection does

    assert "journal_by_subject" in asked.order_by("-id")[:30].explain()
