"""A person's own account."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import models, queries, services
from pilothouse.kit.actor import Scope
from pilothouse.kit.errors import Forbidden, Invalid, NotFound, Stale
from tests.fixtures import sign_in, token

OLD, NEW = "correct horse battery", "staple correct horse"


@pytest.fixture
def editor_with_password(people: dict[str, Any]) -> Any:
    person = people["editor"]
    person.user.set_password(OLD)
    person.user.save()
    return person


def test_a_person_changes_the_name(editor: Any, now: Any) -> None:
    changed = services.change_profile(actor=editor, now=now, name="Edda E. Editor", expected=1)

    assert (changed.name, changed.version) == ("Edda E. Editor", 2)
    with pytest.raises(Stale):
        services.change_profile(actor=editor, now=now, name="Third", expected=1)


def test_a_password_changes_only_with_the_present_one(editor_with_password: Any, now: Any) -> None:
    actor = editor_with_password.actor
    with pytest.raises(Invalid):
        services.change_password(actor=actor, now=now, current="wrong", new=NEW)
    with pytest.raises(Invalid):
        services.change_password(actor=actor, now=now, current=OLD, new="editor@acme")
    services.change_password(actor=actor, now=now, current=OLD, new=NEW)

    assert models.User.objects.get(pk=actor.user_id).check_password(NEW)


def test_a_new_password_ends_other_sessions_and_keeps_this_one(editor_with_password: Any) -> None:
    here, there = sign_in(editor_with_password), sign_in(editor_with_password)
    answer = here.post("/password", {"current": OLD, "password": NEW})

    assert answer.headers["Location"] == "/w/acme/accounts/profile"
    assert here.get("/w/acme/activity").status_code == 200
    assert there.get("/w/acme/activity").status_code == 302


def test_a_wrong_present_password_is_told_at_its_field(editor_with_password: Any) -> None:
    answer = sign_in(editor_with_password).post("/password", {"current": "wrong", "password": NEW})

    assert answer.status_code == 422
    assert "not your present password" in answer.content.decode()


def test_the_password_page_is_for_who_is_logged_in(client: Any) -> None:
    assert client.get("/password").headers["Location"] == "/login?next=%2Fpassword"


def test_a_token_changes_no_account(people: dict[str, Any], now: Any) -> None:
    secret = token(people["owner"], scope=Scope.WRITE)
    actor = services.authenticate_token(secret=secret, now=now)

    with pytest.raises(Forbidden):
        services.change_profile(actor=actor, now=now, name="Evil")


def test_the_shell_gives_a_forgetful_member_a_new_password(people: dict[str, Any], now: Any) -> None:
    shell = queries.system_actor(slug="acme", channel="cli")
    services.reset_password(actor=shell, now=now, email="EDITOR@acme.example", new=NEW)

    assert models.User.objects.get(pk=people["editor"].user.pk).check_password(NEW)
    with pytest.raises(NotFound):
        services.reset_password(actor=shell, now=now, email="owner@other.example", new=NEW)


def test_no_owner_sets_the_password_of_another(people: dict[str, Any], now: Any) -> None:
    with pytest.raises(Forbidden):
        services.reset_password(actor=people["owner"].actor, now=now, email="editor@acme.example", new=NEW)


def test_the_profile_page_saves_the_name(client_for: Any, people: dict[str, Any]) -> None:
    viewer = client_for("viewer")
    assert viewer.post("accounts/profile", {"name": "Vic V.", "version": 1}).status_code == 302

    assert 'value="Vic V."' in viewer.get("accounts/profile").content.decode()
    assert viewer.post("accounts/profile", {"name": "Old", "version": 1}).status_code == 412
