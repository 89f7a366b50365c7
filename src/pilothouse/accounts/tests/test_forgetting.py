"""Notifications that were done long ago go; others stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import models, services
from pilothouse.kit.errors import Forbidden

pytestmark = pytest.mark.django_db


def _told(person: Any, now: Any, title: str, *, days: int, done: int | None = None) -> None:
    models.Notification.objects.create(
        workspace_id=person.actor.workspace_id,
        user=person.user,
        subject="roadmap.item:1",
        target="roadmap.item:1",
        reason="watching",
        verb="item.changed",
        title=title,
        actor_name="Ana",
        entry_id=1,
        at=now - timedelta(days=days),
        done_at=None if done is None else now - timedelta(days=done),
    )


def test_what_was_done_90_days_ago_or_came_a_year_ago_is_forgotten(people: Any, now: Any) -> None:
    owner = people["owner"]
    for title, days, done in (("a", 100, 91), ("b", 100, 89), ("c", 364, None), ("d", 366, None)):
        _told(owner, now, title, days=days, done=done)

    assert services.forget_notifications(actor=owner.actor, now=now) == 2
    assert sorted(models.Notification.objects.values_list("title", flat=True)) == ["b", "c"]
    with pytest.raises(Forbidden):
        services.forget_notifications(actor=people["editor"].actor, now=now)
