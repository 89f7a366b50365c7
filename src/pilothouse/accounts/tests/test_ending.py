"""Tokens end with the token that made them, all at once, and with the password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import models, queries, services
from pilothouse.journal.models import Entry
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.errors import Forbidden, Unauthenticated
from tests.fixtures import sign_in

OLD, NEW = "correct horse battery", "staple correct horse"


@pytest.fixture
def edda(people: dict[str, Any]) -> Any:
    person = people["editor"]
    person.user.set_password(OLD)
    person.user.save()
    return person


def _made(actor: Any, now: Any, scope: Scope = Scope.WRITE, **more: Any) -> Any:
    return services.create_token(actor=actor, now=now, name="export", scope=scope, **more)


def _acting(made: Any, now: Any) -> Any:
    return services.authenticate_token(secret=made.secret, now=now)


def _counts(made: Any, now: Any) -> bool:
    try:
        return bool(_acting(made, now))
    except Unauthenticated:
        return False


def test_a_token_made_with_a_token_ends_with_it_and_so_do_its_own(owner: Any, now: Any) -> None:
    parent, beside = _made(owner, now), _made(owner, now)
    child = _made(_acting(parent, now), now)
    grandchild = _made(_acting(child, now), now, Scope.READ)
    services.revoke_token(actor=owner, now=now, token_id=parent.token.id)

    assert [_counts(each, now) for each in (parent, child, grandchild, beside)] == [False] * 3 + [True]
    assert Entry.objects.filter(verb="token.revoked").count() == 3
    assert child.token.made_with == "export"
    assert parent.token.made_with == ""


def test_a_token_made_with_a_token_holds_and_reaches_no_further(owner: Any, now: Any) -> None:
    parent = _made(owner, now, days=3)
    child = _made(_acting(parent, now), now, days=366)

    assert child.token.expires_at == parent.token.expires_at
    assert not _counts(child, now + timedelta(days=3))
    with pytest.raises(Forbidden):
        _made(_acting(parent, now), now, Scope.ADMIN)
    with pytest.raises(Forbidden):
        _made(_acting(_made(owner, now, Scope.READ), now), now, Scope.READ)


def test_a_token_that_was_revoked_meanwhile_makes_none(owner: Any, now: Any) -> None:
    parent = _made(owner, now)
    acting = _acting(parent, now)
    services.revoke_token(actor=owner, now=now, token_id=parent.token.id)

    with pytest.raises(Unauthenticated):
        _made(acting, now)


def test_over_the_api_a_child_outlives_its_parent_neither(api_for: Any, client: Any) -> None:
    from tests.fixtures import ApiClient

    owner = api_for("owner")
    made = [owner.post("/tokens", {"name": "a", "scope": "write", "days": 1}).json()]
    made.append(ApiClient(client, made[0]["secret"]).post("/tokens", {"name": "b", "days": 366}).json())
    assert made[1]["token"]["expires_at"] == made[0]["token"]["expires_at"]

    owner.delete(f"/tokens/{made[0]['token']['id']}")
    assert ApiClient(client, made[1]["secret"]).get("/me").status_code == 401


def test_everyone_revokes_their_own_and_owners_those_of_all(people: dict[str, Any], now: Any) -> None:
    of_editor, of_owner = _made(people["editor"].actor, now), _made(people["owner"].actor, now)
    elsewhere = _made(people["stranger"].actor, now)
    with pytest.raises(Forbidden):
        services.revoke_tokens(actor=people["editor"].actor, now=now, of_everyone=True)

    assert services.revoke_tokens(actor=people["editor"].actor, now=now) == 1
    assert [_counts(each, now) for each in (of_editor, of_owner)] == [False, True]
    assert services.revoke_tokens(actor=people["owner"].actor, now=now, of_everyone=True) == 1
    assert [_counts(each, now) for each in (of_owner, elsewhere)] == [False, True]


def test_the_api_revokes_all_tokens_also_the_one_that_asks(api_for: Any) -> None:
    first, second, other = api_for("owner"), api_for("owner"), api_for("editor")

    assert first.delete("/tokens").json() == {"tokens": 2}
    assert [each.get("/me").status_code for each in (first, second, other)] == [401, 401, 200]
    assert api_for("owner", scope=Scope.READ).delete("/tokens").status_code == 403
    assert other.delete("/tokens?of_everyone=true").status_code == 403


def test_the_page_revokes_all_tokens(client_for: Any, people: dict[str, Any], now: Any) -> None:
    mine, theirs = _made(people["owner"].actor, now), _made(people["editor"].actor, now)
    owner = client_for("owner")
    assert "Revoke all mine" in owner.get("accounts/tokens").content.decode()

    assert owner.post("accounts/tokens/revoke").status_code == 302
    assert [_counts(each, now) for each in (mine, theirs)] == [False, True]
    assert client_for("editor").post("accounts/tokens/revoke", {"of": "everyone"}).status_code == 403
    owner.post("accounts/tokens/revoke", {"of": "everyone"})
    assert not _counts(theirs, now)


def test_a_new_password_ends_the_tokens_of_every_workspace_unless_they_are_kept(
    edda: Any, people: dict[str, Any], now: Any
) -> None:
    other = people["stranger"].actor
    models.Membership.objects.create(workspace_id=other.workspace_id, user=edda.user, role=Role.EDITOR)
    elsewhere = queries.actor_for(user_id=edda.user.pk, slug=other.workspace_slug, channel="web")
    made = [_made(edda.actor, now), _made(elsewhere, now), _made(people["owner"].actor, now)]
    change = {"actor": edda.actor, "now": now}

    assert services.change_password(**change, current=OLD, new=NEW, keep_tokens=True) == 0
    assert queries.tokens_of(user_id=edda.user.pk, now=now) == 2
    assert services.change_password(**change, current=NEW, new=OLD) == 2
    assert [_counts(each, now) for each in made] == [False, False, True]
    assert Entry.objects.filter(verb="token.revoked", workspace_id=other.workspace_id).count() == 1


def test_a_refused_change_of_the_password_ends_no_token(edda: Any, now: Any) -> None:
    made = _made(edda.actor, now)
    client = sign_in(edda)

    assert client.post("/password", {"current": "wrong", "password": NEW}).status_code == 422
    assert client.post("/password", {"current": OLD, "password": "password12"}).status_code == 422
    assert _counts(made, now)


def test_the_page_says_that_sessions_and_tokens_end(edda: Any, now: Any) -> None:
    from pilothouse.kit import clock

    _made(edda.actor, clock.now())
    client = sign_in(edda)
    asked = " ".join(client.get("/password").content.decode().split())
    assert "logs you out everywhere else and revokes your 1 API token, in every workspace" in asked

    client.post("/password", {"current": OLD, "password": NEW})
    assert "1 API token was revoked" in client.get("/w/acme/accounts/profile").content.decode()


def test_the_page_keeps_tokens_when_asked(edda: Any, now: Any) -> None:
    made = _made(edda.actor, now)
    sign_in(edda).post("/password", {"current": OLD, "password": NEW, "keep_tokens": "on"})

    assert _counts(made, now)


def test_the_shell_ends_tokens_with_a_new_password_and_of_a_member(people: dict[str, Any], now: Any) -> None:
    shell = queries.system_actor(slug="acme", channel="cli")
    made = [_made(people[name].actor, now) for name in ("editor", "owner")]
    reset = {"actor": shell, "now": now, "email": "editor@acme.example", "new": NEW}

    assert services.reset_password(**reset, keep_tokens=True) == 0
    assert services.reset_password(**reset) == 1
    assert services.revoke_tokens(actor=shell, now=now, email="owner@acme.example") == 1
    assert [_counts(each, now) for each in made] == [False, False]
