"""Parts of a page that are the same whenever they are drawn from the same values: rows of lists above all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, Engine
from django.utils.safestring import SafeString

from pilothouse.kit import clock
from pilothouse.kit.products import NO_CHOICE, PARAMETER, product_choice

register = template.Library()

_ENGINE = Engine.get_default
_MOST = 8_000_000  # characters that are kept; a row of the list of items has four thousand


@register.simple_tag(takes_context=True)
def drawn(context: Context, name: str, **values: Any) -> SafeString:
    """The template `name` drawn from `values` alone, beside who asks and the address of the page.

    What was drawn of equal values is given again, which takes a tenth of the time: so the template may say
    nothing that its values, the actor, the day and the address do not tell. Values are frozen contracts,
    texts and numbers; with one that cannot be compared it is drawn each time.
    """
    request, actor = context["request"], context["actor"]
    choice = product_choice(request) if request.GET.get(PARAMETER) else NO_CHOICE
    address = (request.META.get("QUERY_STRING", ""), choice.key, choice.name)
    about = (actor, clock.today(), address, context.use_l10n)
    key = (name, about, tuple(values.items()))
    found = None if settings.DEBUG else _KEPT.get(key)
    if found is None:
        own = Context({**values, "actor": actor, "request": request}, use_l10n=context.use_l10n)
        found = _ENGINE().get_template(name).render(own)
        _KEPT.put(key, found)
    return found


class _Kept:
    """What was drawn lately, by what it was drawn from, up to `_MOST` characters."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> SafeString | None:
        try:
            found = self._rows.get(key)
        except TypeError:  # of a list or a dictionary
            return None
        if found is not None:
            with self._lock:
                if key in self._rows:
                    self._rows.move_to_end(key)
        return found

    def put(self, key: Hashable, text: SafeString) -> None:
        try:
            hash(key)
        except TypeError:
            return
        with self._lock:
            self._size += len(text) - len(self._rows.pop(key, ""))
            self._rows[key] = text
            while self._size > _MOST:
                self._size -= len(self._rows.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()
            self._size = 0


_KEPT = _Kept()


def forget() -> None:
    """Keep nothing of what was drawn so far."""
    _KEPT.clear()
