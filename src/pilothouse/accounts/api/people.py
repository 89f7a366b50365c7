"""People, workspaces and tokens over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Status

from pilothouse.accounts import contracts, queries, services
from pilothouse.accounts.contracts import RoleName, ScopeName
from pilothouse.kit import clock
from pilothouse.kit.actor import Role, Scope
from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import Id, IfMatch, Schema, confirm, gone, read, tagged, untooled

router = Router()

Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})]


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
    "/me", response=contracts.Me, **read("get_me", "Who calls, in which workspace, with which rights")
)
def get_me(request: HttpRequest) -> contracts.Me:
    return queries.me(actor=request_actor(request))


@router.get("/workspace", response=contracts.Workspace, **read("get_workspace", "The workspace"))
def get_workspace(request: HttpRequest, response: HttpResponse) -> contracts.Workspace:
    return tagged(response, queries.workspace_of(actor=request_actor(request)))


@router.patch(
    "/workspace",
    response=contracts.Workspace,
    **confirm("change_workspace", "Rename the workspace or set its currency"),
)
def change_workspace(
    request: HttpRequest, response: HttpResponse, change: WorkspaceChange, if_match: IfMatch
) -> contracts.Workspace:
    row = services.change_workspace(
        actor=request_actor(request),
        now=clock.now(),
        name=change.name,
        currency=change.currency,
        expected=if_match,
    )
    return tagged(response, row)


@router.get("/members", response=list[contracts.Member], **read("list_members", "Members and their roles"))
def list_members(request: HttpRequest) -> list[contracts.Member]:
    # A list, here and below: ninja takes a tuple of two for (status, body).
    return list(queries.members(actor=request_actor(request)))


@router.get("/members/{int:member_id}", response=contracts.Member, **read("get_member", "One member"))
def get_member(request: HttpRequest, response: HttpResponse, member_id: Id) -> contracts.Member:
    return tagged(response, queries.member(actor=request_actor(request), member_id=member_id))


@router.patch(
    "/members/{int:member_id}",
    response=contracts.Member,
    **confirm("change_member_role", "Give a member another role"),
)
def change_member_role(
    request: HttpRequest,
    response: HttpResponse,
    member_id: Id,
    change: RoleChange,
    if_match: IfMatch,
) -> contracts.Member:
    row = services.change_role(
        actor=request_actor(request),
        now=clock.now(),
        member_id=member_id,
        role=Role.named(change.role),
        expected=if_match,
    )
    return tagged(response, row)


@router.delete(
    "/members/{int:member_id}",
    response={204: None},
    **confirm("remove_member", "Take a member out of the workspace"),
)
def remove_member(request: HttpRequest, member_id: Id, if_match: IfMatch) -> Status[None]:
    expected = if_match
    services.remove_member(
        actor=request_actor(request), now=clock.now(), member_id=member_id, expected=expected
    )
    return gone()


@router.get(
    "/invitations",
    response=list[contracts.Invitation],
    **read("list_invitations", "Invitations that can still be accepted"),
)
def list_invitations(request: HttpRequest) -> list[contracts.Invitation]:
    return list(queries.invitations(actor=request_actor(request), now=clock.now()))


@router.post(
    "/invitations",
    response={201: contracts.InvitationLink},
    **confirm("invite_member", "Invite someone; the answer holds the link, once"),
)
def invite_member(
    request: HttpRequest, response: HttpResponse, new: InvitationNew
) -> Status[contracts.InvitationLink]:
    made = services.invite(
        actor=request_actor(request),
        now=clock.now(),
        email=new.email,
        role=Role.named(new.role),
        days=new.days,
    )
    response["Cache-Control"] = "no-store"
    link = request.build_absolute_uri(reverse("invite", args=(made.secret,)))
    return Status(201, contracts.InvitationLink(made.invitation, link))


@router.delete(
    "/invitations/{int:invitation_id}",
    response={204: None},
    **confirm("revoke_invitation", "Take an invitation back"),
)
def revoke_invitation(request: HttpRequest, invitation_id: Id) -> Status[None]:
    services.revoke_invitation(actor=request_actor(request), now=clock.now(), invitation_id=invitation_id)
    return gone()


@router.get(
    "/tokens",
    response=list[contracts.Token],
    **read("list_tokens", "Your API tokens; for owners everybody's"),
)
def list_tokens(request: HttpRequest) -> list[contracts.Token]:
    return list(queries.tokens(actor=request_actor(request)))


@router.post(
    "/tokens",
    response={201: contracts.NewToken},
    **untooled("create_token", "Make an API token; the answer holds its secret, once"),
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
    "/tokens",
    response=contracts.Revoked,
    **confirm("revoke_tokens", "Revoke all your API tokens, this one too; as an owner everyone's"),
)
def revoke_tokens(request: HttpRequest, of_everyone: bool = False) -> contracts.Revoked:
    actor = request_actor(request)
    many = services.revoke_tokens(actor=actor, now=clock.now(), of_everyone=of_everyone)
    return contracts.Revoked(many)


@router.delete(
    "/tokens/{int:token_id}",
    response=contracts.Token,
    **confirm("revoke_token", "Revoke an API token for good"),
)
def revoke_token(request: HttpRequest, token_id: Id) -> contracts.Token:
    return services.revoke_token(actor=request_actor(request), now=clock.now(), token_id=token_id)
