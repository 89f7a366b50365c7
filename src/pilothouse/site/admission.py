"""A thread for each request that may write, or a refusal when none was free in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson

from pilothouse.kit.errors import PilothouseError, outcome, problem_document, waiting

WRITERS = 4
LARGE = 2  # of these at most so many read large bodies at a time
QUEUE_SECONDS = 10.0  # how long a request that may write waits for a thread

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
slots, large = asyncio.Semaphore(WRITERS), asyncio.Semaphore(LARGE)


@asynccontextmanager
async def slot(*, is_large: bool = False) -> Any:
    """Whether one of the threads that write was free in time; it is this request's until the end."""
    async with AsyncExitStack() as held:
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                if is_large:
                    await held.enter_async_context(large)
                await held.enter_async_context(slots)
            is_free = True
        except TimeoutError:
            is_free = False
        yield is_free


async def refuse(scope: Scope, send: Send, error: PilothouseError) -> None:
    """A refusal before Django has seen the request: in JSON for programs, in one line for people."""
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
