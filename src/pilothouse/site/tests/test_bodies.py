"""A caller who sends nothing, or too slowly, keeps nobody else from changing anything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware

from pilothouse.site import admission, asgi, bodies

ENDED = {"type": "http.disconnect"}


class Caller:
    """One request: what it sends, piece by piece, and what it was answered. After its pieces it waits."""

    def __init__(self, *pieces: bytes, more: bool = False, leaves: bool = False) -> None:
        last = len(pieces) - 1
        self._left: Iterator[dict[str, Any]] = iter(
            {"type": "http.request", "body": piece, "more_body": more or at < last}
            for at, piece in enumerate(pieces)
        )
        self._leaves = leaves
        self.told: list[Any] = []

    async def receive(self) -> Any:
        if (found := next(self._left, None)) is not None:
            return found
        if self._leaves:
            return ENDED
        return await asyncio.Event().wait()

    async def send(self, message: Any) -> None:
        self.told.append(message)

    async def ask(self) -> None:
        scope: Any = {"type": "http", "method": "POST", "path": "/api/v1/items", "headers": []}
        await asgi.application(scope, self.receive, self.send)

    @property
    def status(self) -> int:
        return int(self.told[0]["status"])


async def _read(scope: Any, receive: Any, send: Any) -> None:
    """Stands for a thread that runs Django: it reads the body to its end, then answers."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "writing", _read)
    monkeypatch.setattr(admission, "slots", asyncio.Semaphore(admission.WRITERS))
    monkeypatch.setattr(admission, "large", asyncio.Semaphore(admission.LARGE))
    monkeypatch.setattr(bodies, "SMALL_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "PIECE_SECONDS", 0.3)


def _asked(*callers: Caller) -> list[BaseException | None]:
    async def ask() -> list[BaseException | None]:
        return await asyncio.gather(*(caller.ask() for caller in callers), return_exceptions=True)

    return asyncio.run(asyncio.wait_for(ask(), 5))


def test_many_who_announce_a_body_and_send_none_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "QUEUE_SECONDS", 0.05)
    silent = [Caller(b"{", more=True) for _ in range(8)]
    other = Caller(b"{", b"}")
    _asked(*silent, other)

    assert (other.status, other.told[1]["body"]) == (200, b"2")
    assert {caller.status for caller in silent} == {408}
    assert b'"code":"too_slow"' in silent[0].told[1]["body"]


def test_large_bodies_that_stall_leave_threads_for_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "QUEUE_SECONDS", 0.05)
    stalled = [Caller(b"x" * bodies.SMALL, more=True) for _ in range(4)]
    others = [Caller(b"{}") for _ in range(4)]
    found = _asked(*stalled, *others)

    assert [caller.status for caller in others] == [200] * 4
    assert [type(error) for error in found[: admission.LARGE]] == [bodies.CutShort] * admission.LARGE
    assert [caller.status for caller in stalled[admission.LARGE :]] == [503] * 2


def test_a_large_body_that_keeps_coming_arrives_whole() -> None:
    pieces = [bytes([at]) * 2**16 for at in range(20)]
    caller = Caller(*pieces)
    _asked(caller)

    assert (caller.status, caller.told[1]["body"]) == (200, str(20 * 2**16).encode())


@pytest.mark.parametrize("first", [b"name,sev", b"x" * bodies.SMALL], ids=["small", "large"])
def test_what_ends_before_its_end_is_never_taken_for_a_whole(first: bytes) -> None:
    caller = Caller(first, more=True, leaves=True)
    (error,) = _asked(caller)

    assert caller.told == []
    assert error is None or isinstance(error, bodies.CutShort)


class Slow(Caller):
    """A caller who takes the first `taken` pieces of an answer, and then none."""

    def __init__(self, taken: int) -> None:
        super().__init__(b"")
        self.taken = taken

    async def send(self, message: Any) -> None:
        if len(self.told) == self.taken:
            await asyncio.Event().wait()
        await super().send(message)


def _large(pieces: int, ended: threading.Event) -> Any:
    def answer(environ: Any, start: Any) -> Iterator[bytes]:
        start("200 OK", [])
        yield from (bytes(4096) for _ in range(pieces))
        ended.set()

    return answer


@asynccontextmanager
async def _reading(
    caller: Caller, pieces: int, ended: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncio.Task[None]]:
    """`caller` gets an answer of so many pieces from the one thread that reads."""
    middleware = WSGIMiddleware(_large(pieces, ended), workers=1, send_queue_size=asgi.AHEAD)
    monkeypatch.setattr(asgi, "reading", middleware)
    scope: Any = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    scope["http_version"] = "1.1"
    async with asyncio.timeout(30):
        asked = asyncio.create_task(asgi.application(scope, caller.receive, caller.send))
        yield asked
        asked.cancel()


def test_a_caller_who_takes_no_more_of_a_file_holds_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    caller, ended = Slow(taken=3), threading.Event()
    monkeypatch.setattr(bodies, "PIECE_SECONDS", 60)

    async def ask() -> None:
        async with _reading(caller, 200, ended, monkeypatch) as asked:
            await asyncio.to_thread(ended.wait)
            assert not asked.done()

    asyncio.run(ask())
    assert len(caller.told) == 3


def test_an_answer_that_nobody_takes_ends_and_its_thread_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    caller, ended = Slow(taken=3), threading.Event()

    async def ask() -> None:
        async with _reading(caller, 5000, ended, monkeypatch) as asked:
            await asked

    asyncio.run(ask())
    assert (len(caller.told), ended.is_set()) == (3, True)


def test_a_large_answer_comes_whole_to_who_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    caller, ended = Slow(taken=-1), threading.Event()

    async def ask() -> None:
        async with _reading(caller, 400, ended, monkeypatch) as asked:
            await asked

    asyncio.run(ask())
    assert sum(len(row.get("body", b"")) for row in caller.told) == 400 * 4096
