"""What the address of a page narrows a list of items to."""

from __future__ import annotations

from django.http import HttpRequest

from pilothouse.kit.doors import number
from pilothouse.kit.products import Products
from pilothouse.roadmap import queries


def narrow_of(request: HttpRequest, product: Products) -> queries.ItemFilter:
    """What the address narrows the list to: to open items unless it says otherwise."""
    get = request.GET
    return queries.ItemFilter(
        text=get.get("text", "").strip(),
        status=get.get("status") or "open",
        kind=get.get("kind", ""),
        level=get.get("level", ""),
        owner=number(request, "owner", 0) or None,
        release=number(request, "release", 0) or None,
        product=product,
        priority=get.get("priority", ""),
        label=get.get("label", "").strip(),
        team=number(request, "team", 0) or None,
        assignee=number(request, "assignee", 0) or None,
        without=get.get("without", ""),
        custom=_custom_of(request),
    )


def _custom_of(request: HttpRequest) -> tuple[tuple[int, str], ...]:
    """`custom_12=text` narrows to items with that in the field 12."""
    names = [name for name in request.GET if name.startswith("custom_")]
    sent = [(name.removeprefix("custom_"), str(request.GET.get(name, "")).strip()) for name in names]
    return tuple((int(name), text) for name, text in sent if name.isdecimal() and len(name) < 10 and text)


def is_narrowed(narrow: queries.ItemFilter) -> bool:
    """Whether it says more than what a list opens with."""
    return narrow != queries.ItemFilter(product=narrow.product, status="open")
