"""The ASGI application: Django as WSGI in threads, which is twice as fast here as Django's own ASGI.

Event streams will get a branch of their own when there are any.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from pilothouse.site.metrics import requests
from pilothouse.site.wsgi import application as wsgi

THREADS = 8

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

inner = WSGIMiddleware(cast(WSGIApp, wsgi), workers=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request on, and count it."""
    if scope["type"] != "http":
        await inner(cast(Any, scope), cast(Any, receive), cast(Any, send))
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
        await inner(cast(Any, scope), cast(Any, receive), cast(Any, sending))
    finally:
        requests.count(status, time.perf_counter() - began)
