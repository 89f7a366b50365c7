"""Nothing grows without end that nobody asks for again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from pilothouse.kit.jobs.regular import looks
from pilothouse.site import tasks


@pytest.mark.django_db
def test_log_ins_that_ran_out_are_forgotten_and_others_are_kept() -> None:
    now = timezone.now()
    for key, ends in (("old", now - timedelta(minutes=1)), ("young", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=ends)

    tasks.forget_ended_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]
    assert tasks.forget_ended_sessions in [look.function for look in looks]
