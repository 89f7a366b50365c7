"""The API's manual is made from the API itself."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from django.test import Client

from pilothouse.site import manual

SITE = "https://plans.example.org"


@pytest.fixture(scope="module")
def made() -> manual.Manual:
    return manual.made(SITE)


def _operations(made: manual.Manual) -> dict[str, manual.Operation]:
    return {row.id: row for _, rows in made.rooms for row in rows}


def test_every_operation_is_in_the_manual(made: manual.Manual) -> None:
    from pilothouse.site.api import api

    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    assert len(_operations(made)) == sum(len(methods) for methods in paths.values())
    assert {"get_me", "create_token", "list_activity", "search"} <= set(_operations(made))


def test_an_example_is_a_call_that_the_api_understands(made: manual.Manual, db: None, api_for: Any) -> None:
    words = shlex.split(_operations(made)["create_token"].example.replace("\\\n", " "))

    assert words[:4] == ["curl", "-X", "POST", f"{SITE}/api/v1/tokens"]
    body = json.loads(words[words.index("-d") + 1])
    assert api_for("owner").post("/tokens", body).status_code == 201


def test_an_example_names_what_an_address_needs(made: manual.Manual) -> None:
    assert f"'{SITE}/api/v1/search?q=text'" in _operations(made)["search"].example
    assert f"{SITE}/api/v1/members/1'" in _operations(made)["get_member"].example


def test_types_are_told_in_words() -> None:
    assert manual.kind({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}) == "date or null"
    assert (
        manual.kind({"type": "array", "items": {"$ref": "#/components/schemas/ItemOut"}}) == "list of ItemOut"
    )
    assert manual.kind({"enum": ["read", "write"]}) == '"read" or "write"'
    assert manual.kind({}) == "anything"


def test_a_form_that_holds_itself_comes_to_an_end() -> None:
    tree = {"type": "object", "properties": {"parts": {"type": "array", "items": {"$ref": "#/tree"}}}}

    assert "parts" in manual.sample({"tree": tree}, {"$ref": "#/tree"})


def test_the_page_asks_no_other_host_and_runs_no_script_of_its_own(db: None) -> None:
    answer = Client().get("/api/docs")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Make an API token" in page
    assert "curl -X POST" in page
    assert 'src="http' not in page
    assert "<script>" not in page
