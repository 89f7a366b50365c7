"""Cells of the load of people by week. A page has a thousand: each is put together by hand."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.template.defaultfilters import floatformat
from django.utils.html import escape
from django.utils.safestring import SafeString

from pilothouse.kit.doors import wurl
from pilothouse.kit.products import PARAMETER, carried, product_choice
from pilothouse.roadmap.contracts import PersonLoad, PersonName, WeekLoad

register = template.Library()


@register.simple_tag(takes_context=True)
def load_cells(context: Context, row: PersonLoad) -> SafeString:
    """Somebody's weeks, a cell each."""
    return SafeString("".join(_cell(context, row.person, week) for week in row.weeks))


@register.simple_tag(takes_context=True)
def load_cell(context: Context, person: PersonName, week: WeekLoad) -> SafeString:
    """One week of somebody: how full it is, with a link to what fills it."""
    return SafeString(_cell(context, person, week))


def _cell(context: Context, person: PersonName, week: WeekLoad) -> str:
    if not week.days:
        return f'<td class="num"><span class="text-muted">{week.text}</span></td>'
    url = escape(_address(context, person, week))
    part = f'<small class="text-muted">{week.part_text}</small>' if week.part_text else ""
    return (
        f'<td class="num"><a class="load-cell" data-band="{week.band}" href="{url}" hx-get="{url}"'
        f' hx-target="#load-week" title="{_title(context, week)}">'
        f"{week.text}</a>{part}</td>"
    )


def _title(context: Context, week: WeekLoad) -> str:
    """`6.5 of 5 days`, and what is for the products chosen."""
    whole = f"{_days(week.days)} of {_days(week.capacity)} days"
    if week.part is None:
        return whole
    return f"{whole}, {_days(week.part)} for {escape(product_choice(context['request']).name)}"


def _address(context: Context, person: PersonName, week: WeekLoad) -> str:
    url = wurl(context["actor"], "roadmap:load-week", person.id, week.week.isoformat())
    request = context["request"]
    return carried(url, product_choice(request).key) if request.GET.get(PARAMETER) else url


@lru_cache(maxsize=4096)
def _days(amount: float) -> str:
    return floatformat(amount, "-1")
