"""Requests that may be sent twice: `Idempotency-Key` on changes through the API.

The answer is kept for a day in the transaction of the change itself, so either both are there or neither.
That transaction begins with the change: what a view computes before, or when it changes nothing, locks
nothing, and a program that dies leaves no key behind.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from pilothouse.kit import clock, models
from pilothouse.kit.errors import (
    Conflict,
    Invalid,
    PilothouseError,
    Running,
    outcome,
    problem_document,
    waiting,
)
from pilothouse.kit.holding import held

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEEP = timedelta(hours=24)
_METHODS = {"POST", "PUT", "PATCH", "DELETE"}
_HEADERS = ("Content-Type", "ETag", "Location")
# Who may not do it today may tomorrow, with the same key.
_PASSING = {401, 403, 429}
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request: the workspace, and a text that no other token or session user has."""

    workspace_id: int
    credential: str


class IdempotencyMiddleware:
    """Answers a request that was answered before with the same answer, and changes nothing.

    `settings.PILOTHOUSE_CALLER` names the function that tells the `Caller` of a request, or None for one
    that the view will refuse. The same key with another request gives 422, a key whose request is still
    being answered 409. Answers of 500 and above are not kept, and nothing they did is either; neither are
    those of requests that changed nothing, which are simply done again. Answers marked `no-store` hold a
    secret: that they were given is kept, their content is not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._caller: Callable[[HttpRequest], Caller | None] = import_string(settings.PILOTHOUSE_CALLER)
        self._lock = threading.Lock()
        self._running: set[tuple[str, str]] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method not in _METHODS or not request.path.startswith("/api/"):
            return self.get_response(request)
        if not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
            cure = f"Send 1 to {_LONGEST} printable ASCII characters, such as a UUID."
            return _refusal(
                Invalid(f"{HEADER} is empty, too long, or not printable.", where=HEADER, cure=cure)
            )
        caller = self._caller(request)
        if caller is None:
            return self.get_response(request)
        try:
            digest = fingerprint(request)
        except RequestDataTooBig:  # the view says so as well
            return self.get_response(request)
        name = (caller.credential, key)
        with self._lock:
            if name in self._running:
                return _refusal(_still_running())
            self._running.add(name)
        try:
            with _alone(caller, key):
                return self._answer(request, caller, key, digest)
        except PilothouseError as error:
            return _refusal(error)
        finally:
            with self._lock:
                self._running.discard(name)

    def _answer(self, request: HttpRequest, caller: Caller, key: str, digest: str) -> HttpResponse:
        now = clock.now()
        same = models.IdempotencyKey.objects.filter(caller=caller.credential, key=key)
        kept = same.filter(created_at__gt=now - KEEP)
        if (before := kept.first()) is not None:
            return _replay(before, digest)
        with held(on_begin=lambda: _refuse(kept.exists())) as change:
            response = self.get_response(request)
            # Another program may have answered it since; that is asked again where nobody else can write.
            if change.began and (response.status_code >= 500 or kept.exists()):
                change.undo()
            elif change.began and _is_final(response):
                same.delete()
                _keep(response, caller, key, digest, now)
            return response


def fingerprint(request: HttpRequest) -> str:
    """SHA-256 of what makes a request this one: method, address, precondition and body.

    Of a form with files the fields and the files' content count, not the boundary between them, which
    differs each time.
    """
    found = hashlib.sha256()

    def add(*parts: bytes) -> None:
        for part in parts:
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)

    add((request.method or "").encode(), request.get_full_path().encode())
    add(request.headers.get("If-Match", "").encode(), request.headers.get("X-Workspace", "").encode())
    if request.method == "POST" and request.content_type == "multipart/form-data":
        for name, values in request.POST.lists():
            add(name.encode(), *(value.encode() for value in values))
        for name, files in request.FILES.lists():
            for file in files:
                add(name.encode(), (file.name or "").encode(), (file.size or 0).to_bytes(8, "big"))
                for chunk in file.chunks():
                    found.update(chunk)
                file.seek(0)
    else:
        add(request.body)
    return found.hexdigest()


def purge(now: datetime) -> int:
    """Forget answers older than a day; returns how many."""
    return models.IdempotencyKey.objects.filter(created_at__lte=now - KEEP).delete()[0]


@contextmanager
def _alone(caller: Caller, key: str) -> Iterator[None]:
    """No other program on PostgreSQL answers this key meanwhile. SQLite has one program, and one writer.

    Raises `Running`. A program that ends lets go of it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    digest = hashlib.sha256(f"{caller.credential}\n{key}".encode()).digest()[:8]
    number = [int.from_bytes(digest, "big", signed=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", number)
        _refuse(not cursor.fetchone()[0])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", number)


def _refuse(running: bool) -> None:
    if running:
        raise _still_running()


def _is_final(response: HttpResponse) -> bool:
    """Whether the same request would get the same answer tomorrow, and it can be kept with what was done."""
    broken = response.status_code >= 400 and transaction.get_connection().needs_rollback
    return not (response.streaming or response.status_code in _PASSING or broken)


def _is_secret(response: Any) -> bool:
    return "no-store" in response.headers.get("Cache-Control", "")


def _keep(response: HttpResponse, caller: Caller, key: str, digest: str, now: datetime) -> None:
    is_secret = _is_secret(response)
    models.IdempotencyKey.objects.create(
        workspace_id=caller.workspace_id,
        caller=caller.credential,
        key=key,
        digest=digest,
        created_at=now,
        status=response.status_code,
        headers={name: response.headers[name] for name in _HEADERS if name in response.headers},
        body=b"" if is_secret else response.content,
        is_secret=is_secret,
    )


def _replay(row: models.IdempotencyKey, digest: str) -> HttpResponse:
    if row.digest != digest:
        raise Invalid(
            "This key was used for another request.",
            where=HEADER,
            cure="Use a new key for each new request.",
            code="key_reused",
        )
    if row.is_secret:
        raise Conflict(
            "This was done before, and its answer held a secret, which is not kept.",
            where=HEADER,
            cure="Find what was made in its list, remove it, and send again with a new key.",
            code="answer_not_kept",
        )
    return HttpResponse(bytes(row.body), status=row.status, headers={**row.headers, REPLAYED: "true"})


def _still_running() -> Running:
    cure = "Wait a moment, then send it again."
    return Running("A request with this key is still being answered.", where=HEADER, cure=cure)


def _refusal(error: PilothouseError) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(problem_document(error)),
        status=outcome(error).status,
        content_type="application/problem+json",
        headers=waiting(error),
    )
