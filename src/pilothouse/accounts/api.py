"""Accounts over REST."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Header, Router, Schema, Status

from pilothouse.accounts import contracts, queries, services
from pilothouse.kit import clock
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.doors import request_actor
from pilothouse.kit.versions import etag, parse_etag

router = Router()

RoleName = Literal["viewer", "editor", "owner"]
ScopeName = Literal["read", "write", "admin"]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="ETag that the change is based on; another answers 412"),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})]


class WorkspaceOut(Schema):
    """The tenant that the caller acts in."""

    id: int
    name: str
    slug: str
    currency: str
    is_demo: bool
    version: int


class MeOut(Schema):
    """Who calls, where, and with which rights."""

    user_id: int | None
    name: str
    role: RoleName
    scope: ScopeName
    workspace: WorkspaceOut


class MemberOut(Schema):
    """A person and the role held in the workspace."""

    id: int
    user_id: int
    name: str
    email: str
    role: RoleName
    version: int

    @staticmethod
    def resolve_role(row: contracts.Member) -> str:
        return row.role.label


class InvitationOut(Schema):
    """An offer that can still be accepted."""

    id: int
    email: str
    role: RoleName
    expires_at: datetime

    @staticmethod
    def resolve_role(row: contracts.Invitation) -> str:
        return row.role.label


class NewInvitationOut(Schema):
    """An invitation with the link to send; the link is shown this once."""

    invitation: InvitationOut
    link: str


class TokenOut(Schema):
    """An API token without its secret; `prefix` is how it begins."""

    id: int
    name: str
    prefix: str
    scope: ScopeName
    owner_name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def resolve_scope(row: contracts.Token) -> str:
        return row.scope.label


class NewTokenOut(Schema):
    """A token with its secret, which is shown this once."""

    token: TokenOut
    secret: str


class WorkspaceChange(Schema):
    """What to change; what is left out stays."""

    name: Name | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None


class RoleChange(Schema):
    """The member's new role."""

    role: RoleName


class InvitationNew(Schema):
    """Whom to invite, and as what."""

    email: Email
    role: RoleName = "viewer"
    days: Annotated[int, Field(ge=1, le=30)] = services.INVITATION_DAYS


class TokenNew(Schema):
    """What the token is for, how wide it reaches, and for how many days."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scope: ScopeName = "read"
    days: Annotated[int, Field(ge=1, le=services.MOST_TOKEN_DAYS)] = services.TOKEN_DAYS


@router.get(
    "/me",
    response=MeOut,
    operation_id="get_me",
    summary="Who calls, in which workspace, with which rights",
    openapi_extra={"x-mcp": "read"},
)
def get_me(request: HttpRequest) -> dict[str, Any]:
    actor = request_actor(request)
    return {
        "user_id": actor.user_id,
        "name": actor.name,
        "role": actor.role.label,
        "scope": actor.scope.label,
        "workspace": queries.workspace_of(actor=actor),
    }


@router.get(
    "/workspace",
    response=WorkspaceOut,
    operation_id="get_workspace",
    summary="The workspace",
    openapi_extra={"x-mcp": "read"},
)
def get_workspace(request: HttpRequest, response: HttpResponse) -> contracts.Workspace:
    row = queries.workspace_of(actor=request_actor(request))
    response["ETag"] = etag(row.version)
    return row


@router.patch(
    "/workspace",
    response=WorkspaceOut,
    operation_id="change_workspace",
    summary="Rename the workspace or set its currency",
    openapi_extra={"x-mcp": "confirm"},
)
def change_workspace(
    request: HttpRequest, response: HttpResponse, change: WorkspaceChange, if_match: IfMatch = None
) -> contracts.Workspace:
    row = services.change_workspace(
        actor=request_actor(request),
        now=clock.now(),
        name=change.name,
        currency=change.currency,
        expected=parse_etag(if_match),
    )
    response["ETag"] = etag(row.version)
    return row


@router.get(
    "/members",
    response=list[MemberOut],
    operation_id="list_members",
    summary="Members and their roles",
    openapi_extra={"x-mcp": "read"},
)
def list_members(request: HttpRequest) -> list[contracts.Member]:
    # A list, here and below: ninja takes a tuple of two for (status, body).
    return list(queries.members(actor=request_actor(request)))


@router.get(
    "/members/{int:member_id}",
    response=MemberOut,
    operation_id="get_member",
    summary="One member",
    openapi_extra={"x-mcp": "read"},
)
def get_member(request: HttpRequest, response: HttpResponse, member_id: int) -> contracts.Member:
    row = queries.member(actor=request_actor(request), member_id=member_id)
    response["ETag"] = etag(row.version)
    return row


@router.patch(
    "/members/{int:member_id}",
    response=MemberOut,
    operation_id="change_member_role",
    summary="Give a member another role",
    openapi_extra={"x-mcp": "confirm"},
)
def change_member_role(
    request: HttpRequest,
    response: HttpResponse,
    member_id: int,
    change: RoleChange,
    if_match: IfMatch = None,
) -> contracts.Member:
    row = services.change_role(
        actor=request_actor(request),
        now=clock.now(),
        member_id=member_id,
        role=Role.named(change.role),
        expected=parse_etag(if_match),
    )
    response["ETag"] = etag(row.version)
    return row


@router.delete(
    "/members/{int:member_id}",
    response={204: None},
    operation_id="remove_member",
    summary="Take a member out of the workspace",
    openapi_extra={"x-mcp": "confirm"},
)
def remove_member(request: HttpRequest, member_id: int, if_match: IfMatch = None) -> Status[None]:
    services.remove_member(
        actor=request_actor(request),
        now=clock.now(),
        member_id=member_id,
        expected=parse_etag(if_match),
    )
    return Status(204, None)


@router.get(
    "/invitations",
    response=list[InvitationOut],
    operation_id="list_invitations",
    summary="Invitations that can still be accepted",
    openapi_extra={"x-mcp": "read"},
)
def list_invitations(request: HttpRequest) -> list[contracts.Invitation]:
    return list(queries.invitations(actor=request_actor(request), now=clock.now()))


@router.post(
    "/invitations",
    response={201: NewInvitationOut},
    operation_id="invite_member",
    summary="Invite somebody; the answer holds the link, once",
    openapi_extra={"x-mcp": "confirm"},
)
def invite_member(request: HttpRequest, response: HttpResponse, new: InvitationNew) -> Status[dict[str, Any]]:
    made = services.invite(
        actor=request_actor(request),
        now=clock.now(),
        email=new.email,
        role=Role.named(new.role),
        days=new.days,
    )
    response["Cache-Control"] = "no-store"
    link = request.build_absolute_uri(reverse("invite", args=(made.secret,)))
    return Status(201, {"invitation": made.invitation, "link": link})


@router.delete(
    "/invitations/{int:invitation_id}",
    response={204: None},
    operation_id="revoke_invitation",
    summary="Take an invitation back",
    openapi_extra={"x-mcp": "confirm"},
)
def revoke_invitation(request: HttpRequest, invitation_id: int) -> Status[None]:
    services.revoke_invitation(actor=request_actor(request), now=clock.now(), invitation_id=invitation_id)
    return Status(204, None)


@router.get(
    "/tokens",
    response=list[TokenOut],
    operation_id="list_tokens",
    summary="Your API tokens; for owners everybody's",
    openapi_extra={"x-mcp": "read"},
)
def list_tokens(request: HttpRequest) -> list[contracts.Token]:
    return list(queries.tokens(actor=request_actor(request)))


@router.post(
    "/tokens",
    response={201: NewTokenOut},
    operation_id="create_token",
    summary="Make an API token; the answer holds its secret, once",
    openapi_extra={"x-mcp": "none"},
)
def create_token(request: HttpRequest, response: HttpResponse, new: TokenNew) -> Status[contracts.NewToken]:
    made = services.create_token(
        actor=request_actor(request),
        now=clock.now(),
        name=new.name,
        scope=Scope[new.scope.upper()],
        days=new.days,
    )
    response["Cache-Control"] = "no-store"
    return Status(201, made)


@router.delete(
    "/tokens/{int:token_id}",
    response=TokenOut,
    operation_id="revoke_token",
    summary="Revoke an API token for good",
    openapi_extra={"x-mcp": "confirm"},
)
def revoke_token(request: HttpRequest, token_id: int) -> contracts.Token:
    return services.revoke_token(actor=request_actor(request), now=clock.now(), token_id=token_id)
