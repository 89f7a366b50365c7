"""Links whose secret is the proof."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from pilothouse.accounts import services
from pilothouse.kit import clients, clock
from pilothouse.kit.errors import NotFound


@contextmanager
def counted(request: HttpRequest) -> Iterator[None]:
    """Around whatever looks for the secret: too many that are not found, from one place, raise `TooMany`."""
    try:
        yield
    except NotFound as error:
        unknown = services.unknown_secret(now=clock.now(), network=clients.network(request))
        raise unknown or error from None
