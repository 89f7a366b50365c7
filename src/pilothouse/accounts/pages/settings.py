"""Settings of a workspace: name and currency, members, invitations, tokens, profile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from pilothouse.accounts import forms, queries, services
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.forms import Sent, acted, based_on, form_acted


@page(methods=("GET", "POST"))
def workspace(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    row = queries.workspace_of(actor=actor)
    initial = {"version": row.version, "name": row.name, "currency": row.currency}
    form, status, error = forms.WorkspaceForm(request.POST or None, initial=initial), 200, None
    if request.method == "POST":
        actor.require(Role.OWNER)
        sent = Sent(
            form,
            lambda: services.change_workspace(
                actor=actor,
                now=clock.now(),
                name=form.cleaned_data["name"],
                currency=form.cleaned_data["currency"],
                expected=based_on(form),
            ),
        )
        if sent.is_done:
            messages.success(request, "The workspace was changed.")
            return redirect(wurl(actor, "accounts:workspace"))
        status, error = sent.status, sent.error
    context = {"form": form, "error": error, "row": row, "may_change": actor.may(Role.OWNER)}
    return render(request, "accounts/workspace.html", context, status=status)


@never_cache
@page(methods=("GET", "POST"))
def members(request: HttpRequest) -> HttpResponse:
    """The list; a POST invites. The link of a new invitation is shown in the answer, once."""
    if request.method != "POST":
        return _members(request, forms.InviteForm())
    actor = request_actor(request)
    actor.require(Role.OWNER)
    form = forms.InviteForm(request.POST)
    sent = Sent(
        form,
        lambda: services.invite(
            actor=actor,
            now=clock.now(),
            email=form.cleaned_data["email"],
            role=form.chosen,
            days=form.cleaned_data["days"],
        ),
    )
    if sent.result is None:
        return _members(request, form, error=sent.error, status=sent.status)
    link = request.build_absolute_uri(reverse("invite", args=(sent.result.secret,)))
    return _members(request, forms.InviteForm(), made=sent.result.invitation, link=link)


@page(role=Role.OWNER, methods=("POST",))
def change_role(request: HttpRequest, member_id: int) -> HttpResponse:
    actor, form = request_actor(request), forms.RoleForm(request.POST)
    return form_acted(
        request,
        form,
        lambda: services.change_role(
            actor=actor,
            now=clock.now(),
            member_id=member_id,
            role=form.chosen,
            expected=based_on(form),
        ),
        wurl(actor, "accounts:members"),
        lambda row: f"{row.name} is now {row.role.label}.",
    )


@page(methods=("POST",))
def remove_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """An owner removes anybody; everybody may leave."""
    actor = request_actor(request)
    row = queries.member(actor=actor, member_id=member_id)
    form = forms.RemoveForm(request.POST)
    left = row.user_id == actor.user_id
    members_url = wurl(actor, "accounts:members")
    return form_acted(
        request,
        form,
        lambda: services.remove_member(
            actor=actor, now=clock.now(), member_id=member_id, expected=based_on(form)
        ),
        lambda done: reverse("home") if left else members_url,
        "You have left the workspace." if left else f"{row.name} was removed.",
        page=members_url,
    )


@page(role=Role.OWNER, methods=("POST",))
def revoke_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.revoke_invitation(actor=actor, now=clock.now(), invitation_id=invitation_id),
        wurl(actor, "accounts:members"),
        "The invitation was revoked.",
    )


@never_cache
@page(methods=("GET", "POST"))
def tokens(request: HttpRequest) -> HttpResponse:
    """The list; a POST makes one, and its secret is shown in the answer, once."""
    actor = request_actor(request)
    form, status, error, made = forms.TokenForm(request.POST or None), 200, None, None
    if request.method == "POST":
        actor.require(Role.EDITOR)
        sent = Sent(
            form,
            lambda: services.create_token(
                actor=actor,
                now=clock.now(),
                name=form.cleaned_data["name"],
                scope=form.chosen,
                days=form.cleaned_data["days"],
            ),
        )
        status, error, made = sent.status, sent.error, sent.result
        if made is not None:
            form = forms.TokenForm()
    context = {
        "form": form,
        "error": error,
        "made": made,
        "rows": queries.tokens(actor=actor),
        "may_make": actor.may(Role.EDITOR),
        "is_owner": actor.may(Role.OWNER),
        "now": clock.now(),
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "accounts/tokens.html", context, status=status)


@page(methods=("POST",))
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.revoke_token(actor=actor, now=clock.now(), token_id=token_id),
        wurl(actor, "accounts:tokens"),
        lambda row: f"The token {row.name} was revoked.",
    )


@page(methods=("POST",))
def revoke_tokens(request: HttpRequest) -> HttpResponse:
    """All of one's own; as an owner, where the button says so, those of everyone."""
    actor = request_actor(request)
    everyone = request.POST.get("of") == "everyone"
    return acted(
        request,
        lambda: services.revoke_tokens(actor=actor, now=clock.now(), of_everyone=everyone),
        wurl(actor, "accounts:tokens"),
        lambda many: f"{many} token{' was' if many == 1 else 's were'} revoked.",
    )


@page(methods=("GET", "POST"))
def profile(request: HttpRequest) -> HttpResponse:
    actor = request_actor(request)
    row = queries.profile(user_id=actor.user_id or 0)
    initial = {"version": row.version, "name": row.name}
    form, status, error = forms.ProfileForm(request.POST or None, initial=initial), 200, None
    if request.method == "POST":
        sent = Sent(
            form,
            lambda: services.change_profile(
                actor=actor,
                now=clock.now(),
                name=form.cleaned_data["name"],
                expected=based_on(form),
            ),
        )
        if sent.is_done:
            messages.success(request, "Your profile was changed.")
            return redirect(wurl(actor, "accounts:profile"))
        status, error = sent.status, sent.error
    return render(request, "accounts/profile.html", {"form": form, "error": error, "row": row}, status=status)


def _members(
    request: HttpRequest,
    form: forms.InviteForm,
    *,
    error: PilothouseError | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    actor = request_actor(request)
    is_owner = actor.may(Role.OWNER)
    context = {
        "form": form,
        "error": error,
        "rows": queries.members(actor=actor),
        "roles": [role.label for role in Role],
        "invitations": queries.invitations(actor=actor, now=clock.now()) if is_owner else (),
        "is_owner": is_owner,
    }
    return render(request, "accounts/members.html", context | more, status=status)
