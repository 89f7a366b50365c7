"""Logging in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts import models
from pilothouse.kit import clock

PASSWORD = "correct horse battery"


@pytest.fixture
def ana(people: dict[str, Any]) -> Any:
    user = people["editor"].user
    user.set_password(PASSWORD)
    user.save()
    return user


def _try(client: Client, email: str, password: str, **more: str) -> Any:
    return client.post("/login", {"email": email, "password": password, **more})


def test_the_right_password_lets_in(ana: Any) -> None:
    client = Client()
    answer = _try(client, ana.email.upper(), PASSWORD)

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/w/acme/"


def test_passwords_are_kept_as_argon2id(ana: Any) -> None:
    assert models.User.objects.get(pk=ana.pk).password.startswith("argon2$argon2id$")


def test_a_wrong_password_and_an_unknown_address_are_told_alike(ana: Any) -> None:
    wrong = _try(Client(), ana.email, "wrong password")
    unknown = _try(Client(), "nobody@acme.example", "wrong password")

    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert "E-mail and password do not belong together." in answer.content.decode()
        assert "sessionid" not in answer.cookies


def test_the_sixth_wrong_password_answers_429(ana: Any) -> None:
    client = Client()
    statuses = [_try(client, ana.email, "wrong password").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_a_locked_address_is_refused_even_the_right_password(ana: Any) -> None:
    client = Client()
    for _ in range(6):
        _try(client, ana.email, "wrong password")
    answer = _try(client, ana.email, PASSWORD)

    assert answer.status_code == 429
    assert 880 < int(answer.headers["Retry-After"]) <= 900
    assert "Wait 15 minutes" in answer.content.decode()


def test_another_browser_is_refused_as_well(ana: Any) -> None:
    for number in range(6):
        _try(Client(headers={"User-Agent": f"browser {number}"}), ana.email, "wrong password")

    assert _try(Client(headers={"User-Agent": "another"}), ana.email, PASSWORD).status_code == 429


def test_wrong_passwords_of_long_ago_do_not_count(ana: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    before = clock.now() - timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: before)
    for _ in range(5):
        _try(client, ana.email, "wrong password")
    monkeypatch.undo()

    assert _try(client, ana.email, "wrong password").status_code == 422
    assert _try(client, ana.email, PASSWORD).status_code == 302


def test_one_locked_address_locks_no_other(ana: Any, people: dict[str, Any]) -> None:
    client = Client()
    for _ in range(6):
        _try(client, "somebody@acme.example", "wrong password")

    assert _try(client, ana.email, PASSWORD).status_code == 302


def test_a_user_who_was_switched_off_cannot_log_in(ana: Any) -> None:
    models.User.objects.filter(pk=ana.pk).update(is_active=False)

    assert _try(Client(), ana.email, PASSWORD).status_code == 422


def test_log_in_leads_back_to_the_page_asked_for(ana: Any) -> None:
    assert _try(Client(), ana.email, PASSWORD, next="/w/acme/activity?kind=a").headers["Location"] == (
        "/w/acme/activity?kind=a"
    )


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "\\\\evil.example", "javascript:alert(1)", "http:///x"],
)
def test_log_in_leads_to_no_other_site(ana: Any, target: str) -> None:
    assert _try(Client(), ana.email, PASSWORD, next=target).headers["Location"] == "/"
    assert "evil" not in Client().get("/login", {"next": target}).content.decode()


def test_the_way_back_keeps_its_query_whole(people: dict[str, Any]) -> None:
    answer = Client().get("/w/acme/activity", {"kind": "a&b", "person": "Ana"})

    assert answer.headers["Location"] == "/login?next=%2Fw%2Facme%2Factivity%3Fkind%3Da%2526b%26person%3DAna"


def test_a_form_sent_after_the_session_ended_leads_to_today(people: dict[str, Any]) -> None:
    assert Client().post("/w/acme/accounts/members").headers["Location"] == "/login?next=%2Fw%2Facme%2F"


def test_a_fragment_asked_for_without_a_session_moves_the_whole_page(people: dict[str, Any]) -> None:
    answer = Client().get("/w/acme/activity", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/login?next=")


def test_logging_out_ends_the_session_and_needs_a_post(client_for: Any) -> None:
    editor = client_for("editor")

    assert editor.get("/logout").status_code == 405
    assert editor.post("/logout").headers["Location"] == "/login"
    assert editor.get("activity").headers["Location"].startswith("/login")


def test_a_form_without_its_csrf_token_is_refused(ana: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login", {"email": ana.email, "password": PASSWORD})

    assert answer.status_code == 403
