"""Blueprints: begun, removed, downloaded, and sent on their way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted, form_answer, posted_version
from pilothouse.vision import papers, queries, services
from pilothouse.vision.contracts import Blueprint
from pilothouse.vision.forms.blueprints import BlueprintForm

_OUTLINE = Path(__file__).parent.parent / "outline.md"


@page(role=Role.EDITOR, methods=("GET", "POST"))
def new_blueprint(request: HttpRequest, id: int) -> HttpResponse:
    """A blueprint of product `id`: from a document, from typed text, or from an outline."""
    actor = request_actor(request)
    product = queries.product(actor=actor, id=id)
    form = BlueprintForm(request.POST or None, request.FILES or None)
    return form_answer(
        request,
        form,
        lambda: _made(actor, id, form),
        then=lambda made: wurl(actor, "vision:blueprint", made.id),
        done=lambda made: f"{made.title} was added.",
        back=(product.name, wurl(actor, "vision:product", id)),
        heading="New blueprint",
        submit="Add the blueprint",
        upload=True,
    )


def _made(actor: Actor, product_id: int, form: BlueprintForm) -> Blueprint:
    given = form.cleaned_data
    title, text = given["title"].strip(), given["text"].strip()
    if given["file"] is not None:
        file = given["file"]
        return services.import_blueprint(
            actor=actor,
            now=clock.now(),
            product_id=product_id,
            name=file.name,
            data=_bytes(file),
            title=title,
        )
    if not text:
        title = title or "Blueprint"
        text = _OUTLINE.read_text(encoding="utf-8").replace("{title}", title)
    elif not title:
        first = text.splitlines()[0].lstrip("# ").strip()
        title = first[:300] or "Blueprint"
    return services.add_blueprint(actor=actor, now=clock.now(), product_id=product_id, title=title, text=text)


def _bytes(file: Any) -> bytes:
    """All of an upload, one byte more than the most at the most: what is too large is refused, not read."""
    data: bytes = file.read(papers.LARGEST + 1)
    return data


@page(role=Role.EDITOR, methods=("POST",))
def set_state(request: HttpRequest, id: int) -> HttpResponse:
    """Send into review, finalise, or reopen."""
    actor = request_actor(request)
    state = request.POST.get("state", "")
    done = {"draft": "It is a draft again.", "in_review": "It is in review.", "finalised": "It is finalised."}
    return acted(
        request,
        lambda: services.set_blueprint_state(
            actor=actor,
            now=clock.now(),
            id=id,
            version=posted_version(request),
            state=state,
            why=request.POST.get("why", ""),
        ),
        wurl(actor, "vision:blueprint", id),
        done.get(state, ""),
    )


@page(role=Role.EDITOR, methods=("POST",))
def remove_blueprint(request: HttpRequest, id: int) -> HttpResponse:
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    back = wurl(actor, "vision:product", about.product_id)
    return acted(
        request,
        lambda: services.remove_blueprint(
            actor=actor, now=clock.now(), id=id, version=posted_version(request)
        ),
        back,
        f"{about.title} was removed.",
        restorable=True,
    )


@page(role=Role.EDITOR, methods=("POST",))
def write_keys(request: HttpRequest, id: int) -> HttpResponse:
    """Write the keys of all statements into the text."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.write_keys(actor=actor, now=clock.now(), id=id, version=posted_version(request)),
        wurl(actor, "vision:trace", id),
        "Each statement now carries its key in the text.",
    )


@page()
def download(request: HttpRequest, id: int) -> HttpResponse:
    """The text as a document of the kind that the address names."""
    actor = request_actor(request)
    about = queries.blueprint(actor=actor, id=id)
    form = request.GET.get("format", "md")
    data = papers.write_paper(text=about.text, title=about.title, form=form)
    return papers.download(data=data, title=about.title, form=form)
