"""How a program that sends feedback proves itself: by a key that counts for nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from pilothouse.kit import clients, clock
from pilothouse.kit.actor import Actor
from pilothouse.market.services import authenticate_key
from pilothouse.market.services.keys import MARK


class KeyAuth(HttpBearer):
    """`Authorization: Bearer pli_…`; whatever else is sent is left to the other ways."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token.startswith(MARK):
            return None
        actor = authenticate_key(secret=token, now=clock.now(), network=clients.network(request))
        request.actor = actor  # type: ignore[attr-defined]
        return actor
