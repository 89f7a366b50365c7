"""Items that go to another product: what is said of it, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from pilothouse.kit import clock
from pilothouse.kit.actor import Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted
from pilothouse.roadmap import services
from pilothouse.roadmap.contracts import Moving
from pilothouse.roadmap.telling import told


def tell_move(request: HttpRequest, moved: Moving) -> None:
    """Say what moved and what it left, with the way back."""
    undo = wurl(request_actor(request), "roadmap:undo-move", moved.batch)
    messages.success(request, told(moved), extra_tags=f"undo:{undo}" if moved.items else "")


@page(role=Role.EDITOR, methods=("POST",))
def undo_move(request: HttpRequest, batch: str) -> HttpResponse:
    """Take a move to another product back."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: services.undo_move(actor=actor, now=clock.now(), batch=batch),
        wurl(actor, "roadmap:items"),
        lambda many: f"{many} {'item is' if many == 1 else 'items are'} back.",
    )
