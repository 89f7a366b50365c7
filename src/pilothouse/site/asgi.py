"""The ASGI application: Django as WSGI in threads, which is twice as fast here as Django's own ASGI.

What may write has threads of its own, so that reading never waits for writers that wait for a lock.
Event streams will get a branch of their own when there are any.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from pilothouse.kit.storing import busy
from pilothouse.site.admission import WRITERS, Scope, Send, refuse, slot
from pilothouse.site.bodies import Answer, Body
from pilothouse.site.errors import slow
from pilothouse.site.metrics import requests
from pilothouse.site.wsgi import application as wsgi

READERS = 5
AHEAD = 512  # pieces of an answer that wait for a slow caller, in no thread: each file of the pages whole
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

reading = WSGIMiddleware(cast(WSGIApp, wsgi), workers=READERS, send_queue_size=AHEAD)
writing = WSGIMiddleware(cast(WSGIApp, wsgi), workers=WRITERS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request on, and count it."""
    if scope["type"] != "http":
        await reading(cast(Any, scope), cast(Any, receive), cast(Any, send))
        return
    # Trap: WSGI writes X_Forwarded_Proto and X-Forwarded-Proto alike, so the first would forge the second.
    scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
    began = time.perf_counter()
    status = 500

    async def sending(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    try:
        await _answered(scope, receive, Answer(sending))
    finally:
        requests.count(status, time.perf_counter() - began)


async def _answered(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] in _READING:
        await reading(cast(Any, scope), cast(Any, receive), cast(Any, send))
        return
    body = Body(receive)
    if not await body.begin():
        await refuse(scope, send, slow())
        return
    if body.has_left:
        return
    async with slot(is_large=not body.is_whole) as is_free:
        if is_free:
            await writing(cast(Any, scope), cast(Any, body), cast(Any, send))
        else:
            await refuse(scope, send, busy())
