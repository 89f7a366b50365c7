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


# Days since it was revoked, since it ran out (below 0: to come), since it was answered; whether it stays.
ENDED = [
    (366, -9, None, False),
    (364, -9, None, True),
    (None, 366, None, False),
    (None, 364, None, True),
    (None, -9, 366, False),
    (None, -9, 364, True),
    (None, -9, None, True),
]


@pytest.mark.parametrize(("revoked", "out", "answered", "stays"), ENDED)
def test_tokens_and_invitations_that_ended_a_year_ago_are_forgotten(
    people: Any, now: Any, revoked: int | None, out: int, answered: int | None, stays: bool
) -> None:
    owner, at = people["owner"], lambda days: None if days is None else now - timedelta(days=days)
    common = {"workspace_id": owner.actor.workspace_id, "digest": "d", "created_at": at(400)}
    ends = {"revoked_at": at(revoked), "expires_at": at(out)}
    models.Invitation.objects.create(**common, **ends, email="a@b.example", role=1, accepted_at=at(answered))
    models.ApiToken.objects.create(**common, **ends, user=owner.user, name="t", prefix="plt_t", scope=1)

    services.forget_ended(actor=owner.actor, now=now)

    assert models.Invitation.objects.exists() is stays
    assert models.ApiToken.objects.exists() is (stays or answered is not None)
    with pytest.raises(Forbidden):
        services.forget_ended(actor=people["editor"].actor, now=now)
