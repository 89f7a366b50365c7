"""API tokens: shown once, kept hashed, scoped, expiring."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from pilothouse.accounts import models, queries, services
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.errors import Forbidden, Invalid, Unauthenticated
from tests.fixtures import ApiClient, token


def _made(actor: Any, now: Any, **more: Any) -> Any:
    return services.create_token(actor=actor, now=now, name="export", **more)


def test_a_token_has_a_public_prefix_and_a_long_secret(owner: Any, now: Any) -> None:
    made = _made(owner, now)

    assert re.fullmatch(r"plt_[A-Za-z0-9]{44}", made.secret)
    assert made.token.prefix == made.secret[:12]
    assert made.secret != _made(owner, now).secret


def test_a_token_is_kept_only_as_a_digest(owner: Any, now: Any) -> None:
    made = _made(owner, now)
    stored = str(list(models.ApiToken.objects.values()))

    assert made.secret not in stored
    assert made.secret[12:] not in stored
    assert queries.digest(made.secret) in stored


def test_a_token_acts_as_its_owner_within_its_scope(editor: Any, now: Any) -> None:
    made = _made(editor, now, scope=Scope.READ)
    actor = services.authenticate_token(secret=made.secret, now=now)

    assert (actor.user_id, actor.workspace_id) == (editor.user_id, editor.workspace_id)
    assert (actor.role, actor.scope, actor.channel) == (Role.EDITOR, Scope.READ, "api")
    assert not actor.may(Role.EDITOR)


def test_a_token_ends_with_its_days(owner: Any, now: Any) -> None:
    made = _made(owner, now, days=3)
    services.authenticate_token(secret=made.secret, now=now + timedelta(days=2, hours=23))

    with pytest.raises(Unauthenticated):
        services.authenticate_token(secret=made.secret, now=now + timedelta(days=3))


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_without_an_end_in_sight_is_not_made(owner: Any, now: Any, days: int) -> None:
    with pytest.raises(Invalid):
        _made(owner, now, days=days)


def test_a_revoked_and_an_expired_token_answer_401(people: dict[str, Any], client: Any, now: Any) -> None:
    revoked, expired = token(people["owner"], revoked_at=now), token(people["owner"], expires_at=now)
    for secret in (revoked, expired, "plt_unknown", "something else"):
        answer = ApiClient(client, secret).get("/me")
        assert answer.status_code == 401
        assert answer.json()["code"] == "unauthenticated"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_api_makes_uses_and_revokes_a_token(api_for: Any, client: Any) -> None:
    owner = api_for("owner")
    made = owner.post("/tokens", {"name": "nightly", "scope": "write", "days": 10})
    assert made.status_code == 201
    own = ApiClient(client, made.json()["secret"])
    assert own.get("/me").json()["scope"] == "write"

    key = made.json()["token"]["id"]
    assert owner.delete(f"/tokens/{key}").json()["revoked_at"] is not None
    assert own.get("/me").status_code == 401
    assert "secret" not in owner.get("/tokens").content.decode()


def test_when_a_token_was_used_is_kept_to_five_minutes(owner: Any, now: Any) -> None:
    made = _made(owner, now)
    used = []
    for minutes in (0, 4, 6):
        services.authenticate_token(secret=made.secret, now=now + timedelta(minutes=minutes))
        used.append(models.ApiToken.objects.get(pk=made.token.id).last_used_at)

    assert used == [now, now, now + timedelta(minutes=6)]


def test_nobody_makes_a_token_wider_than_themselves(people: dict[str, Any], now: Any) -> None:
    with pytest.raises(Forbidden):
        _made(people["editor"].actor, now, scope=Scope.ADMIN)
    with pytest.raises(Forbidden):
        _made(people["viewer"].actor, now)
    writing = services.authenticate_token(
        secret=_made(people["owner"].actor, now, scope=Scope.WRITE).secret, now=now
    )
    with pytest.raises(Forbidden):
        _made(writing, now, scope=Scope.ADMIN)


def test_members_see_their_own_tokens_and_owners_all(people: dict[str, Any], now: Any) -> None:
    _made(people["editor"].actor, now)
    _made(people["owner"].actor, now)

    assert len(queries.tokens(actor=people["editor"].actor)) == 1
    assert len(queries.tokens(actor=people["owner"].actor)) == 2
    assert queries.tokens(actor=people["stranger"].actor) == ()


def test_a_token_of_somebody_else_is_answered_like_a_missing_one(
    people: dict[str, Any], api_for: Any, now: Any
) -> None:
    theirs = _made(people["owner"].actor, now).token.id
    for name in ("editor", "stranger"):
        api = api_for(name)
        reached, missed = api.delete(f"/tokens/{theirs}"), api.delete("/tokens/987654321")
        assert reached.status_code == missed.status_code == 404
        assert reached.content == missed.content


def test_a_reading_token_revokes_nothing(people: dict[str, Any], api_for: Any) -> None:
    api = api_for("owner", scope=Scope.READ)
    own = queries.tokens(actor=people["owner"].actor)[0]

    assert api.delete(f"/tokens/{own.id}").status_code == 403


def test_the_secret_is_shown_in_the_answer_and_never_again(client_for: Any) -> None:
    editor = client_for("editor")
    shown = editor.post("accounts/tokens", {"name": "export", "scope": "read", "days": 30})
    secret = re.search(r"plt_[A-Za-z0-9]{44}", shown.content.decode())

    assert secret
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret[0] not in editor.get("accounts/tokens").content.decode()
    assert secret[0][:12] in editor.get("accounts/tokens").content.decode()


def test_a_page_revokes_a_token(client_for: Any, people: dict[str, Any], now: Any) -> None:
    made = _made(people["editor"].actor, now)
    client_for("editor").post(f"accounts/tokens/{made.token.id}/revoke")

    with pytest.raises(Unauthenticated):
        services.authenticate_token(secret=made.secret, now=now)
