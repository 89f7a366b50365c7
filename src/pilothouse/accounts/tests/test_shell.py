"""Accounts from the shell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from pilothouse.accounts import models, queries, services
from pilothouse.accounts.cli import app
from pilothouse.kit.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def _run(*words: str, typed: str = "") -> Any:
    return CliRunner().invoke(app, list(words), input=typed, catch_exceptions=True)


def _init(name: str = "Acme Ltd") -> Any:
    given = ("--name", name, "--person", "Olu Owner", "--email", "olu@acme.example")
    return _run("init", *given, "--password-stdin", "--json", typed=f"{PASSWORD}\n")


def test_init_makes_a_workspace_whose_owner_can_log_in() -> None:
    made = json.loads(_init().stdout)

    assert made["slug"] == "acme-ltd"
    assert models.User.objects.get(email="olu@acme.example").check_password(PASSWORD)


def test_init_asks_for_what_was_not_given() -> None:
    typed = f"Acme\nOlu Owner\nolu@acme.example\n{PASSWORD}\n{PASSWORD}\n"
    result = _run("init", typed=typed)

    assert result.exit_code == 0
    assert queries.workspace("acme").name == "Acme"
    assert PASSWORD not in result.output


def test_a_token_made_in_the_shell_acts_as_the_owner(now: Any) -> None:
    _init()
    made = json.loads(_run("token", "create", "nightly", "--scope", "write", "--json").stdout)
    from pilothouse.kit import clock

    actor = services.authenticate_token(secret=made["secret"], now=clock.now())
    assert actor.workspace_slug == "acme-ltd"
    listed = json.loads(_run("token", "list", "--json").stdout)
    assert [row["name"] for row in listed] == ["nightly"]
    assert "secret" not in listed[0]
    assert _run("token", "revoke", str(made["id"])).exit_code == 0
    assert json.loads(_run("token", "list", "--json").stdout)[0]["revoked_at"] is not None


def test_the_secret_stands_alone_on_standard_output() -> None:
    _init()
    result = _run("token", "create", "nightly")

    assert result.stdout.strip().startswith("plt_")
    assert len(result.stdout.split()) == 1


def test_an_unknown_reach_is_refused() -> None:
    _init()

    assert isinstance(_run("token", "create", "nightly", "--scope", "all").exception, Invalid)


def test_members_and_workspaces_are_listed() -> None:
    _init()

    assert json.loads(_run("member", "list", "--json").stdout)[0]["role"] == "owner"
    assert "olu@acme.example" in _run("member", "list").stdout
    assert json.loads(_run("workspaces", "--json").stdout)[0]["slug"] == "acme-ltd"


def test_a_workspace_has_to_be_named_where_there_are_several() -> None:
    _init("One")
    _init("Two")

    assert isinstance(_run("member", "list").exception, Invalid)
    assert _run("member", "list", "--workspace", "two").exit_code == 0
    assert isinstance(_run("member", "list", "--workspace", "three").exception, NotFound)


def test_a_forgotten_password_is_set_anew() -> None:
    _init()
    result = _run(
        "member", "password", "olu@acme.example", "--password-stdin", typed="staple correct horse\n"
    )

    assert result.exit_code == 0
    assert models.User.objects.get(email="olu@acme.example").check_password("staple correct horse")
