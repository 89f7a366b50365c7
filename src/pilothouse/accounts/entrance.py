"""Pages outside a workspace: log-in, first run, invitations, password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.accounts import forms, links, queries, services
from pilothouse.accounts.contracts import Offer
from pilothouse.kit import clients, clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.forms import Sent

_KNOWN = "known"  # the cookie of a browser in which somebody logged in
_KNOWN_DAYS = 365
_INVITATION = "invitation"  # in the session: the digest of the link that was opened, never its secret


def safe_next(request: HttpRequest) -> str:
    """Where to go after log-in: an address of this site, else the front door."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else "/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    form, status, onward = forms.LogInForm(request.POST or None), 200, safe_next(request)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user = _proved(request, form.cleaned_data["email"], form.cleaned_data["password"])
            if user is not None:
                login(request, user)
                return _remembered(redirect(onward), user)
            form.add_error(None, "E-mail and password do not belong together.")
    context = {"form": form, "next": "" if onward == "/" else onward, "needs_setup": queries.needs_setup()}
    return render(request, "accounts/login.html", context, status=status)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The first run. Whoever runs the server proves it by the code that `pilothouse serve` prints."""
    if not queries.needs_setup():
        raise NotFound(
            "This installation is set up already.", cure="Log in, or ask an owner for an invitation."
        )
    form = forms.SetUpForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    status, error = 200, None
    if request.method == "POST":
        network = clients.network(request)
        sent = Sent(form, lambda: services.set_up(now=clock.now(), network=network, **form.cleaned_data))
        if sent.is_done:
            _enter(request, form.cleaned_data["email"], form.cleaned_data["password"])
            return redirect("home")
        status, error = sent.status, sent.error
    return render(request, "accounts/setup.html", {"form": form, "error": error}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD"])
def open_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Keep the digest in the session and leave the secret's address at once."""
    digest = queries.digest(secret)
    with links.counted(request):
        queries.offer(digest=digest, now=clock.now())
    request.session[_INVITATION] = digest
    return redirect("invite")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Accept the invitation that was opened: as who is logged in, with a password, or as somebody new."""
    digest = request.session.get(_INVITATION)
    if not digest:
        raise NotFound("No invitation was opened here.", cure="Open its link again.")
    offer = queries.offer(digest=digest, now=clock.now())
    is_theirs = request.user.is_authenticated and request.user.get_username() == offer.email
    form = _join_form(request, offer, is_theirs=is_theirs)
    status, error = 200, None
    if request.method == "POST":
        sent = Sent(form, lambda: _accept(request, digest, offer, form.cleaned_data, is_theirs=is_theirs))
        if sent.result is not None:
            request.session.pop(_INVITATION, None)
            return redirect("today", sent.result.workspace_slug)
        status, error = sent.status, sent.error
    context = {"form": form, "error": error, "offer": offer, "is_theirs": is_theirs}
    return render(request, "accounts/join.html", context, status=status)


@never_cache
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"/login?{urlencode({'next': request.path})}")
    actor = queries.actor_for(user_id=int(request.user.pk), slug=None, channel="web")
    form = forms.PasswordForm(request.POST or None)
    status, error = 200, None
    if request.method == "POST":
        sent = Sent(form, lambda: _change_password(actor, form.cleaned_data))
        if sent.is_done:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)  # other sessions end, this one stays
            messages.success(request, _ended(sent.result or 0))
            return _remembered(redirect("accounts:profile", actor.workspace_slug), request.user)
        status, error = sent.status, sent.error
    tokens = queries.tokens_of(user_id=int(request.user.pk), now=clock.now())
    context = {"form": form, "error": error, "back": actor.workspace_slug, "tokens": tokens}
    return render(request, "accounts/password.html", context, status=status)


def _change_password(actor: Actor, given: dict[str, Any]) -> int:
    return services.change_password(
        actor=actor,
        now=clock.now(),
        current=given["current"],
        new=given["password"],
        keep_tokens=given["keep_tokens"],
    )


def _ended(tokens: int) -> str:
    """What the change of a password did."""
    keys = f" {tokens} API token{' was' if tokens == 1 else 's were'} revoked." if tokens else ""
    return f"The password was changed. Other sessions have been logged out.{keys}"


def _join_form(request: HttpRequest, offer: Offer, *, is_theirs: bool) -> Form:
    if is_theirs:
        return forms.JoinNowForm(request.POST or None)
    kind = forms.JoinAgainForm if offer.has_account else forms.JoinForm
    return kind(request.POST or None)


def _accept(
    request: HttpRequest, digest: str, offer: Offer, given: dict[str, Any], *, is_theirs: bool
) -> Actor:
    now = clock.now()
    if is_theirs:
        return services.accept_invitation(now=now, digest=digest, user_id=int(request.user.pk or 0))
    if offer.has_account:
        user = _proved(request, offer.email, given["password"])
        if user is None:
            raise Invalid("This is not the password of the account.", where="password")
        actor = services.accept_invitation(now=now, digest=digest, user_id=int(user.pk))
        login(request, user)
        return actor
    actor = services.accept_invitation(
        now=now, digest=digest, name=given["person"], password=given["password"]
    )
    _enter(request, offer.email, given["password"])
    return actor


def _proved(request: HttpRequest, email: str, password: str) -> Any:
    """The user with this password. Wrong ones are counted; the sixth in 15 minutes answers 429."""
    place = services.Place(clients.network(request), request.COOKIES.get(_KNOWN, ""))
    return services.prove(now=clock.now(), email=email, password=password, place=place)


def _remembered(answer: HttpResponse, user: Any) -> HttpResponse:
    """Let the browser know itself again: others' wrong passwords do not count for it."""
    answer.set_cookie(
        _KNOWN,
        services.known_browser(user),
        max_age=_KNOWN_DAYS * 86400,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _enter(request: HttpRequest, email: str, password: str) -> None:
    user = _proved(request, email, password)
    if user is not None:
        login(request, user)
