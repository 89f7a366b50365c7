"""People who log in, where they belong, and their keys, as they leave the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import PlainSerializer

from pilothouse.kit.actor import Role, Scope

# Roles and scopes leave the house by their names.
RoleName = Literal["viewer", "editor", "owner"]
ScopeName = Literal["read", "write", "admin"]
NamedRole = Annotated[Role, PlainSerializer(lambda role: role.label, return_type=RoleName)]
NamedScope = Annotated[Scope, PlainSerializer(lambda scope: scope.label, return_type=ScopeName)]


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant as its members see it."""

    id: int
    name: str
    slug: str
    currency: str
    is_demo: bool
    version: int


@dataclass(frozen=True, slots=True)
class Me:
    """Who acts, where, and with which rights; `user_id` is None for the administrator's shell."""

    user_id: int | None
    name: str
    role: NamedRole
    scope: NamedScope
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Member:
    """A user and the role held in one workspace."""

    id: int
    user_id: int
    name: str
    email: str
    role: NamedRole
    version: int


@dataclass(frozen=True, slots=True)
class Token:
    """An API token without its secret."""

    id: int
    name: str
    prefix: str
    scope: NamedScope
    owner_name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    made_with: str = ""  # the name of the token that made it, and with which it ends


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many API tokens were revoked, with those that had been made with them."""

    tokens: int


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token at the only moment when its secret is known."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open offer to join."""

    id: int
    email: str
    role: NamedRole
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation at the only moment when the secret of its link is known."""

    invitation: Invitation
    secret: str


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """An invitation with the link to send; the link is shown this once."""

    invitation: Invitation
    link: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An open invitation as the invited person sees it."""

    workspace_name: str
    email: str
    role: NamedRole
    has_account: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A person who logs in, as that person sees it."""

    user_id: int
    name: str
    email: str
    version: int
    has_password: bool
