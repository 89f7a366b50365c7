"""What is said about a thing: all of it, and the forms that its page shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pilothouse.accounts import contracts, forms, queries, services
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import is_htmx, number, page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, based_on, posted_version
from pilothouse.kit.refs import Ref


@page()
def talk(request: HttpRequest, subject: str) -> HttpResponse:
    """Every comment about a thing, by pages; the last page when none is named."""
    return _shown(request, Ref.parse(subject), page=number(request, "page", 10**6), all=True)


@page()
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """From a comment to its place."""
    actor = request_actor(request)
    return redirect(_place(actor, queries.comment(actor=actor, id=comment_id)))


@page(role=Role.EDITOR, methods=("POST",))
def add_comment(request: HttpRequest, subject: str) -> HttpResponse:
    """Say something; what is wrong with it stands at the field."""
    actor, about = request_actor(request), Ref.parse(subject)

    def add() -> contracts.Comment:
        return services.add_comment(
            actor=actor,
            now=clock.now(),
            about=about,
            body=form.cleaned_data["body"],
            quoted_id=form.cleaned_data["quoted_id"],
        )

    form = forms.CommentForm(request.POST)
    return _done(request, about, Sent(form, add), form=form)


@page(role=Role.EDITOR, methods=("GET", "POST"))
def edit_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """The text of one's own comment in a form, in its place."""
    actor = request_actor(request)
    row = queries.comment(actor=actor, id=comment_id)
    about = Ref.parse(row.subject)
    stored = {"body": row.body, "version": row.version}
    if request.method != "POST":
        form = forms.CommentForm(initial=stored)
        return _shown(request, about, editing=row, edit_form=form)

    def change() -> contracts.Comment:
        version = based_on(form)
        body = form.cleaned_data["body"]
        return services.change_comment(
            actor=actor, now=clock.now(), id=comment_id, version=version, body=body
        )

    form = forms.CommentForm(request.POST, initial=stored)
    return _done(request, about, Sent(form, change), editing=row, edit_form=form)


@page(role=Role.EDITOR, methods=("POST",))
def remove_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Remove a comment; the toast takes it back."""
    actor = request_actor(request)
    about = Ref.parse(queries.comment(actor=actor, id=comment_id).subject)

    def remove() -> None:
        version = posted_version(request)
        entry = services.remove_comment(actor=actor, now=clock.now(), id=comment_id, version=version)
        undo = wurl(actor, "accounts:restore-comment", entry)
        messages.success(request, "The comment was removed.", extra_tags=f"undo:{undo}")

    return acted(request, remove, wurl(actor, "ref", about.kind, about.id))


@page(role=Role.EDITOR, methods=("POST",))
def restore_comment(request: HttpRequest, entry: int) -> HttpResponse:
    """Take a removal back."""
    actor = request_actor(request)
    row = services.restore_comment(actor=actor, now=clock.now(), entry_id=entry)
    messages.success(request, "The comment is back.")
    return redirect(_place(actor, row))


def _done(request: HttpRequest, about: Ref, sent: Sent[contracts.Comment], **shown: Any) -> HttpResponse:
    """The comments anew, for a browser without scripts by the page of the thing."""
    if sent.result is None:
        return _shown(request, about, error=sent.error, status=sent.status, **shown)
    if is_htmx(request):
        return _shown(request, about, said=sent.result.id)
    return redirect(_place(request_actor(request), sent.result))


def _shown(
    request: HttpRequest, about: Ref, *, page: int | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    found = queries.talk(actor=request_actor(request), about=about, page=page)
    context = {"talk": found, "form": forms.CommentForm()} | more
    if is_htmx(request):  # which puts in place of 4xx only the answers to wrong forms
        status = 422 if status >= 400 else status
        return render(request, "accounts/talk/_comments.html", context, status=status)
    return render(request, "accounts/talk/talk.html", context, status=status)


def _place(actor: Actor, row: contracts.Comment) -> str:
    """Where the page of a thing shows a comment."""
    about = Ref.parse(row.subject)
    return f"{wurl(actor, 'ref', about.kind, about.id)}#comment-{row.id}"
