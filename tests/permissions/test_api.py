"""Every operation of the API, called by everybody who might try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures import taken_back
from tests.operations import Operation, operations, sample
from tests.permissions.callers import World, make_world, table

RANKS = {"public": 0, "viewer": 1, "editor": 2, "owner": 3}
MEMBERS = ("viewer", "editor", "owner")
NOBODY = ("anonymous", "revoked", "expired")
LEAST = table()
every_operation = pytest.mark.parametrize("operation", operations(), ids=str)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(module_db: None) -> World:
    return make_world()


def _values(world: World, operation: Operation) -> dict[str, Any]:
    values = world.ours.of(operation)
    missing = [name for name in operation.path_names if values[name] is None]
    assert not missing, f"no row of ours is known for {missing} of {operation.path}: give the demo one"
    return values


def _missing(values: dict[str, Any]) -> dict[str, Any]:
    """Values of the same kind that belong to nobody."""

    def other(value: Any) -> Any:
        if isinstance(value, int):
            return 987_654_321
        noun, colon, _ = str(value).partition(":")
        return f"{noun}:987654321" if colon else "NONE-987654"

    return {name: other(value) for name, value in values.items()}


def test_every_operation_has_a_row_in_the_table() -> None:
    named = {operation.id for operation in operations()}

    assert named - set(LEAST) == set(), "give each a row in tests/permissions/table.toml"
    assert set(LEAST) - named == set(), "these rows belong to no operation"
    assert set(LEAST.values()) <= set(RANKS)


@every_operation
@pytest.mark.parametrize("caller", MEMBERS)
def test_a_member_may_do_what_the_role_allows(world: World, operation: Operation, caller: str) -> None:
    answer = world.call(caller, operation, _values(world, operation))

    if RANKS[caller] >= RANKS[LEAST[operation.id]]:
        assert _is_answered(operation, answer)
    else:
        assert answer.status_code == 403
        assert answer.json()["code"] == "forbidden"


@every_operation
@pytest.mark.parametrize("caller", NOBODY)
def test_nobody_gets_in_without_a_token_that_counts(world: World, operation: Operation, caller: str) -> None:
    if LEAST[operation.id] == "public":
        return
    answer = world.call(caller, operation, _values(world, operation))

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


@every_operation
def test_a_token_for_reading_changes_nothing(world: World, operation: Operation) -> None:
    answer = world.call("reader", operation, _values(world, operation))

    if RANKS[LEAST[operation.id]] >= RANKS["editor"]:
        assert answer.status_code == 403
    else:
        assert _is_answered(operation, answer)


def _is_answered(operation: Operation, answer: Any) -> bool:
    """Whether an allowed caller got on: what is read is there; a sample body may be refused for its words."""
    said: int = answer.status_code
    return said < 500 and said not in {401, 403} if operation.is_write else said == 200


@every_operation
def test_another_workspace_is_answered_like_a_missing_row(world: World, operation: Operation) -> None:
    ours = _values(world, operation)
    if not operation.path_names:
        return
    reached = world.call("stranger", operation, ours)
    with taken_back():
        missed = world.call("stranger", operation, _missing(ours))

    assert reached.status_code == missed.status_code == 404
    assert _faceless(reached.json(), ours) == _faceless(missed.json(), _missing(ours))


@every_operation
def test_a_body_cannot_name_rows_of_another_workspace(world: World, operation: Operation) -> None:
    ours = _values(world, operation)
    named = operation.body is not None and sample(operation.body, ours) != sample(operation.body, {})
    if operation.path_names or not named:
        return
    reached = world.call("stranger", operation, ours)
    with taken_back():
        missed = world.call("stranger", operation, _missing(ours))

    assert reached.status_code == missed.status_code
    assert reached.status_code in {404, 409, 422}
    assert _faceless(reached.json(), ours) == _faceless(missed.json(), _missing(ours))


def _faceless(document: Any, values: dict[str, Any]) -> str:
    """The answer without the asked-for value itself."""
    text = str(document)
    for value in sorted({str(row) for row in values.values()}, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(value)}\b", "…", text)
    return text


@every_operation
def test_lists_show_nothing_of_another_workspace(world: World, operation: Operation) -> None:
    if operation.is_write or operation.path_names:
        return
    values = _values(world, operation)
    names = {text for text in _titles(world.call("owner", operation, values)) if len(text) > 5}
    seen = set(_titles(world.call("stranger", operation, values)))

    assert names & seen == set()


def _titles(answer: Any) -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in {"title", "name", "email", "summary"} and isinstance(inner, str):
                    yield inner
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    if answer.status_code == 200 and "json" in answer.headers.get("Content-Type", ""):
        yield from walk(answer.json())
