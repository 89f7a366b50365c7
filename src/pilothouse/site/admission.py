"""A thread for each request that may write, or a refusal when none was free in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import orjson

from pilothouse.kit.errors import outcome, problem_document, waiting
from pilothouse.kit.storing import busy

WRITERS = 4
QUEUE_SECONDS = 10.0  # how long a request that may write waits for a thread

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
slots = asyncio.Semaphore(WRITERS)


@asynccontextmanager
async def slot() -> Any:
    """Whether one of the threads that write was free in time; it is this request's until the end."""
    try:
        await asyncio.wait_for(slots.acquire(), QUEUE_SECONDS)
    except TimeoutError:
        yield False
        return
    try:
        yield True
    finally:
        slots.release()


async def refuse(scope: Scope, send: Send) -> None:
    """503 before Django has seen it: in JSON for programs, in one line for people."""
    error = busy()
    is_api = scope["path"].startswith("/api/")
    body = orjson.dumps(problem_document(error)) if is_api else f"{error}\n".encode()
    kind = "application/problem+json" if is_api else "text/plain; charset=utf-8"
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), **waiting(error)}
    await send(
        {
            "type": "http.response.start",
            "status": outcome(error).status,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})
