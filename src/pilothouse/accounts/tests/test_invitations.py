"""Inviting and joining."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts import models, queries, services
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Forbidden, Gone, Invalid, NotFound

PASSWORD = "correct horse battery"


def _invite(actor: Actor, now: Any, email: str = "ana@acme.example", role: Role = Role.EDITOR) -> str:
    return services.invite(actor=actor, now=now, email=email, role=role).secret


@pytest.fixture
def secret(owner: Actor) -> str:
    from pilothouse.kit import clock

    return _invite(owner, clock.now())


def test_an_owner_invites_and_somebody_new_joins(secret: str, owner: Actor) -> None:
    client = Client()
    opened = client.get(f"/invite/{secret}")
    assert opened.headers["Location"] == "/invite"
    assert "Join Acme" in client.get("/invite").content.decode()

    joined = client.post("/invite", {"person": "Ana Ruiz", "password": PASSWORD})

    assert joined.headers["Location"] == "/w/acme/"
    assert client.get("/w/acme/activity").status_code == 200
    member = queries.members(actor=owner)[-1]
    assert (member.name, member.email, member.role) == ("Ana Ruiz", "ana@acme.example", Role.EDITOR)


def test_an_invitation_works_once(secret: str) -> None:
    client = Client()
    client.get(f"/invite/{secret}")
    client.post("/invite", {"person": "Ana Ruiz", "password": PASSWORD})

    assert Client().get(f"/invite/{secret}").status_code == 410
    with pytest.raises(Gone):
        services.accept_invitation(
            now=models.Invitation.objects.get().created_at,
            digest=queries.digest(secret),
            name="Eve",
            password=PASSWORD,
        )


def test_the_secret_of_the_link_is_kept_nowhere(secret: str) -> None:
    client = Client()
    client.get(f"/invite/{secret}")
    client.post("/invite", {"person": "Ana", "password": "short"})

    assert secret not in str(dict(client.session))
    assert secret not in str(list(models.Invitation.objects.values()))


def test_an_invitation_ends_after_its_days(owner: Actor, now: Any) -> None:
    digest = queries.digest(_invite(owner, now))

    assert queries.offer(digest=digest, now=now + timedelta(days=6)).email == "ana@acme.example"
    with pytest.raises(Gone):
        queries.offer(digest=digest, now=now + timedelta(days=7))
    assert queries.invitations(actor=owner, now=now + timedelta(days=7)) == ()


def test_an_invitation_that_was_taken_back_is_gone(owner: Actor, now: Any) -> None:
    made = services.invite(actor=owner, now=now, email="ana@acme.example", role=Role.VIEWER)
    services.revoke_invitation(actor=owner, now=now, invitation_id=made.invitation.id)

    with pytest.raises(Gone):
        queries.offer(digest=queries.digest(made.secret), now=now)
    with pytest.raises(NotFound):
        services.revoke_invitation(actor=owner, now=now, invitation_id=made.invitation.id)


def test_a_new_invitation_of_an_address_ends_the_old_one(owner: Actor, now: Any) -> None:
    old, new = _invite(owner, now), _invite(owner, now)

    with pytest.raises(Gone):
        queries.offer(digest=queries.digest(old), now=now)
    assert queries.offer(digest=queries.digest(new), now=now).role is Role.EDITOR
    assert len(queries.invitations(actor=owner, now=now)) == 1


def test_an_unknown_link_is_not_found(workspace: Any) -> None:
    assert Client().get("/invite/no-such-secret").status_code == 404
    assert Client().get("/invite").status_code == 404


def test_somebody_with_an_account_joins_with_its_password(people: dict[str, Any]) -> None:
    from pilothouse.kit import clock

    guest = people["stranger"].user
    guest.set_password(PASSWORD)
    guest.save()
    secret = _invite(people["owner"].actor, clock.now(), guest.email, Role.VIEWER)
    client = Client()
    client.get(f"/invite/{secret}")

    assert client.post("/invite", {"password": "wrong password"}).status_code == 422
    assert client.post("/invite", {"password": PASSWORD}).headers["Location"] == "/w/acme/"
    assert {row.slug for row in queries.workspaces_of(guest.pk)} == {"acme", "other"}


def test_an_account_is_not_taken_over_by_an_invitation(people: dict[str, Any], now: Any) -> None:
    guest = people["stranger"].user
    secret = _invite(people["owner"].actor, now, guest.email)

    with pytest.raises(Conflict):
        services.accept_invitation(now=now, digest=queries.digest(secret), name="Eve", password=PASSWORD)


def test_an_invitation_is_only_for_its_address(people: dict[str, Any], now: Any, client_for: Any) -> None:
    from pilothouse.kit import clock

    secret = _invite(people["owner"].actor, clock.now(), "ana@acme.example")

    with pytest.raises(Forbidden):
        services.accept_invitation(
            now=clock.now(), digest=queries.digest(secret), user_id=people["stranger"].user.pk
        )
    stranger = client_for("stranger")
    stranger.get(f"/invite/{secret}")
    assert "another address" in stranger.get("/invite").content.decode()


def test_a_member_is_not_invited_again(people: dict[str, Any], now: Any) -> None:
    with pytest.raises(Conflict):
        _invite(people["owner"].actor, now, people["editor"].user.email.upper())


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.example", f"{'x' * 250}@c.example"])
def test_what_is_no_address_is_not_invited(owner: Actor, now: Any, email: str) -> None:
    with pytest.raises(Invalid):
        _invite(owner, now, email)


@pytest.mark.parametrize("name", ["editor", "viewer"])
def test_only_owners_invite(people: dict[str, Any], now: Any, name: str) -> None:
    with pytest.raises(Forbidden):
        _invite(people[name].actor, now)
    with pytest.raises(Forbidden):
        queries.invitations(actor=people[name].actor, now=now)


def test_the_link_is_shown_in_the_answer_and_never_again(client_for: Any) -> None:
    owner = client_for("owner")
    shown = owner.post("accounts/members", {"email": "ana@acme.example", "role": "viewer", "days": 7})

    assert "http://testserver/invite/" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert "/invite/" not in owner.get("accounts/members").content.decode()


def test_the_api_invites_lists_and_takes_back(api_for: Any) -> None:
    api = api_for("owner")
    made = api.post("/invitations", {"email": "Ana@acme.example", "role": "editor"})

    assert made.status_code == 201
    assert made.json()["link"].startswith("http://testserver/invite/")
    listed = api.get("/invitations").json()
    assert [row["email"] for row in listed] == ["ana@acme.example"]
    assert "link" not in listed[0]
    assert api.delete(f"/invitations/{listed[0]['id']}").status_code == 204
    assert api.get("/invitations").json() == []
    assert api.delete(f"/invitations/{listed[0]['id']}").status_code == 404
