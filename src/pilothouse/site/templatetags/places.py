"""Where pages lead: addresses with the product choice, and what rooms set on each other's pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pilothouse.kit import clock
from pilothouse.kit.addresses import address as page_address
from pilothouse.kit.offering import Card, Tab
from pilothouse.kit.products import PARAMETER, carried, product_choice
from pilothouse.kit.refs import Ref
from pilothouse.site import offering
from pilothouse.site.addresses import address

register = template.Library()


@register.simple_tag(takes_context=True)
def wurl(context: Context, name: str, *args: Any, **query: Any) -> str:
    """Address of page `name` in this workspace; keywords become the query string, None is left out.

    It keeps the product choice of the page; `product` says another, None all products.
    """
    actor = context.get("actor")
    slug = actor.workspace_slug if actor else context["workspace"].slug
    found = page_address(name, slug, *args)
    product = query.pop(PARAMETER, "") if PARAMETER in query else _chosen(context)
    pairs = {key: value for key, value in query.items() if value is not None}
    whole = f"{found}?{urlencode(pairs, doseq=True)}" if pairs else found
    return carried(whole, product) if product else whole


@register.simple_tag(takes_context=True)
def carry(context: Context, url: str, product: str | None = "") -> str:
    """An address that a view made, with the product choice of this page, or with `product`."""
    key = product or _chosen(context)
    return carried(url, key) if key and url.startswith("/w/") else url


@register.simple_tag(takes_context=True)
def product_field(context: Context) -> str:
    """The product choice as a hidden field, for a form that asks for a page: its address loses the rest."""
    key = _chosen(context)
    return format_html('<input type="hidden" name="{}" value="{}">', PARAMETER, key) if key else ""


@register.simple_tag
def tabs_beside(room: str) -> tuple[Tab, ...]:
    """The tabs that other rooms set beside those of a room."""
    return offering.tabs(room)


@register.simple_tag(takes_context=True)
def panels(context: Context, kind: str, number: int, place: str = "") -> SafeString:
    """What rooms say on the page of a thing, one under the other; `place` takes only what stands there."""
    values: dict[str, Any] = {}
    values.update((str(name), value) for name, value in context.flatten().items())
    shown = [
        get_template(row.template).render({**values, "card": row.context}, context["request"])
        for row in _said(context, Ref(kind, number))
        if place in ("", row.place)
    ]
    return mark_safe("".join(shown))


def _said(context: Context, about: Ref) -> list[Card]:
    """Asked once, however many places of the page show a part of it."""
    kept: dict[Ref, list[Card]] = context["request"].__dict__.setdefault("_said", {})
    if about not in kept:
        kept[about] = offering.panels(actor=context["actor"], today=clock.today(), about=about)
    return kept[about]


def _chosen(context: Context) -> str:
    """The key of the product that the page's address chose; empty for all, without asking."""
    request = context.get("request")
    return product_choice(request).key if request and request.GET.get(PARAMETER) else ""


@register.simple_tag(takes_context=True)
def ref_url(context: Context, ref: Ref | str, key: str = "") -> str:
    """Address of what `ref` points to, which people call `key`; empty where there is none."""
    url = address(context["actor"], ref if isinstance(ref, Ref) else Ref.parse(ref), key)
    return carry(context, url) if url else ""


@register.simple_tag(takes_context=True)
def subject_tabs(context: Context, ref: str, tab: str) -> str:
    """Tabs of the page of what `ref` points to, as its own room draws them, with `tab` as the present one."""
    found = Ref.parse(ref)
    noun = offering.nouns().get(found.kind)
    if noun is None or not noun.tabs:
        return ""
    values = {"actor": context["actor"], "subject_id": found.id, "subject_ref": ref, "tab": tab}
    values["request"] = context.get("request")
    return get_template(noun.tabs).render(values)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's query string with `changes` made, as `?…`; None takes a key out. For paging and sorting.

    A product that is unknown falls out.
    """
    request = context.get("request")
    found: QueryDict = request.GET.copy() if request else QueryDict(mutable=True)
    if PARAMETER in found and not _chosen(context):
        del found[PARAMETER]
    for key, value in changes.items():
        found.pop(key, None)
        if value is not None:
            found[key] = str(value)
    return f"?{found.urlencode()}"
