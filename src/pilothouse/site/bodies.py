"""What a request brings along and is answered: no caller keeps a thread by sending or taking nothing.

A thread that writes waits for the body of its request. Four callers who announce one and never send it would
keep everybody from changing anything, without even having logged in. So a small body is awaited before a
thread takes the request; a large one, a file, comes on while one has it, at a pace, and there is a thread
left for small ones. A body that ends too soon is never taken for a whole one. An answer that is not taken at
the same pace ends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.exceptions import BadRequest

SMALL = 2**18  # bytes that are awaited before a thread takes the request
SMALL_SECONDS = 60.0
PIECE = 2**20  # of a large body so many bytes come within each so many seconds
PIECE_SECONDS = 30.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class CutShort(BadRequest):
    """The body did not arrive whole: the caller left, or sent too slowly."""


class Body:
    """The body of one request: `begin` once, then call it for one message after the other, as WSGI does."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._held: deque[Message] = deque()
        self._size = 0
        self._deadline = 0.0
        self.is_whole = False
        self.has_left = False

    async def begin(self) -> bool:
        """Await all of a small body, or the first part of a large one; False when it did not come in time."""
        try:
            async with asyncio.timeout(SMALL_SECONDS):
                while self._size < SMALL and not self.is_whole:
                    self._held.append(await self._next())
        except TimeoutError:
            return False
        except CutShort:
            self.has_left = True
        self._deadline = asyncio.get_running_loop().time()
        return True

    async def __call__(self) -> Message:
        if self._held:
            return self._held.popleft()
        allowed = PIECE_SECONDS * (1 + self._size / PIECE)
        try:
            async with asyncio.timeout_at(self._deadline + allowed):
                return await self._next()
        except TimeoutError:
            raise CutShort("The request came too slowly.") from None

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            raise CutShort("The request ended before it was whole.")
        self._size += len(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)
        return message


class Answer:
    """Sends an answer on as long as the caller takes it at the pace of a large body; after that it sends
    nothing more, and the server closes the connection. Only time that was spent waiting for the caller
    counts.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._size = 0
        self._waited = 0.0
        self.is_given_up = False

    async def __call__(self, message: Message) -> None:
        if self.is_given_up:
            return
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(PIECE_SECONDS * (1 + self._size / PIECE) - self._waited):
                await self._send(message)
        except TimeoutError:
            self.is_given_up = True
        self._waited += clock() - began
        self._size += len(message.get("body", b""))
