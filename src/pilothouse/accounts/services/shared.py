"""What the verbs of accounts share: rows of the workspace, references, secrets."""

from __future__ import annotations

import secrets
import string

from pilothouse.accounts import models
from pilothouse.kit.actor import Actor, Scope
from pilothouse.kit.errors import Forbidden, NotFound
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.refs import Ref

_LETTERS = string.ascii_letters + string.digits
SECRET_LETTERS = 36  # of 62 kinds: 214 random bits


def ref(noun: str, key: int) -> Ref:
    return Ref(f"accounts.{noun}", key)


def random_text(letters: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(letters))


def locked_workspace(actor: Actor) -> models.Workspace:
    return models.Workspace.objects.select_for_update().get(pk=actor.workspace_id)


def member_called(actor: Actor, email: str) -> models.User:
    row = models.User.objects.filter(
        memberships__workspace_id=actor.workspace_id, email=same_as(email)
    ).first()
    if row is None:
        raise NotFound(f"No member has the address {email}.", cure="See `pilothouse member list`.")
    return row


def own(actor: Actor) -> int:
    """The number of the person who acts, for what concerns this person alone: every role may, but a token
    only when it may write. Raises `Forbidden`."""
    if actor.user_id is None:
        raise Forbidden("This belongs to a person.", cure="Log in, or use a token of yours.")
    if actor.scope < Scope.WRITE:
        raise Forbidden("This token only reads.", cure="Use a token with the scope write.")
    return actor.user_id
