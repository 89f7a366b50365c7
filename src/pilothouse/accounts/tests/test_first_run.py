"""The first run: who may found the first workspace."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts import queries
from pilothouse.accounts.services import found_workspace

pytestmark = pytest.mark.django_db


def _given(**changes: str) -> dict[str, str]:
    return {
        "code": queries.setup_code(),
        "name": "Acme Ltd",
        "currency": "CHF",
        "person": "Olu Owner",
        "email": "olu@acme.example",
        "password": "correct horse battery",
    } | changes


def test_an_empty_installation_leads_to_set_up() -> None:
    assert Client().get("/").headers["Location"] == "/setup"


def test_set_up_makes_the_workspace_and_logs_its_owner_in() -> None:
    client = Client()
    answer = client.post("/setup", _given())

    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/w/acme-ltd/"
    made = queries.workspace("acme-ltd")
    assert (made.name, made.currency, made.is_demo) == ("Acme Ltd", "CHF", False)


def test_set_up_is_refused_without_the_code_even_from_this_machine() -> None:
    answer = Client(REMOTE_ADDR="127.0.0.1").post("/setup", _given(code="aaaa-bbbb-cccc-dddd"))

    assert answer.status_code == 403
    assert "not the set-up code" in answer.content.decode()
    assert queries.needs_setup()


def test_the_code_may_come_with_the_address() -> None:
    assert 'value="abcd-1234"' in Client().get("/setup?code=abcd-1234").content.decode()


def test_the_code_stays_the_same_and_follows_the_signing_key(settings: Any) -> None:
    before = queries.setup_code()
    assert queries.setup_code() == before
    assert len(before.replace("-", "")) == 16

    settings.SECRET_KEY = "another key of another installation"
    assert queries.setup_code() != before


def test_set_up_is_over_once_there_is_a_workspace(workspace: Any) -> None:
    assert Client().get("/setup").status_code == 404
    assert Client().post("/setup", _given()).status_code == 404


def test_the_demo_alone_does_not_end_set_up(now: Any) -> None:
    found_workspace(
        now=now, name="Demo", slug="demo", email="d@d.example", person="Dee", password=None, is_demo=True
    )

    assert queries.needs_setup()
    assert Client().get("/setup").status_code == 200


def test_a_weak_password_is_told_at_its_field() -> None:
    answer = Client().post("/setup", _given(password="password12"))

    assert answer.status_code == 422
    assert "too common" in answer.content.decode()
    assert queries.needs_setup()


def test_visitors_of_the_demo_act_as_its_owner(now: Any, settings: Any) -> None:
    settings.PILOTHOUSE_DEMO = True
    found_workspace(
        now=now, name="Demo", slug="demo", email="d@d.example", person="Dee", password=None, is_demo=True
    )
    found_workspace(now=now, name="Acme", slug="acme", email="o@a.example", person="Olu", password=None)
    client = Client()

    assert client.get("/").headers["Location"] == "/w/demo/"
    assert client.get("/w/demo/activity").status_code == 200
    assert client.get("/api/v1/me").json()["workspace"]["slug"] == "demo"
    assert client.get("/w/acme/activity").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "2001:db8::1"},
        {"REMOTE_ADDR": ""},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    ],
)
def test_visitors_from_other_machines_are_no_guests_unless_the_demo_is_open(
    now: Any, settings: Any, sent: dict[str, Any]
) -> None:
    """However the server was started: `uvicorn --host 0.0.0.0` knows nothing of our guard."""
    settings.PILOTHOUSE_DEMO = True
    found_workspace(
        now=now, name="Demo", slug="demo", email="d@d.example", person="Dee", password=None, is_demo=True
    )
    assert Client().get("/w/demo/activity", **sent).status_code == 302
    assert Client().get("/api/v1/me", **sent).status_code == 401

    settings.PILOTHOUSE_DEMO_OPEN = True
    assert Client().get("/w/demo/activity", **sent).status_code == 200


def test_nobody_acts_as_the_demo_owner_outside_demo_mode(now: Any) -> None:
    found_workspace(
        now=now, name="Demo", slug="demo", email="d@d.example", person="Dee", password=None, is_demo=True
    )

    assert Client().get("/w/demo/activity").status_code == 302
    assert Client().get("/api/v1/me").status_code == 401
