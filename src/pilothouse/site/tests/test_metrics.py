"""Figures for Prometheus, and who may read them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pilothouse.kit import clock, models
from pilothouse.site.metrics import Requests


def test_every_line_is_in_prometheus_form_and_jobs_are_counted(db: None) -> None:
    models.Job.objects.create(
        workspace_id=1, name="x", title="x", actor={}, arguments={}, created_at=clock.now()
    )
    text = Client().get("/metrics").content.decode()

    assert 'pilothouse_jobs{state="waiting"} 1\n' in text
    assert 'pilothouse_jobs{state="failed"} 0\n' in text
    assert re.search(r"^process_resident_memory_bytes \d+$", text, re.M)
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.]+', line), line


@pytest.mark.parametrize(
    "more",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"REMOTE_ADDR": "192.0.2.7", "headers": {"Authorization": "Bearer "}},
        {"REMOTE_ADDR": "192.0.2.7", "headers": {"Authorization": "Bearer wrong"}},
    ],
)
def test_others_are_refused(db: None, more: dict[str, Any]) -> None:
    assert Client().get("/metrics", **more).status_code == 403


def test_the_token_opens_them_from_elsewhere(db: None, settings: Any) -> None:
    settings.PILOTHOUSE_METRICS_TOKEN = "s3cret"
    header = {"Authorization": "Bearer s3cret"}

    assert Client().get("/metrics", REMOTE_ADDR="192.0.2.7", headers=header).status_code == 200


def test_requests_are_counted_by_class_of_status() -> None:
    found = Requests()
    for status in (200, 201, 404):
        found.count(status, 0.25)

    assert found.answered == {"2xx": 2, "4xx": 1}
    assert found.seconds == 0.75
