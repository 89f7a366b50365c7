"""What never reaches a view, or should not: told in the form of every other answer."""

from __future__ import annotations

import logging
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.site.logs import Short
from pilothouse.site.tests.programs import surroundings
from tests.operations import operations
from tools.docs.openapi import document

BOUND = 2**63


def test_whoever_is_not_logged_in_is_told_to_log_in_also_for_a_write(db: None) -> None:
    """Not that a CSRF token is missing."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/api/v1/skills", b"{}", "application/json")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_still_needs_its_csrf_token(people: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"].user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post("/api/v1/skills", b"{}", "application/json").status_code == 403


def test_the_character_nul_breaks_no_operation(api_for: Any) -> None:
    """In a body, a query, a path and a cookie: PostgreSQL refuses even to look for it."""
    api = api_for("editor")

    assert api.post("/sheets/items/undo", {"batch": "a\0b"}).status_code in (404, 409)
    assert api.post("/skills", {"name\0": "Na\0vigation"}).json()["name"] == "Navigation"
    for found in operations():
        path = re.sub(r"\{\w+\}", "%00", found.path)
        assert found.path == path or api.get(f"/{path.removeprefix('/api/v1').lstrip('/')}").status_code < 500
    assert api.get("/activity?verb=%00&subject=%00").status_code < 500


@pytest.mark.parametrize("path", ["/w/%00/", "/w/acme/plan/items?text=%00&product=%00", "/%00"])
def test_the_character_nul_breaks_no_page(client_for: Any, path: str) -> None:
    client = client_for("editor").client
    assert client.get(path).status_code < 500
    client.cookies["sessionid"] = "".join("\0" for _ in range(32))
    assert client.get(path).status_code < 500


def test_a_form_with_the_character_nul_says_so(client_for: Any) -> None:
    client = client_for("editor")
    for address in ("team/skills/add", "activity/undo", "plan/items/undo"):
        answer = client.client.post(client.url(address), {"name": "a\0", "batch": "b\0", "product": "\0"})
        assert answer.status_code < 500


@pytest.mark.parametrize("key", [None, "k1"])
def test_a_body_that_is_too_large_is_a_problem_document(api_for: Any, settings: Any, key: str | None) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    headers = {"Idempotency-Key": key} if key else {}
    answer = api_for("editor").post("/skills", {"name": "x" * 2**20}, **headers)

    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_large"
    assert "at most 1 MB" in answer.json()["detail"]


def test_a_form_that_is_too_large_is_a_page_of_ours(client_for: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    client = client_for("editor")
    body = b"name=" + b"x" * 2**20
    answer = client.client.post(
        client.url("team/skills/add"), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 413
    assert "at most 1 MB" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


def test_a_host_that_is_not_ours_is_one_line_for_the_caller_and_in_the_log(db: None) -> None:
    answer = Client().get("/login", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.content.decode().count("\n") == 1
    assert "PILOTHOUSE_HOSTS" in answer.content.decode()

    record = logging.LogRecord("django.security.DisallowedHost", 40, "", 1, "Invalid", (), sys.exc_info())
    assert Short().filter(record)
    assert record.exc_info is None


def test_an_unknown_field_is_refused_by_its_name(api_for: Any) -> None:
    api = api_for("editor")
    answer = api.post("/skills", {"name": "Go", "gruop": "Backend"})

    assert answer.status_code == 422
    assert answer.json()["detail"] == "'gruop' is no field of this operation."
    assert answer.json()["where"].endswith("gruop")
    assert api.get("/skills").json() == []


def _schemas(schema: Any) -> list[dict[str, Any]]:
    """`schema` and all within it, references followed once."""
    found: list[dict[str, Any]] = []
    waiting, seen = [schema], set[str]()
    while waiting:
        row = waiting.pop()
        if isinstance(row, list):
            waiting += row
        elif isinstance(row, dict):
            name = row.get("$ref")
            if isinstance(name, str) and name not in seen:
                seen.add(name)
                waiting.append(document()["components"]["schemas"][name.rsplit("/", 1)[1]])
            found.append(row)
            waiting += row.values()
    return found


def test_every_body_refuses_what_it_does_not_know_and_every_list_has_an_end() -> None:
    for operation in operations():
        for row in _schemas(operation.body or {}):
            if row.get("type") == "object" and "properties" in row:
                assert row.get("additionalProperties") is False, (operation.id, row.get("title"))
            if row.get("type") == "array":
                assert "maxItems" in row, (operation.id, row)


def test_every_whole_number_that_is_sent_has_bounds_that_a_database_holds() -> None:
    for operation in operations():
        sent = [operation.body or {}, *(row["schema"] for row in operation.parameters)]
        for row in _schemas(sent):
            if row.get("type") == "integer":
                least = row.get("minimum", row.get("exclusiveMinimum"))
                most = row.get("maximum", row.get("exclusiveMaximum"))
                assert least is not None, (operation.id, row)
                assert most is not None, (operation.id, row)
                assert -BOUND <= least <= most < BOUND, (operation.id, row)


NUMBERS = [
    (operation, row["name"])
    for operation in operations()
    if operation.method == "get"
    for row in operation.parameters
    if row["in"] in {"query", "path"} and "integer" in str(row["schema"])
]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    at=st.integers(0, len(NUMBERS) - 1),
    number=st.one_of(st.integers(), st.sampled_from([BOUND - 1, BOUND, -BOUND - 1, 2**64, 10**400])),
)
def test_a_number_that_no_database_holds_is_refused(api_for: Any, at: int, number: int) -> None:
    operation, name = NUMBERS[at]
    api = _api(api_for)
    values = dict.fromkeys(operation.path_names, 1) | {name: number}
    address = operation.url(values)
    if name not in operation.path_names:
        address += f"{'&' if '?' in address else '?'}{name}={number}"

    assert api.get(address).status_code in {200, 404, 422}, address


WORDS = [
    (operation, row["name"])
    for operation in operations()
    if operation.method == "get"
    for row in operation.parameters
    if row["in"] == "query" and "string" in str(row["schema"])
]


@pytest.mark.django_db
@pytest.mark.parametrize("word", [str(2**64), f"portfolio-{2**34}"])
def test_a_word_that_reads_as_a_number_that_no_database_holds_breaks_nothing(api_for: Any, word: str) -> None:
    api = api_for("owner")
    for operation, name in WORDS:
        address = operation.url(dict.fromkeys(operation.path_names, 1))
        address += f"{'&' if '?' in address else '?'}{name}={word}"

        assert api.get(address).status_code in {200, 404, 422}, address


_made: list[Any] = []


def _api(api_for: Any) -> Any:
    """One client for all examples of the test."""
    if not _made:
        _made.append(api_for("owner"))
    return _made[0]


@pytest.mark.one_database
def test_what_is_made_is_its_owners_only(tmp_path: Path) -> None:
    code = """
from pilothouse.kit.shell import django_ready
django_ready()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE made (x)")
open(__import__("django.conf").conf.settings.PILOTHOUSE_HOME / "upload", "w").close()
(__import__("django.conf").conf.settings.PILOTHOUSE_HOME / "folder").mkdir()
"""
    home = tmp_path / "home"
    before = os.umask(0o022)
    try:
        done = subprocess.run([sys.executable, "-c", code], env=surroundings(home), capture_output=True)
    finally:
        os.umask(before)

    assert done.returncode == 0, done.stderr
    seen = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [home, *home.iterdir()]}
    assert {"pilothouse.sqlite3", "upload", "folder", "secret.key"} <= set(seen)
    assert {name: mode for name, mode in seen.items() if mode & 0o077} == {}
