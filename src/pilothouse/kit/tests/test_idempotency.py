"""Changes that are sent twice through the API: by one client, by many at once, and with mistakes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from pilothouse.kit import clock, idempotency, models
from pilothouse.kit.holding import held
from pilothouse.kit.idempotency import Caller, IdempotencyMiddleware, fingerprint
from pilothouse.kit.jobs.worker import tidy

WHO = Caller(1, "user:1:1")


@pytest.fixture
def middleware(monkeypatch: pytest.MonkeyPatch) -> Callable[..., IdempotencyMiddleware]:
    """The middleware around a view; everybody is the same caller."""

    def make(view: Callable[[HttpRequest], HttpResponse]) -> IdempotencyMiddleware:
        made = IdempotencyMiddleware(view)
        made._caller = lambda request: WHO
        return made

    return make


def request(
    key: str | None = "k1", body: bytes = b'{"a": 1}', method: str = "POST", **headers: str
) -> HttpRequest:
    named = headers | ({"Idempotency-Key": key} if key is not None else {})
    return RequestFactory().generic(
        method, "/api/v1/things", body, content_type="application/json", headers=named
    )


class Things:
    """A view that makes one row each time it is called."""

    def __init__(self, status: int = 201, wait: threading.Event | None = None) -> None:
        self.status = status
        self.wait = wait
        self.began = threading.Event()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            row = models.Job.objects.create(
                workspace_id=1, name="thing", title="", actor={}, arguments={}, created_at=clock.now()
            )
        self.began.set()
        if self.wait is not None:
            self.wait.wait(10)
        return HttpResponse(
            f'{{"id": {row.pk}}}',
            status=self.status,
            headers={"ETag": '"1"', "Content-Type": "application/json"},
        )


def things() -> int:
    return models.Job.objects.filter(name="thing").count()


@pytest.mark.django_db
def test_the_second_request_gets_the_first_answer_and_changes_nothing(middleware: Any) -> None:
    site = middleware(Things())
    first, second = site(request()), site(request())

    assert things() == 1
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["ETag"] == '"1"'
    assert second.headers["Content-Type"] == "application/json"
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_without_a_key_each_request_counts(middleware: Any) -> None:
    site = middleware(Things())
    site(request(None))
    site(request(None))

    assert things() == 2


@pytest.mark.django_db
def test_another_key_or_another_caller_is_another_request(middleware: Any) -> None:
    site = middleware(Things())
    site(request("a"))
    site(request("b"))
    site._caller = lambda request: Caller(2, "user:2:2")
    site(request("a"))

    assert things() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"body": b'{"a": 2}'}, {"method": "PUT"}, {"If-Match": '"3"'}, {"X-Workspace": "other"}]
)
def test_the_same_key_with_another_request_is_refused(middleware: Any, other: Any) -> None:
    site = middleware(Things())
    site(request())
    answer = site(request(**other))

    assert answer.status_code == 422
    assert b'"key_reused"' in answer.content
    assert things() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "é"])
def test_a_key_must_be_printable_and_of_modest_length(middleware: Any, key: str) -> None:
    answer = middleware(Things())(request(key))

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert things() == 0


@pytest.mark.django_db
def test_keys_of_one_and_of_255_characters_are_taken(middleware: Any) -> None:
    site = middleware(Things())
    assert site(request("a")).status_code == 201
    assert site(request("a" * 255)).status_code == 201


@pytest.mark.django_db
def test_a_failure_of_ours_is_not_kept_and_neither_is_what_it_did(middleware: Any) -> None:
    site = middleware(Things(status=500))
    assert site(request()).status_code == 500
    assert things() == 0

    site.get_response = Things()
    assert site(request()).status_code == 201
    assert things() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_refusal_that_may_pass_is_not_kept(middleware: Any, status: int) -> None:
    site = middleware(lambda request: HttpResponse(status=status))
    site(request())

    assert not models.IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_refusal_of_the_content_is_kept(middleware: Any) -> None:
    answers = iter([HttpResponse(b"no", status=422), HttpResponse(status=201)])
    site = middleware(lambda request: next(answers))

    assert site(request()).status_code == 422
    assert site(request()).content == b"no"


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day(middleware: Any) -> None:
    site = middleware(Things())
    site(request())
    models.IdempotencyKey.objects.update(created_at=clock.now() - timedelta(hours=24, seconds=1))
    site(request())
    assert things() == 2

    models.IdempotencyKey.objects.update(created_at=clock.now() - timedelta(hours=25))
    tidy(clock.now())
    assert not models.IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_secret_is_never_stored(middleware: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"plt_secret", status=201, headers={"Cache-Control": "no-store"})

    site = middleware(view)
    assert site(request()).content == b"plt_secret"
    assert bytes(models.IdempotencyKey.objects.get().body) == b""

    again = site(request())
    assert again.status_code == 409
    assert b'"answer_not_kept"' in again.content


@pytest.mark.django_db
def test_reading_and_pages_take_no_part(middleware: Any) -> None:
    site = middleware(Things())
    site(request(method="GET"))
    page = RequestFactory().post("/w/acme/things", headers={"Idempotency-Key": "k1"})
    site(page)
    site(page)

    assert things() == 3
    assert not models.IdempotencyKey.objects.exists()


def test_a_form_with_files_is_the_same_whatever_its_boundary() -> None:
    def form(content: bytes, name: str = "plan.csv") -> str:
        file = SimpleUploadedFile(name, content)
        return fingerprint(RequestFactory().post("/api/v1/files", {"kind": "csv", "file": file}))

    assert form(b"a,b") == form(b"a,b")
    assert form(b"a,b") != form(b"a,c")
    assert form(b"a,b") != form(b"a,b", "other.csv")


@pytest.mark.django_db(transaction=True)
def test_a_key_whose_request_is_still_being_answered_gives_409(middleware: Any) -> None:
    go = threading.Event()
    view = Things(wait=go)
    site = middleware(view)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(closing, site, request())
        assert view.began.wait(10)
        assert site(request()).status_code == 409
        go.set()
        assert first.result().status_code == 201

    assert site(request()).headers["Idempotent-Replayed"] == "true"
    assert things() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one(middleware: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request through a middleware of its own, as in a program of its own."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: closing(middleware(Things()), request()), range(32)))

    assert things() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in done) == 1


def closing(site: Any, request: HttpRequest) -> HttpResponse:
    try:
        return site(request)
    finally:
        connection.close()


def test_the_api_replays_for_the_same_token_only(api_for: Any) -> None:
    api, other = api_for("owner"), api_for("owner")
    key = {"Idempotency-Key": "rename-1"}
    first = api.patch("/workspace", {"name": "Acme Works"}, **key)
    second = api.patch("/workspace", {"name": "Acme Works"}, **key)

    assert first.status_code == 200
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "Idempotent-Replayed" not in other.patch("/workspace", {"name": "Acme Works"}, **key).headers


def test_a_revoked_token_gets_nothing_replayed(api_for: Any) -> None:
    from pilothouse.accounts.models import ApiToken

    api = api_for("owner")
    key = {"Idempotency-Key": "rename-1"}
    api.patch("/workspace", {"name": "Acme Works"}, **key)
    ApiToken.objects.update(revoked_at=clock.now())

    answer = api.patch("/workspace", {"name": "Acme Works"}, **key)
    assert answer.status_code == 401
    assert "Idempotent-Replayed" not in answer.headers


def test_a_token_made_twice_with_one_key_is_made_once(api_for: Any) -> None:
    api = api_for("owner")
    body = {"name": "ci", "scope": "read"}
    first = api.post("/tokens", body, **{"Idempotency-Key": "t1"})
    second = api.post("/tokens", body, **{"Idempotency-Key": "t1"})

    assert (first.status_code, second.status_code) == (201, 409)
    assert first.json()["secret"].encode() not in bytes(models.IdempotencyKey.objects.get().body)


def test_nobody_gets_past_the_log_in_with_a_key(db: None) -> None:
    answer = Client().post("/api/v1/tokens", b"{}", "application/json", headers={"Idempotency-Key": "t1"})

    assert answer.status_code == 401
    assert not models.IdempotencyKey.objects.exists()


class Computes:
    """A view that computes until it is let go, and then changes something, or not."""

    def __init__(self, *, changes: bool) -> None:
        self.changes = changes
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.began.set()
        assert self.go.wait(10)
        return Things()(request) if self.changes else HttpResponse(b"told")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changes", [True, False])
def test_while_a_view_computes_others_write(middleware: Any, changes: bool) -> None:
    """It took the lock with the key, so that a review of 21 seconds stopped everybody's writes."""
    view = Computes(changes=changes)
    site = middleware(view)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(closing, site, request())
        assert view.began.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=0" if connection.vendor == "sqlite" else "SELECT 1")
        Things()(request())
        assert site(request()).status_code == 409
        view.go.set()
        assert first.result().status_code == (201 if changes else 200)
    connection.close()

    assert things() == 1 + changes
    assert models.IdempotencyKey.objects.count() == changes


@pytest.mark.django_db(transaction=True)
def test_what_changed_nothing_is_done_again(middleware: Any) -> None:
    texts = iter([b"one", b"two"])
    site = middleware(lambda request: HttpResponse(next(texts)))

    assert [site(request()).content for _ in range(2)] == [b"one", b"two"]
    assert not models.IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_cannot_be_kept_takes_the_change_back(
    middleware: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: a program that dies in between leaves no change and no key."""
    monkeypatch.setattr(idempotency, "_keep", _dies)
    with pytest.raises(SystemExit):
        middleware(Things())(request())

    assert things() == 0
    monkeypatch.undo()
    assert middleware(Things())(request()).status_code == 201


def _dies(*_: Any) -> None:
    raise SystemExit


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_view_are_kept_or_taken_back_together(middleware: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Things()(request)
        Things()(request)
        return HttpResponse(status=next(statuses))

    statuses = iter([500, 201])
    site = middleware(view)
    assert (site(request()).status_code, things()) == (500, 0)
    assert (site(request()).status_code, things()) == (201, 2)


@pytest.mark.django_db(transaction=True)
def test_what_another_program_answered_meanwhile_is_not_done_twice(middleware: Any) -> None:
    view = Computes(changes=True)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(closing, middleware(view), request("k1"))
        assert view.began.wait(10)
        if connection.vendor == "sqlite":  # on PostgreSQL the key is the first one's alone
            assert middleware(Things())(request("k1")).status_code == 201
        view.go.set()
        status = slow.result().status_code

    assert things() == 1
    assert status == (409 if connection.vendor == "sqlite" else 201)
    assert middleware(Things())(request("k1")).headers["Idempotent-Replayed"] == "true"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_held_change_is_left_on_the_connection() -> None:
    with held() as first:
        assert not first.began
        Things()(request())
        assert first.began
        with held() as second:
            assert second.began
        assert connection.in_atomic_block
    assert not connection.in_atomic_block
    assert connection.get_autocommit()
    with pytest.raises(ZeroDivisionError):
        _fails_after(Things())
    assert things() == 1


def _fails_after(view: Things) -> float:
    with held():
        view(request())
        return 1 / 0
