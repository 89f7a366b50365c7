"""A workspace with its people, somebody from another workspace, and clients that act as each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests import filled, migrated

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


_ASKS = frozenset({"db", "transactional_db", "module_db"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that may ask no database says nothing about a second one. What takes long begins first, as long
    as there is something else for the other process to do."""
    items.sort(key=lambda item: item.get_closest_marker("twice") is None)
    for item in items:
        if _ASKS.isdisjoint(getattr(item, "fixturenames", ())) and not item.get_closest_marker("django_db"):
            item.add_marker("one_database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file of each process, so that servers and workers beside the test see it as well."""
    from django.db import connections

    settings = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        settings["TEST"]["NAME"] = str(Path(os.environ["PILOTHOUSE_HOME"]) / "test.sqlite3")
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        settings["TEST"]["NAME"] = f"test_pilothouse_{worker}"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> Iterator[bool]:
    """The tests' database begins as a copy of one that the program made."""
    from django.db import connections

    settings = connections["default"].settings_dict
    named = settings | {"NAME": settings["NAME"], "TEST": dict(settings["TEST"])}
    migrated.begin(named)
    yield True
    migrated.end(named)


_DRAWN = ("vision.product", "risk.uncertainty", "risk.risk", "team.person", "roadmap.item", "roadmap.release")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever changes inside is taken back at the end."""
    from django.db import transaction

    block = transaction.atomic()
    block._from_testcase = True  # as Django marks its own: nobody waits for it
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def _one_plan() -> Iterator[None]:
    """Plans made anew try one seed: eight take eight times as long and promise the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("pilothouse.roadmap.planning.compute"), "_seeds", lambda: 1)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Numbers of rows come again once a test's changes are taken back; what was kept by them must not."""
    from django.core.cache import cache

    from pilothouse.journal import queries

    cache.clear()
    queries.forget()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows that all tests of a module share; each test's own changes are taken back after it.

    The module's tests need the mark `django_db` as well.
    """
    with django_db_blocker.unblock(), taken_back():
        filled.number_anew()
        yield


@pytest.fixture
def now() -> datetime:
    """A Monday morning that every test may share."""
    return NOW


@dataclass(frozen=True)
class People:
    """Whom `person_of` makes: a user and the rights to act."""

    user: Any
    actor: Any


def found(*, slug: str, name: str, person: str = "Olu Owner", now: datetime = NOW) -> tuple[Any, People]:
    """A workspace and its owner."""
    from pilothouse.accounts import models, services

    workspace = services.found_workspace(
        now=now, name=name, slug=slug, email=f"owner@{slug}.example", person=person, password=None
    )
    user = models.User.objects.get(email=f"owner@{slug}.example")
    return workspace, People(user, _actor(user, slug))


def join(workspace: Any, *, role: Any, name: str) -> People:
    """One more member of `workspace`."""
    from pilothouse.accounts import models

    email = f"{role.label}@{workspace.slug}.example"
    user = models.User.objects.create_user(email, None, name=name)
    models.Membership.objects.create(workspace_id=workspace.id, user=user, role=role)
    return People(user, _actor(user, workspace.slug))


def _actor(user: Any, slug: str) -> Any:
    from pilothouse.accounts import queries

    return queries.actor_for(user_id=user.pk, slug=slug, channel="web")


def token(person: People, *, scope: Any = None, now: datetime = NOW, **fields: Any) -> str:
    """The secret of a new token of `person`, as wide as `scope` (everything by default)."""
    import secrets

    from pilothouse.accounts import models, queries
    from pilothouse.kit.actor import Scope

    secret = queries.TOKEN_MARK + secrets.token_hex(20)
    models.ApiToken.objects.create(
        workspace_id=person.actor.workspace_id,
        user=person.user,
        name="test",
        prefix=secret[:12],
        digest=queries.digest(secret),
        scope=Scope.ADMIN if scope is None else scope,
        created_at=now,
        **fields,
    )
    return secret


@pytest.fixture
def founded(db: None) -> tuple[Any, People]:
    filled.number_anew(*_DRAWN)  # simulations draw by the numbers
    return found(slug="acme", name="Acme")


@pytest.fixture
def workspace(founded: tuple[Any, People]) -> Any:
    """The workspace `acme`."""
    return founded[0]


@pytest.fixture
def people(founded: tuple[Any, People]) -> dict[str, People]:
    """Owner, editor and viewer of `acme`, and a stranger who owns `other`."""
    from pilothouse.kit.actor import Role

    workspace, owner = founded
    return {
        "owner": owner,
        "editor": join(workspace, role=Role.EDITOR, name="Edda Editor"),
        "viewer": join(workspace, role=Role.VIEWER, name="Vic Viewer"),
        "stranger": found(slug="other", name="Other", person="Sten Stranger")[1],
    }


@pytest.fixture
def owner(founded: tuple[Any, People]) -> Any:
    """The actor who owns `acme`."""
    return founded[1].actor


@pytest.fixture
def editor(people: dict[str, People]) -> Any:
    return people["editor"].actor


@pytest.fixture
def viewer(people: dict[str, People]) -> Any:
    return people["viewer"].actor


@pytest.fixture
def stranger(people: dict[str, People]) -> Any:
    """An actor who owns another workspace."""
    return people["stranger"].actor


@pytest.fixture
def other_workspace(people: dict[str, People]) -> Any:
    from pilothouse.accounts import queries

    return queries.workspace("other")


class WorkspaceClient:
    """A browser without scripts: `get("roadmap/timeline")` is the page in the member's workspace."""

    def __init__(self, client: Any, slug: str) -> None:
        self.client = client
        self.slug = slug

    def url(self, path: str) -> str:
        return path if path.startswith("/") else f"/w/{self.slug}/{path}"

    def get(self, path: str = "", data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.get(self.url(path), data, **more)

    def post(self, path: str = "", data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(self.url(path), data, **more)


class ApiClient:
    """A program with a token: `api.get("/items")`, `api.post("/items", {...})`; bodies are JSON.

    It changes whatever is stored unless told otherwise: `If_Match='"3"'`, or `If_Match=""` to send none.
    """

    def __init__(self, client: Any, secret: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        import orjson

        more = {} if method.upper() == "GET" else {"If-Match": "*"}
        more |= {name.replace("_", "-"): value for name, value in headers.items()}
        more = {name: value for name, value in more.items() if value}
        data = orjson.dumps(body) if body is not None else b""
        url = path if path.startswith("/api/") else f"/api/v1{path}"
        call = self.client.generic
        return call(method.upper(), url, data, content_type="application/json", headers=self.headers | more)

    def get(self, path: str, **headers: str) -> Any:
        return self.request("GET", path, None, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.request("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.request("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.request("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.request("DELETE", path, None, **headers)


def sign_in(person: People) -> Any:
    """A Django client with the person's session."""
    from django.test import Client

    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client_for(people: dict[str, People]) -> Callable[[str], WorkspaceClient]:
    """`client_for("viewer")`: pages as owner, editor, viewer or stranger see them."""
    return lambda name: WorkspaceClient(sign_in(people[name]), people[name].actor.workspace_slug)


@pytest.fixture
def api_for(people: dict[str, People]) -> Callable[..., ApiClient]:
    """`api_for("editor", scope=Scope.READ)`: the API as a token of that person sees it; None is nobody."""
    from django.test import Client

    def make(name: str | None, *, scope: Any = None) -> ApiClient:
        return ApiClient(Client(), token(people[name], scope=scope) if name else None)

    return make
