"""An editable value on a page: what it says, and where a click on it leads."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilothouse.kit.actor import Actor
from pilothouse.kit.addresses import address as page_address
from pilothouse.kit.editing.declared import Act, Editable
from pilothouse.kit.editing.finding import noun_of, of_row, own
from pilothouse.kit.editing.values import NOTHING, text_of
from pilothouse.kit.markdown import written
from pilothouse.kit.products import carried


def address(found: Editable, actor: Actor, id: int, product: str = "") -> str:
    """Where the field of row `id` is changed, with the product choice of the page."""
    url = page_address("kit:edit", actor.workspace_slug, found.noun, id, found.field)
    return carried(url, product) if product else url


def address_of_many(found: Editable, actor: Actor) -> str:
    """Where the field of several rows is changed."""
    return page_address("kit:edit-many", actor.workspace_slug, found.noun, found.field)


def address_of_act(found: Act, actor: Actor) -> str:
    """Where it is done to several rows."""
    return page_address("kit:act", actor.workspace_slug, found.noun, found.name)


def shown(actor: Actor, row: Any, found: Editable, product: str = "") -> SafeString:
    """The value; for those who may change it, as what a click or its key opens. `product` is the key that the
    page chose."""
    if found.markdown:
        return _prose(actor, row, found, product)
    text = text_of(found, actor, row)
    field, told = found.field, escape(text)
    value = escape(str(getattr(row, field, "") or "")) if found.kind == "choice" else ""
    # A list has several of these a row: put together by hand, a third of the time of `format_html`.
    if not actor.may(found.role):
        return SafeString(f'<span class="value" data-field="{field}" data-value="{value}">{told}</span>')
    label = f"{escape(found.label)} of {escape(found.called(row))}: {'none' if text == NOTHING else told}"
    return SafeString(
        f'<span class="editable" data-editable="{found.noun}:{row.id}/{field}" data-field="{field}"'
        f' data-value="{value}"><a href="{escape(address(found, actor, row.id, product))}" role="button"'
        f' data-version="{row.version}" aria-label="{label}">{told}</a></span>'
    )


def _prose(actor: Actor, row: Any, found: Editable, product: str) -> SafeString:
    """Markdown as it reads, and for those who may change it what opens its form."""
    text = str(found.value(row) or "")
    html = written(text) if text else ""
    if not actor.may(found.role):
        return format_html('<div class="prose" data-field="{}">{}</div>', found.field, html)
    label = found.label.lower()
    return format_html(
        '<div class="editable editable-prose" data-editable="{}:{}/{}" data-field="{}"><div class="prose">{}'
        '</div><a href="{}" role="button" data-version="{}">{}</a></div>',
        found.noun,
        row.id,
        found.field,
        found.field,
        html,
        address(found, actor, row.id, product),
        row.version,
        f"Edit the {label}" if text else f"Add {label}",
    )


def spans(actor: Actor, row: Any, product: str = "") -> SafeString:
    """Every editable value of a row, to be put in place of what a page shows of them."""
    every = {**of_row(row), **own(actor, noun_of(row))}
    return format_html_join("", "{}", ((shown(actor, row, found, product),) for found in every.values()))
