"""Values that are changed where they are shown."""

from __future__ import annotations

from html import unescape
from typing import Any

from django import template
from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilothouse.kit import editing
from pilothouse.kit.products import PARAMETER, carried, product_choice

register = template.Library()


@register.simple_tag(takes_context=True)
def editable(context: Context, row: Any, field: str | editing.Editable) -> SafeString:
    """The value of a field of the contract `row`, named or as it is declared, changed by a click; plain for
    who may not."""
    found = editing.of_row(row).get(field) if isinstance(field, str) else field
    if found is None:
        raise template.TemplateSyntaxError(f"{type(row).__name__} has no editable field '{field}'.")
    return editing.shown(context["actor"], row, found, _chosen(context))


@register.simple_tag(takes_context=True)
def bulk_fields(context: Context, noun: str) -> list[tuple[str, str, str]]:
    """Field, label and address of all that can be changed of several rows of `noun` at once."""
    actor = context["actor"]
    return [
        (row.field, row.label, carried(editing.address_of_many(row, actor), _chosen(context)))
        for row in editing.by_noun().get(noun, {}).values()
        if row.change_many is not None and actor.may(row.role)
    ]


@register.simple_tag(takes_context=True)
def bulk_acts(context: Context, noun: str) -> list[tuple[str, str, str]]:
    """Name, label and address of what can be done to several rows of `noun` at once."""
    actor = context["actor"]
    return [
        (row.name, row.label, carried(editing.address_of_act(row, actor), _chosen(context)))
        for row in editing.acts_of(noun)
        if actor.may(row.role)
    ]


@register.simple_tag(takes_context=True)
def editing_keys(context: Context, noun: str) -> SafeString:
    """Attributes of the element around rows of `noun`: which key changes what, for scripts and the sheet of
    shortcuts."""
    actor = context["actor"]
    fields = [row for row in editing.by_noun().get(noun, {}).values() if row.key and actor.may(row.role)]
    if not fields:
        return SafeString("")
    keys = ";".join(f"{row.key}={row.field}={row.label}" for row in fields)
    told = ";".join(f"{row.key}={row.label}" for row in fields)
    many = f"/w/{actor.workspace_slug}/kit/edit/{noun}/"
    return format_html('data-edit-keys="{}" data-edits-many="{}" data-keys="{}"', keys, many, told)


@register.simple_tag(takes_context=True)
def edits(context: Context, row: Any) -> SafeString:
    """Attribute of the element of one row: where its fields are changed."""
    found = next(iter(editing.of_row(row).values()), None)
    if found is None:
        return SafeString("")
    base = f"/w/{context['actor'].workspace_slug}/kit/edit/{found.noun}/{row.id}/"
    return format_html('data-edits="{}" data-edited-name="{}"', base, found.called(row))


@register.simple_block_tag(takes_context=True)
def removal(context: Context, content: str, row: Any, to: str, verb: str = "Remove") -> SafeString:
    """A button that posts to the address named `to` for the contract `row`, if its version is still the one
    shown, after it asked the question between the tags."""
    found = next(iter(editing.of_row(row).values()))
    form = Engine.get_default().get_template("kit/_remove.html")
    question = unescape(content).strip()  # what it names is escaped anew, as an attribute
    with context.push(row=row, noun=found.noun, to=to, verb=verb, question=question):
        return form.render(context)


def _chosen(context: Context) -> str:
    """The key of the product that the page's address chose; empty for all."""
    request = context.get("request")
    return product_choice(request).key if request and request.GET.get(PARAMETER) else ""
