"""The workspace itself, and who is who in it."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import queries, services
from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid


def test_founding_is_recorded_with_its_owner(owner: Any) -> None:
    entry = journal.activity(actor=owner).rows[-1]

    assert (entry.verb, entry.title, str(entry.subject)) == (
        "workspace.founded",
        "Acme",
        f"accounts.workspace:{owner.workspace_id}",
    )
    assert entry.changes["owner"] == [None, "owner@acme.example"]


def test_two_workspaces_do_not_share_an_address(workspace: Any, now: Any) -> None:
    with pytest.raises(Conflict):
        services.found_workspace(
            now=now, name="Acme", slug="acme", email="a@b.example", person="Ana", password=None
        )
    assert queries.free_slug("Acme") == "acme-2"
    assert queries.free_slug("Ärger & Söhne") == "arger-sohne"
    assert queries.free_slug("日本") == "workspace"


def test_an_owner_renames_the_workspace(owner: Any, now: Any) -> None:
    changed = services.change_workspace(
        actor=owner, now=now, name="  Acme\n Ltd ", currency="USD", expected=1
    )

    assert (changed.name, changed.currency, changed.version) == ("Acme Ltd", "USD", 2)
    entry = journal.activity(actor=owner).rows[0]
    assert entry.verb == "workspace.changed"
    assert entry.changes == {"name": ["Acme", "Acme Ltd"], "currency": ["EUR", "USD"]}


def test_a_change_that_changes_nothing_is_not_recorded(owner: Any, now: Any) -> None:
    before = journal.last_entry_id(actor=owner)
    unchanged = services.change_workspace(actor=owner, now=now, name="Acme", expected=1)

    assert unchanged.version == 1
    assert journal.last_entry_id(actor=owner) == before


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"name": "x" * 201}, {"currency": "XXX"}, {"currency": "eur"}]
)
def test_a_name_and_a_currency_have_to_make_sense(owner: Any, now: Any, values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        services.change_workspace(actor=owner, now=now, **values)


@pytest.mark.parametrize("name", ["editor", "viewer"])
def test_only_owners_change_the_workspace(people: dict[str, Any], now: Any, name: str) -> None:
    with pytest.raises(Forbidden):
        services.change_workspace(actor=people[name].actor, now=now, name="Other")


def test_a_stale_change_over_the_api_shows_both_versions(api_for: Any) -> None:
    api = api_for("owner")
    etag = api.get("/workspace").headers["ETag"]
    assert api.patch("/workspace", {"name": "First"}, If_Match=etag).headers["ETag"] == '"2"'
    stale = api.patch("/workspace", {"name": "Second"}, If_Match=etag)

    assert stale.status_code == 412
    assert stale.json()["extra"] == {
        "your_version": 1,
        "stored_version": 2,
        "stored": {"name": "First"},
        "yours": {"name": "Second"},
    }


def test_a_stale_form_shows_both_versions(client_for: Any) -> None:
    owner = client_for("owner")
    given = {"name": "First", "currency": "EUR", "version": 1}
    assert owner.post("accounts/workspace", given).status_code == 302
    stale = owner.post("accounts/workspace", given | {"name": "Second"})

    assert stale.status_code == 412
    page = stale.content.decode()
    assert "Take theirs" in page
    assert "First" in page
    assert "Second" in page


def test_a_person_belongs_to_several_workspaces(people: dict[str, Any], now: Any, client_for: Any) -> None:
    stranger = people["stranger"].user
    made = services.found_workspace(
        now=now, name="Third", slug="third", email=stranger.email, person="ignored", password=None
    )

    assert [row.slug for row in queries.workspaces_of(stranger.pk)] == ["other", "third"]
    client = client_for("stranger")
    assert client.get(f"/w/{made.slug}/activity").status_code == 200
    own = client.client.get("/api/v1/me", headers={"X-Workspace": "third"})
    assert own.json()["workspace"]["slug"] == "third"
    assert own.json()["name"] == stranger.name


def test_another_workspace_answers_like_a_missing_one(client_for: Any) -> None:
    stranger = client_for("stranger")
    theirs, nobodys = stranger.get("/w/acme/activity"), stranger.get("/w/nowhere/activity")

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    theirs, nobodys = (
        stranger.client.get("/api/v1/me", headers={"X-Workspace": slug}) for slug in ("acme", "nowhere")
    )
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


def test_a_session_changes_nothing_over_the_api_without_its_csrf_token(people: dict[str, Any]) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["owner"].user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.patch("/api/v1/workspace", {"name": "Evil"}, content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"
