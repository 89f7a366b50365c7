"""Every operation of the API, called by everybody who might try, with what each of them is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures import taken_back
from tests.operations import Operation, operations
from tests.permissions.callers import (
    Foreign,
    World,
    foreign_bodies,
    foreign_paths,
    foreign_queries,
    make_world,
    table,
    unknown_fields,
    written,
)
from tests.permissions.cases import Case, case

RANKS = {"public": 0, "viewer": 1, "editor": 2, "owner": 3}
MEMBERS = ("viewer", "editor", "owner")
NOBODY = ("anonymous", "revoked", "expired", "unknown")
LEAST = table()
STORES_NOTHING = {"review_text"}  # answers about a text that is sent
every_operation = pytest.mark.parametrize("operation", operations(), ids=str)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(module_db: None) -> World:
    return make_world()


@pytest.fixture
def asked(world: World, operation: Operation) -> Case:
    """What is sent to the operation so that it is done; its rows go with the test."""
    values = world.ours.of(operation)
    missing = [name for name in operation.path_names if values[name] is None]
    assert not missing, f"no row of ours is known for {missing} of {operation.path}: give the demo one"
    return case(operation, world.clients["owner"], values)


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
def test_everyone_is_answered_exactly_as_the_table_says(
    world: World, operation: Operation, asked: Case
) -> None:
    """The callers of one operation in turn, with a valid body each, on rows that are made once."""
    faults = [
        *_of_members(world, operation, asked),
        *_of_sessions(world, operation, asked),
        *_of_versions(world, operation, asked),
        *_of_foreign_rows(world, operation, asked),
        *_of_foreign_paths(world, operation, asked),
        *_of_foreign_queries(world, operation, asked),
    ]
    if LEAST[operation.id] != "public":
        faults += [*_of_nobody(world, operation, asked), *_of_strangers(world, operation, asked)]

    assert faults == []


def _fault(who: str, answer: Any, expected: int | None, code: str = "") -> list[str]:
    """What is wrong with an answer; empty when it has the status, and the code of a refusal."""
    text = answer.content[:300] if not answer.streaming else b"a file"
    if answer.status_code != expected:
        return [f"{who}: {answer.status_code} instead of {expected}: {text!r}"]
    if code and answer.json()["code"] != code:
        return [f"{who}: not {code}: {text!r}"]
    return []


def _taken_back(world: World, caller: str, operation: Operation, asked: Case, **more: str) -> Any:
    with taken_back():
        return _watched(world, caller, operation, asked, **more)


def _watched(world: World, caller: str, operation: Operation, asked: Case, **more: str) -> Any:
    """The answer; who is refused leaves every table as it was."""
    with written() as tables:
        answer = world.call(caller, operation, asked, **more)
    assert answer.status_code < 400 or not tables, f"{caller} got {answer.status_code} and wrote {tables}"
    return answer


def _of_members(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """Done, refused for the role, or refused as the row is another member's."""
    for caller in MEMBERS:
        allowed = RANKS[caller] >= RANKS[LEAST[operation.id]]
        expected = asked.others.get(caller, asked.done) if allowed else 403
        answer = _taken_back(world, caller, operation, asked)
        yield from _fault(caller, answer, expected, "" if allowed else "forbidden")


def _of_sessions(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """A browser's page may as much as a token; a page elsewhere, without the CSRF token, writes nothing."""
    yield from _fault("session", _taken_back(world, "session", operation, asked), asked.done)
    if operation.is_write and LEAST[operation.id] != "public":
        yield from _fault("forged", _watched(world, "forged", operation, asked), 403, "forbidden")


def _of_versions(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """A change that was based on another version, and one that does not say on which."""
    if not operation.wants_version:
        return
    stale = _taken_back(world, "owner", operation, asked, if_match='"999999"')
    yield from _fault("stale", stale, 412)
    if operation.needs_version:
        yield from _fault("unbased", _watched(world, "owner", operation, asked, if_match=""), 428)


def _of_nobody(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    for caller in NOBODY:
        yield from _fault(caller, _watched(world, caller, operation, asked), 401, "unauthenticated")
    writes = operation.is_write and operation.id not in STORES_NOTHING
    narrow = writes or RANKS[LEAST[operation.id]] >= RANKS["editor"]
    reading = _watched(world, "reader", operation, asked)
    yield from _fault("reading token", reading, 403 if narrow else asked.done)


def _of_strangers(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """A session that asks for our workspace, and a token of another one: alike for what is not there."""
    yield from _fault("intruder", _watched(world, "intruder", operation, asked), 404, "not_found")
    if not operation.path_names:
        return
    reached = _watched(world, "stranger", operation, asked)
    missed = _watched(world, "stranger", operation, Case(_missing(asked.values), asked.body, asked.form))
    yield from _fault("stranger", reached, 404)
    yield from _fault("stranger, of no row", missed, 404)
    if _faceless(reached.json(), asked.values) != _faceless(missed.json(), _missing(asked.values)):
        yield f"stranger: {reached.content!r} tells of a row, unlike {missed.content!r}"


def _of_foreign_rows(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """An owner at home with a valid body that names in one field a row of another workspace."""
    for row in foreign_bodies(operation, asked.body, world.foreign):
        reached = _taken_back(world, "owner", operation, Case(asked.values, row.theirs))
        missed = _taken_back(world, "owner", operation, Case(asked.values, row.nobodys))
        yield from _alike(world, asked, row, reached, missed)


def _of_foreign_paths(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """A path of several rows of which one belongs to another workspace, the others to the one who asks."""
    for row in foreign_paths(operation, asked.values, world.foreign):
        reached, missed = (
            _taken_back(world, "owner", operation, Case(values, asked.body, asked.form))
            for values in (row.theirs, row.nobodys)
        )
        yield from _alike(world, asked, row, reached, missed)


def _of_foreign_queries(world: World, operation: Operation, asked: Case) -> Iterator[str]:
    """The same with a parameter of the query."""
    url = operation.url(asked.values)
    for row in foreign_queries(operation, world.foreign):
        ask = [f"{url}{'&' if '?' in url else '?'}{query}" for query in (row.theirs, row.nobodys)]
        reached, missed = (world.clients["owner"].get(address) for address in ask)
        yield from _alike(world, asked, row, reached, missed)


def _alike(world: World, asked: Case, row: Foreign, reached: Any, missed: Any) -> Iterator[str]:
    """Both refused, or of what only narrows both found nothing; and alike to the word."""
    fine = {404, 409, 422} | ({200} if row.narrows else set())
    known = _flat({"theirs": world.foreign, "ours": asked.values})
    if reached.status_code != missed.status_code or reached.status_code not in fine:
        yield f"{row.field}: {reached.status_code} and {missed.status_code}: {reached.content[:300]!r}"
    elif _faceless(reached.json(), known) != _faceless(missed.json(), known):
        yield f"{row.field}: {reached.content!r} tells of a row, unlike {missed.content!r}"


def test_an_answer_tells_nothing_by_a_row_that_has_the_number_of_a_status() -> None:
    answer = {"status": 404, "detail": "There is no such release."}

    assert _faceless(answer, {"release": 404}) == _faceless(answer, {"release": 987_654_321})


def test_every_field_that_may_name_a_row_is_tried_with_a_foreign_one(world: World) -> None:
    unknown = set().union(*(unknown_fields(row, world.foreign) for row in operations()))
    assert unknown == set(), "say in `callers` what kind of row it names, or that it names none"


def _flat(values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = {f"{whose} {name}": value for whose, rows in values.items() for name, value in rows.items()}
    return found | {"none": 987_654_321, "no key": "NONE-987654"}


def _faceless(document: Any, values: dict[str, Any]) -> str:
    """The answer without the asked-for value itself, and without names and sums that are new each time.

    Its status is the HTTP status, which is compared by itself: a row may happen to have the number 404.
    """
    if isinstance(document, dict):
        document = {name: value for name, value in document.items() if name != "status"}
    text = re.sub(r"\b([0-9a-z]{26}|[0-9a-f]{64})\b", "…", str(document))
    for value in sorted({str(row) for row in values.values()}, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(value)}\b", "…", text)
    return text


# What every workspace has of itself: the five statuses, the plan of all its products, and by words of the
# code the columns of a table.
BUILT_IN = {"Backlog", "In progress", "Cancelled", "All products"}
OF_THE_CODE = {"list_item_columns"}


LISTS = [row for row in operations() if not (row.is_write or row.path_names or row.id in OF_THE_CODE)]


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_lists_show_nothing_of_another_workspace(world: World, operation: Operation) -> None:
    asked = Case(world.ours.of(operation))
    names = {text for text in _titles(world.call("owner", operation, asked)) if len(text) > 5} - BUILT_IN
    seen = set(_titles(world.call("stranger", operation, asked)))

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

    if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("application/json"):
        yield from walk(answer.json())
