"""Roles, and leaving."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import models, queries, services
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.errors import Conflict, Forbidden, NotFound, Stale, Unauthenticated
from tests.fixtures import token


def _member(people: dict[str, Any], name: str) -> Any:
    return next(
        row for row in queries.members(actor=people["owner"].actor) if row.user_id == people[name].user.pk
    )


def test_an_owner_changes_a_role(people: dict[str, Any], now: Any) -> None:
    viewer = _member(people, "viewer")
    changed = services.change_role(
        actor=people["owner"].actor, now=now, member_id=viewer.id, role=Role.EDITOR, expected=viewer.version
    )

    assert (changed.role, changed.version) == (Role.EDITOR, viewer.version + 1)


def test_a_workspace_keeps_its_last_owner(people: dict[str, Any], now: Any) -> None:
    owner = people["owner"].actor
    own = _member(people, "owner")

    with pytest.raises(Conflict):
        services.change_role(actor=owner, now=now, member_id=own.id, role=Role.EDITOR)
    with pytest.raises(Conflict):
        services.remove_member(actor=owner, now=now, member_id=own.id)
    assert _member(people, "owner").role is Role.OWNER


def test_an_owner_may_go_when_there_is_another(people: dict[str, Any], now: Any) -> None:
    editor, own = _member(people, "editor"), _member(people, "owner")
    services.change_role(actor=people["owner"].actor, now=now, member_id=editor.id, role=Role.OWNER)
    services.remove_member(actor=people["owner"].actor, now=now, member_id=own.id)

    left = queries.members(actor=people["editor"].actor)
    assert [row.role for row in left] == [Role.OWNER, Role.VIEWER]


def test_who_was_removed_can_no_longer_act(people: dict[str, Any], now: Any, client_for: Any) -> None:
    editor, secret = client_for("editor"), token(people["editor"])
    services.remove_member(actor=people["owner"].actor, now=now, member_id=_member(people, "editor").id)

    assert editor.get("activity").status_code == 404
    with pytest.raises(Unauthenticated):
        services.authenticate_token(secret=secret, now=now)


def test_tokens_of_who_was_removed_do_not_come_back_with_them(
    people: dict[str, Any], workspace: Any, now: Any
) -> None:
    secret = token(people["editor"])
    services.remove_member(actor=people["owner"].actor, now=now, member_id=_member(people, "editor").id)
    models.Membership.objects.create(workspace_id=workspace.id, user=people["editor"].user, role=Role.EDITOR)

    with pytest.raises(Unauthenticated):
        services.authenticate_token(secret=secret, now=now)


@pytest.mark.parametrize("name", ["editor", "viewer"])
def test_only_owners_change_roles_and_remove_others(people: dict[str, Any], now: Any, name: str) -> None:
    actor, target = people[name].actor, _member(people, "owner")

    with pytest.raises(Forbidden):
        services.change_role(actor=actor, now=now, member_id=target.id, role=Role.VIEWER)
    with pytest.raises(Forbidden):
        services.remove_member(actor=actor, now=now, member_id=target.id)


def test_everybody_may_leave(client_for: Any, people: dict[str, Any]) -> None:
    viewer = client_for("viewer")
    answer = viewer.post(f"accounts/members/{_member(people, 'viewer').id}/remove", {"version": 1})

    assert answer.headers["Location"] == "/"
    assert viewer.get("activity").status_code == 404


def test_a_token_does_not_leave_for_its_owner(people: dict[str, Any], api_for: Any) -> None:
    own = _member(people, "editor")

    assert api_for("editor", scope=Scope.WRITE).delete(f"/members/{own.id}").status_code == 403


def test_a_stale_change_of_a_role_shows_both_versions(people: dict[str, Any], now: Any, api_for: Any) -> None:
    api, member = api_for("owner"), _member(people, "viewer")
    first = api.patch(f"/members/{member.id}", {"role": "editor"}, If_Match='"1"')
    second = api.patch(f"/members/{member.id}", {"role": "owner"}, If_Match='"1"')

    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert second.status_code == 412
    assert second.headers["Content-Type"] == "application/problem+json"
    problem = second.json()
    assert problem["extra"]["your_version"] == 1
    assert problem["extra"]["stored_version"] == 2
    assert problem["extra"]["stored"] == {"role": "editor"}
    assert problem["extra"]["yours"] == {"role": "owner"}
    with pytest.raises(Stale):
        services.remove_member(actor=people["owner"].actor, now=now, member_id=member.id, expected=1)


def test_a_stale_form_says_so_and_can_be_sent_again(people: dict[str, Any], client_for: Any) -> None:
    owner, member = client_for("owner"), _member(people, "viewer")
    path = f"accounts/members/{member.id}/role"
    assert owner.post(path, {"role": "editor", "version": 1}).status_code == 302
    answer = owner.post(path, {"role": "owner", "version": 1})

    page = answer.content.decode()
    assert answer.status_code == 412
    assert 'role="alert">Someone else changed this' in page
    assert owner.post(path, {"role": "owner", "version": 2}).status_code == 302


def test_a_button_of_an_old_page_removes_nobody(people: dict[str, Any], client_for: Any, now: Any) -> None:
    owner, member = client_for("owner"), _member(people, "viewer")
    services.change_role(actor=people["owner"].actor, now=now, member_id=member.id, role=Role.EDITOR)
    path = f"accounts/members/{member.id}/remove"

    assert owner.post(path, {"version": member.version}).status_code == 412
    assert owner.post(path, {"version": member.version + 1}).status_code == 302
    assert member.user_id not in {row.user_id for row in queries.members(actor=people["owner"].actor)}


def test_the_last_owner_is_told_why_leaving_fails(people: dict[str, Any], client_for: Any) -> None:
    answer = client_for("owner").post(
        f"accounts/members/{_member(people, 'owner').id}/remove", {"version": 1}
    )

    assert answer.status_code == 409
    assert "keeps at least one owner" in answer.content.decode()


def test_a_member_of_another_workspace_is_answered_like_a_missing_one(
    people: dict[str, Any], api_for: Any, now: Any
) -> None:
    api, theirs = api_for("stranger"), _member(people, "viewer")
    for call in (api.get, api.delete):
        reached, missed = call(f"/members/{theirs.id}"), call("/members/987654321")
        assert reached.status_code == missed.status_code == 404
        assert reached.content == missed.content
    with pytest.raises(NotFound):
        services.change_role(actor=people["stranger"].actor, now=now, member_id=theirs.id, role=Role.VIEWER)


def test_members_are_listed_with_their_roles(api_for: Any) -> None:
    rows = api_for("viewer").get("/members").json()

    assert [row["role"] for row in rows] == ["owner", "editor", "viewer"]


def test_a_viewer_sees_no_buttons_for_owners(client_for: Any) -> None:
    page = client_for("viewer").get("accounts/members").content.decode()

    assert "Invite someone" not in page
    assert "/role" not in page
    assert "Leave" in page
