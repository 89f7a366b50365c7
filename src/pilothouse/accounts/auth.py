"""How API requests prove who they are: a bearer token, or the browser's session with CSRF check."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from pilothouse.accounts.middleware import session_actor, session_user
from pilothouse.accounts.services import authenticate_token
from pilothouse.kit import clients, clock, rest
from pilothouse.kit.actor import Actor


class TokenAuth(HttpBearer):
    """`Authorization: Bearer plt_…`; raises `Unauthenticated` for a token that does not count."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        actor = authenticate_token(secret=token, now=clock.now(), network=clients.network(request))
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class SessionAuth(APIKeyCookie):
    """The session cookie of the pages; `X-Workspace` picks the workspace."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        session_user(request)  # who is not logged in is told so, rather than of a missing CSRF token
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        actor = session_actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


rest.MEMBERS.extend((TokenAuth(), SessionAuth()))
