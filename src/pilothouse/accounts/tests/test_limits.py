"""What stops whoever tries passwords, tokens and links, and what does not stop their owners."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from pilothouse.accounts import models, services
from pilothouse.accounts.services import proving
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.models import Attempt
from tests.fixtures import ApiClient, sign_in, token

PASSWORD, NEW = "correct horse battery", "staple correct horse"


@pytest.fixture
def ana(people: dict[str, Any]) -> Any:
    user = people["editor"].user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def all_wrong(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every password is wrong, at no cost, until it is undone."""
    monkeypatch.setattr(proving, "authenticate", lambda **_: None)
    return monkeypatch


def _try(client: Client, email: str, password: str = PASSWORD, **more: Any) -> int:
    return client.post("/login", {"email": email, "password": password}, **more).status_code


def _from_everywhere(email: str, *, addresses: int, each: int) -> list[int]:
    clients = [Client(REMOTE_ADDR=f"198.51.100.{number}") for number in range(addresses)]
    return [_try(client, email) for client in clients for _ in range(each)]


def test_a_changing_forwarded_address_gets_no_further(ana: Any, all_wrong: Any) -> None:
    told = [f"198.51.100.{number}" for number in range(6)]
    names = ("X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP")
    found = [_try(Client(headers=dict.fromkeys(names, each)), ana.email) for each in told]

    assert found == [422] * 5 + [429]


def test_many_addresses_together_get_a_hundred_tries_at_an_account(ana: Any, all_wrong: Any) -> None:
    assert _from_everywhere(ana.email, addresses=22, each=5) == [422] * 100 + [429] * 10


def test_one_address_gets_fifty_tries_at_all_accounts(ana: Any, all_wrong: Any) -> None:
    found = [_try(Client(), f"{number}@acme.example") for number in range(52)]

    assert found == [422] * 50 + [429] * 2


def test_the_owner_gets_in_by_a_known_browser_while_the_account_and_the_network_are_closed(
    ana: Any, all_wrong: Any
) -> None:
    all_wrong.undo()
    known = Client()
    _try(known, ana.email)
    known.post("/logout")
    all_wrong.setattr(proving, "authenticate", lambda **_: None)
    _from_everywhere(ana.email, addresses=21, each=5)
    for number in range(50):
        _try(Client(), f"{number}@acme.example")
    all_wrong.undo()

    assert _try(Client(REMOTE_ADDR="192.0.2.1"), ana.email) == 429
    assert _try(Client(), ana.email) == 429
    assert _try(known, ana.email) == 302


def test_a_known_browser_has_five_tries_too_and_is_known_for_its_own_account_only(
    ana: Any, people: dict[str, Any], all_wrong: Any
) -> None:
    known = Client()
    known.cookies["known"] = proving.known_browser(ana)
    own = [_try(known, ana.email) for _ in range(6)]
    other = people["owner"].user.email
    for _ in range(5):
        _try(Client(), other)

    assert own == [422] * 5 + [429]
    assert _try(known, other) == 429


def test_a_new_password_makes_every_browser_unknown(ana: Any) -> None:
    before = proving.known_browser(ana)
    ana.set_password(NEW)
    ana.save()

    counted = [
        len(proving._counted(ana.email, proving.Place("192.0.2.1", browser)))
        for browser in (before, proving.known_browser(ana), "", "x.y", "\u2602.\u2602")
    ]
    assert counted == [3, 1, 3, 3, 3]


def test_a_try_counts_before_the_password_is_looked_at(ana: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which takes so long that many could come at once."""
    seen: list[int] = []
    monkeypatch.setattr(
        proving, "authenticate", lambda **_: seen.append(sum(len(r.times) for r in Attempt.objects.all()))
    )
    _try(Client(), ana.email)

    assert seen == [3]


def test_six_hundred_tries_leave_nothing_that_grows(ana: Any, all_wrong: Any) -> None:
    client = Client()
    for _ in range(600):
        _try(client, ana.email, "wrong" * 200)

    assert Attempt.objects.count() == 3
    assert sum(len(str(row.times)) for row in Attempt.objects.all()) < 500


@pytest.mark.parametrize("kind", ["wrong", "unknown", "without a password", "switched off"])
def test_whoever_is_refused_waited_for_one_hash(ana: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a: hashed.append("made") or encode(*a))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: hashed.append("held up") or verify(*a))
    if kind == "without a password":
        models.User.objects.filter(pk=ana.pk).update(password="!")
    if kind == "switched off":
        models.User.objects.filter(pk=ana.pk).update(is_active=False)

    assert _try(Client(), "nobody@acme.example" if kind == "unknown" else ana.email, "wrong") == 422
    assert len(hashed) == 1


def test_the_sixth_wrong_present_password_answers_429_from_wherever(ana: Any, people: dict[str, Any]) -> None:
    clients = [sign_in(people["editor"]) for _ in range(2)]
    statuses = [
        clients[number % 2].post("/password", {"current": "wrong", "password": NEW}).status_code
        for number in range(6)
    ]
    answer = clients[0].post("/password", {"current": PASSWORD, "password": NEW})

    assert statuses == [422] * 5 + [429]
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_the_sixth_wrong_set_up_code_answers_429(db: None) -> None:
    given = {
        "code": "aaaa-bbbb-cccc-dddd",
        "name": "Acme",
        "currency": "EUR",
        "person": "Olu",
        "email": "o@a.example",
        "password": PASSWORD,
    }

    assert [Client().post("/setup", given).status_code for _ in range(6)][4:] == [403, 429]


def test_too_many_unknown_tokens_answer_429_and_stop_no_token_that_counts(
    people: dict[str, Any], client: Any, now: Any
) -> None:
    found = [ApiClient(client, f"plt_{number}").get("/me") for number in range(62)]

    assert [each.status_code for each in found] == [401] * 60 + [429] * 2
    assert 0 < int(found[-1].headers["Retry-After"]) <= 900
    assert found[-1].json()["code"] == "too_many"
    assert ApiClient(client, token(people["owner"])).get("/me").status_code == 200
    assert ApiClient(client, token(people["owner"], revoked_at=now)).get("/me").status_code == 401


def test_too_many_unknown_links_answer_429_and_stop_no_one_who_was_invited(owner: Any) -> None:
    offer = services.invite(actor=owner, now=clock.now(), email="ana@acme.example", role=Role.EDITOR)
    statuses = [Client().get(f"/invite/none-{number}").status_code for number in range(61)]

    assert statuses == [404] * 60 + [429]
    assert Client().get("/mail/off/none").status_code == 429
    assert Client().get(f"/invite/{offer.secret}").status_code == 302
