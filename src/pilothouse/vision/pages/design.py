"""Design reviews: a checklist gone through with people."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, form_acted, posted_version
from pilothouse.vision import queries, services
from pilothouse.vision.forms import design as forms


@page(methods=("GET", "POST"))
def design_reviews(request: HttpRequest, id: int) -> HttpResponse:
    """Design reviews of blueprint `id`, and the form to open another."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    form = forms.ReviewForm(request.POST or None, initial={"held_on": clock.today()})
    if request.method == "POST":
        actor.require(Role.EDITOR)
        return form_acted(
            request,
            form,
            lambda: _opened(actor, id, form),
            lambda made: wurl(actor, "vision:design-review", made),
            page=request.path,
        )
    context = {
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "rows": queries.design_reviews(actor=actor, blueprint_id=id),
        "form": form,
        "tab": "reviews",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/design_reviews.html", context)


def _opened(actor: Actor, id: int, form: forms.ReviewForm) -> int:
    given = form.cleaned_data
    made = services.open_design_review(
        actor=actor,
        now=clock.now(),
        blueprint_id=id,
        title=given["title"],
        held_on=given["held_on"],
        reviewers=given["reviewers"],
        questions=form.asked(),
    )
    return made.id


@page()
def design_review(request: HttpRequest, id: int) -> HttpResponse:
    """One design review: each question with its answer."""
    actor = request_actor(request)
    row = queries.design_review(actor=actor, id=id)
    about = queries.blueprint(actor=actor, id=row.blueprint_id)
    context = {
        "row": row,
        "parts": [(part, list(checks)) for part, checks in groupby(row.checks, lambda check: check.part)],
        "blueprint": about,
        "product": queries.product(actor=actor, id=about.product_id),
        "tab": "reviews",
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "vision/design_review.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def answer_check(request: HttpRequest, id: int) -> HttpResponse:
    """Answer question `id`, or settle what it found."""
    actor = request_actor(request)
    review = queries.review_of_check(actor=actor, id=id)
    values = {name: request.POST[name] for name in ("answer", "note", "settled") if name in request.POST}
    return acted(
        request,
        lambda: services.answer_check(
            actor=actor, now=clock.now(), id=id, version=posted_version(request), values=values
        ),
        f"{wurl(actor, 'vision:design-review', review)}#check-{id}",
    )


@page(role=Role.EDITOR, methods=("POST",))
def add_check(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.add_check(
            actor=actor,
            now=clock.now(),
            review_id=id,
            part=request.POST.get("part", ""),
            question=request.POST.get("question", ""),
        ),
        wurl(actor, "vision:design-review", id),
    )


@page(role=Role.EDITOR, methods=("POST",))
def close_design_review(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.close_design_review(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "vision:design-review", id),
        "The review is closed.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_design_review(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    row = queries.design_review(actor=actor, id=id)
    return acted(
        request,
        lambda: services.remove_design_review(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        wurl(actor, "vision:design-reviews", row.blueprint_id),
        "The review was removed.",
        restorable=True,
    )
