"""Files and links on the page of a thing: added, opened, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.accounts import contracts, forms, queries, services
from pilothouse.accounts.serving import served
from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import is_htmx, page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, posted_version
from pilothouse.kit.refs import Ref


@page()
def attachments(request: HttpRequest, subject: str) -> HttpResponse:
    """Files and links of a thing."""
    return _shown(request, Ref.parse(subject))


@page()
def attachment(request: HttpRequest, id: int) -> HttpResponseBase:
    """The file itself: to be saved, or with `show` a picture to be seen. A link stands among the files and
    links of its thing."""
    actor = request_actor(request)
    row = queries.attachment(actor=actor, id=id)
    if row.url:
        return redirect(wurl(actor, "accounts:attachments", row.subject))
    inline = request.GET.get("show") == "1"
    return served(row, queries.attachment_bytes(actor=actor, id=id), inline=inline)


@page(role=Role.EDITOR, methods=("POST",))
def add_file(request: HttpRequest, subject: str) -> HttpResponse:
    """Attach what was chosen."""
    form = forms.FileForm(request.POST, request.FILES)

    def add() -> contracts.Attachment:
        file = form.cleaned_data["file"]
        return services.add_file(
            actor=request_actor(request),
            now=clock.now(),
            about=Ref.parse(subject),
            name=file.name,
            chunks=file.chunks(),
        )

    return _done(request, subject, form, add, "file_form")


@page(role=Role.EDITOR, methods=("POST",))
def add_link(request: HttpRequest, subject: str) -> HttpResponse:
    """Add a link."""
    form = forms.LinkForm(request.POST)

    def add() -> contracts.Attachment:
        given = form.cleaned_data
        return services.add_link(
            actor=request_actor(request),
            now=clock.now(),
            about=Ref.parse(subject),
            name=given["name"],
            url=given["url"],
        )

    return _done(request, subject, form, add, "link_form")


@page(role=Role.EDITOR, methods=("POST",))
def remove_attachment(request: HttpRequest, id: int) -> HttpResponse:
    """Remove a file or a link."""
    actor = request_actor(request)
    about = Ref.parse(queries.attachment(actor=actor, id=id).subject)
    return acted(
        request,
        lambda: services.remove_attachment(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "ref", about.kind, about.id),
        "It was removed.",
        restorable=True,
    )


def _done(
    request: HttpRequest, subject: str, form: Any, add: Callable[[], contracts.Attachment], name: str
) -> HttpResponse:
    about, sent = Ref.parse(subject), Sent(form, add)
    if not sent.is_done:
        return _shown(request, about, error=sent.error, status=sent.status, **{name: form})
    if is_htmx(request):
        return _shown(request, about)
    return redirect(wurl(request_actor(request), "ref", about.kind, about.id))


def _shown(request: HttpRequest, about: Ref, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = request_actor(request)
    rows = queries.attachments(actor=actor, about=about)
    context = {"card": {"subject": str(about), "rows": rows, "may_write": actor.may(Role.EDITOR)}}
    context |= {"file_form": forms.FileForm(), "link_form": forms.LinkForm()} | more
    if is_htmx(request):
        status = 422 if status >= 400 else status
        return render(request, "accounts/talk/_attached.html", context, status=status)
    return render(request, "accounts/talk/attached.html", context, status=status)
