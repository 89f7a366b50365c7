"""One table tells every failure to browser, shell and MCP, and the API keeps to it."""

from __future__ import annotations

import pytest

from pilothouse.engine.errors import InvalidProblem
from pilothouse.kit import errors
from pilothouse.kit.shell import complain

# What programs rely on: changing a row here breaks somebody.
PROMISED = {
    errors.Invalid: (422, 2),
    errors.NotFound: (404, 3),
    errors.Conflict: (409, 4),
    errors.Stale: (412, 4),
    errors.WrongMethod: (405, 2),
    errors.UnknownHost: (400, 2),
    errors.Forbidden: (403, 5),
    errors.Unauthenticated: (401, 5),
    errors.TooMany: (429, 5),
    errors.Unavailable: (503, 6),
    errors.Gone: (410, 7),
}


def _every_kind(kind: type[errors.PilothouseError]) -> list[type[errors.PilothouseError]]:
    return [kind, *(below for row in kind.__subclasses__() for below in _every_kind(row))]


@pytest.mark.parametrize(
    ("kind", "promised"), PROMISED.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_a_failure_has_one_status_and_one_exit_code(kind, promised, capsys) -> None:
    error = kind("No such row.", where="item 7", cure="Look again.")

    assert (errors.outcome(error).status, complain(error)) == promised
    assert capsys.readouterr().err == "Error: item 7: No such row.\n  Look again.\n"


@pytest.mark.parametrize("kind", _every_kind(errors.PilothouseError), ids=lambda kind: kind.__name__)
def test_every_kind_of_failure_makes_a_whole_problem_document(kind) -> None:
    document = errors.problem_document(kind("Wrong.", where="here", cure="Mend it.", extra={"rows": [1]}))

    assert document["type"] == f"urn:pilothouse:error:{document['code']}"
    assert document["status"] == errors.outcome(kind("Wrong.")).status
    assert {"title", "detail", "where", "cure", "extra"} <= set(document)


def test_codes_are_unique_to_their_kind() -> None:
    codes = [kind.code for kind in errors.OUTCOMES]

    assert len(codes) == len(set(codes))


def test_what_the_engine_refuses_becomes_invalid_word_for_word() -> None:
    error = errors.from_engine(InvalidProblem("A needs B.", where="A", cure="Cut the loop."))

    assert (error.message, error.where, error.cure) == ("A needs B.", "A", "Cut the loop.")
    assert errors.outcome(error).exit_code == 2


@pytest.mark.django_db
def test_the_api_answers_an_unknown_address_with_a_problem_document(api_for) -> None:
    answer = api_for("owner").get("/no-such-thing")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


@pytest.mark.django_db
def test_the_api_answers_nobody_with_a_problem_document(api_for) -> None:
    answer = api_for(None).get("/items")

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [("put", "/items"), ("delete", "/risks"), ("trace", "/items")])
def test_the_api_answers_a_method_that_an_address_has_not_with_a_problem_document(
    client, people, method: str, path: str
) -> None:
    client.force_login(people["owner"].user)
    answer = getattr(client, method)(f"/api/v1{path}")

    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "wrong_method"
    assert {"GET"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.django_db
def test_a_page_says_what_its_address_is_for(client, people) -> None:
    client.force_login(people["owner"].user)
    answer = client.put("/w/acme/roadmap/items")

    assert answer.status_code == 405
    assert "This address answers GET" in answer.content.decode()


@pytest.mark.django_db
def test_the_api_answers_under_a_name_that_is_not_ours_with_a_problem_document(client) -> None:
    answer = client.get("/api/v1/items", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "unknown_host"
