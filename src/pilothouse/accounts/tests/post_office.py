"""A mail server on this machine, which keeps what it is given and answers as it is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Office:
    """What came in, and what is answered to recipients and to letters."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.to: list[list[str]] = []
        self.to_recipients = self.to_letters = "250 taken"
        self.before_answer: Any = None
        self.url = ""

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]  # type: ignore[misc]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802
        if self.to_recipients.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.to_recipients

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.before_answer is not None:
            self.before_answer(server)
        if self.to_letters.startswith("250"):
            self.raw.append(envelope.content)
            self.to.append(list(envelope.rcpt_tos))
        return self.to_letters


@contextmanager
def opened() -> Iterator[Office]:
    """A post office on a free port."""
    office = Office()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    office.url = f"smtp://127.0.0.1:{port}"
    try:
        yield office
    finally:
        controller.stop()
