"""What came in from outside: a queue to look through by keyboard, and one post."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import number, page, request_actor, wurl
from pilothouse.kit.forms import acted, posted_version, words
from pilothouse.kit.text import plural
from pilothouse.market import queries, services
from pilothouse.market.contracts import POST_STATES, POST_WAYS
from pilothouse.market.pages.shared import choice, told


@page()
def posts(request: HttpRequest) -> HttpResponseBase:
    """Posts that wait for a member, or what the filters of the address say."""
    actor = request_actor(request)
    text, state, way = (request.GET.get(name, "").strip() for name in ("text", "state", "way"))
    narrow = queries.NarrowPosts(text=text, state="" if state == "any" else state or "waiting", way=way)
    if request.GET.get("format") == "ids":
        return JsonResponse(queries.post_ids(actor=actor, narrow=narrow), safe=False)
    context = {
        "page": queries.posts(actor=actor, narrow=narrow, page=number(request, "page", 1)),
        "text": text,
        "choices": [
            choice(request, "state", "Waiting", [("any", "Any state"), *words(POST_STATES)[1:]]),
            choice(request, "way", "Any way in", POST_WAYS.items()),
        ],
        "filtered": bool(text or state or way),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/posts.html", context)


@page()
def post(request: HttpRequest, id: int) -> HttpResponse:
    """One post, with what makes it doubtful."""
    actor = request_actor(request)
    context = {
        "post": queries.post(actor=actor, id=id),
        "next": queries.next_post(actor=actor, after=id),
        "waiting": queries.posts_waiting(actor=actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "market/post.html", context)


@page(role=Role.EDITOR, methods=("POST",))
def settle_post(request: HttpRequest, id: int) -> HttpResponse:
    """Accept a post, reject it, mark it as spam or let it wait, and go on to the next that waits."""
    actor, version = request_actor(request), posted_version(request)
    state = request.POST.get("state", "")

    def act() -> Any:
        row = services.change_post(
            actor=actor, now=clock.now(), id=id, version=version, values={"state": state}
        )
        return f"“{row.headline[:60]}” is {row.state}."

    following = queries.next_post(actor=actor, after=id)
    url = wurl(actor, "market:post", following) if following else wurl(actor, "market:posts")
    return acted(request, act, url, str, refused=wurl(actor, "market:post", id))


@page(role=Role.EDITOR, methods=("POST",))
def undo_settled(request: HttpRequest, batch: str) -> HttpResponse:
    """Give posts the state that they had before an act."""
    actor = request_actor(request)
    done = services.undo_settled(actor=actor, now=clock.now(), batch=batch)
    kept = f" {plural(done.kept, 'post')} stayed as they were settled again since." if done.kept else ""
    text = f"{plural(done.restored, 'post')} restored.{kept}"
    return told(request, text, wurl(actor, "market:posts"))
