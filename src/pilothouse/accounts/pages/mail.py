"""What is mailed to a member, and the link in every letter that ends it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pilothouse.accounts import forms, links, queries, services
from pilothouse.accounts.contracts import REASONS, MailChoices
from pilothouse.kit import clock
from pilothouse.kit import mail as letters
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import Sent, acted, based_on


@page(methods=("GET", "POST"))
def mail(request: HttpRequest) -> HttpResponse:
    """When each kind of notification is mailed; for owners also what was not delivered."""
    actor = request_actor(request)
    row = queries.mail_choices(actor=actor)
    initial = {name: getattr(row, name) for name in ("version", "zone", "hour", *REASONS)}
    form, status, error = forms.MailForm(request.POST or None, initial=initial), 200, None
    if request.method == "POST":
        sent = Sent(form, lambda: _changed(actor, form))
        if sent.is_done:
            messages.success(request, "What is mailed to you was changed.")
            return redirect(wurl(actor, "accounts:mail"))
        status, error = sent.status, sent.error
    context = {
        "form": form,
        "error": error,
        "email": queries.profile(user_id=actor.user_id or 0).email,
        "is_set": letters.server() is not None,
        "undelivered": queries.undelivered(actor=actor) if actor.may(Role.OWNER) else (),
    }
    return render(request, "accounts/mail/choices.html", context, status=status)


def _changed(actor: Actor, form: forms.MailForm) -> MailChoices:
    values = form.cleaned_data | {"version": based_on(form)}
    return services.change_mail(actor=actor, now=clock.now(), **values)


@page(role=Role.OWNER, methods=("POST",))
def retry_letter(request: HttpRequest, id: int) -> HttpResponse:
    """Send one again that was not delivered."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.retry_letter(actor=actor, now=clock.now(), id=id),
        wurl(actor, "accounts:mail"),
        "The e-mail waits to be sent again.",
    )


# The signed token is the proof: a mail program that posts for its reader (RFC 8058) has no session.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what the link ends, and ends nothing, as programs that look at links for viruses follow them
    too; POST ends it."""
    with links.counted(request):
        if request.method == "POST":
            row = services.stop_mail(token=token, now=clock.now())
        else:
            row = queries.mail_stopper(token=token)
    choices = reverse("accounts:mail", args=(row.workspace_slug,))
    return render(request, "accounts/mail/off.html", {"row": row, "choices": choices})
