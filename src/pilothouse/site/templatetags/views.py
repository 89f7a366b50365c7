"""The menu of saved views on the page of any room."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Role
from pilothouse.kit.products import product_choice
from pilothouse.kit.views import PARAMETER
from pilothouse.site.templatetags.places import query

register = template.Library()


@register.inclusion_tag("accounts/_views.html", takes_context=True)
def views_menu(context: Context, page: str) -> dict[str, Any]:
    """The saved views of `page` (`roadmap.items`), and forms that keep the look that the address has."""
    request, actor = context["request"], context["actor"]
    views = accounts.saved_views(actor=actor, page=page)
    named = request.GET.get(PARAMETER, "")
    return {
        "page": page,
        "views": views,
        "chosen": next((view for view in views if str(view.id) == named), None),
        "path": request.path,
        "query": query(context).removeprefix("?"),
        "product": product_choice(request).key,
        "may_save": actor.may(Role.EDITOR),
        **{name: context.get(name) for name in ("request", "actor", "choice", "csrf_token")},
    }
