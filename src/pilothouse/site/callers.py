"""Who sends an API request, as far as it can be told before the view runs."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from pilothouse.accounts.auth import TokenAuth
from pilothouse.accounts.middleware import session_actor
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.idempotency import Caller


def caller(request: HttpRequest) -> Caller | None:
    """The token, or the user of the session, that a request comes with; None when neither counts."""
    header = request.headers.get("Authorization", "")
    try:
        actor = TokenAuth()(request) if header else session_actor(request)
    except PilothouseError:
        return None
    if not isinstance(actor, Actor):
        return None
    if header:
        credential = f"token:{hashlib.sha256(header.encode()).hexdigest()}"
    else:
        credential = f"user:{actor.user_id}:{actor.workspace_id}"
    return Caller(actor.workspace_id, credential)
