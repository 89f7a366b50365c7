"""What templates say in the product's words: addresses, chances, ranges of dates, money, icons."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from secrets import token_urlsafe
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilothouse.kit import clock
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import PilothouseError
from pilothouse.kit.markdown import document, talked, written
from pilothouse.kit.money import Money, major
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.refs import Ref
from pilothouse.roadmap.contracts import edge_words
from pilothouse.site import vite as build

register = template.Library()

_UNDO = re.compile(r"(?:^|\s)undo:(/\S+)")


@register.simple_tag
def vite(entry: str) -> SafeString:
    """Styles and scripts of the entry `app` or of the island `entry`. Nothing when nothing is built."""
    styles, early, module = build.files(entry)
    lines = [("stylesheet", build.address(name)) for name in styles]
    lines += [("modulepreload", build.address(name)) for name in early]
    links = format_html_join("\n", '<link rel="{}" href="{}">', lines)
    script = format_html('<script type="module" src="{}"></script>', build.address(module)) if module else ""
    return format_html("{}\n{}", links, script)


@register.simple_tag(takes_context=True)
def style_nonce(context: Context) -> SafeString:
    """The number, new with each answer, that lets a script of this page make style sheets of its own: the
    middleware puts it into the content policy."""
    request = context["request"]
    request.style_nonce = getattr(request, "style_nonce", "") or token_urlsafe(16)
    return format_html('<meta property="csp-nonce" nonce="{}">', request.style_nonce)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler outline icon, 16 px, in the colour of the text; hidden from readers unless it has a label."""
    return _icon(name, label, build.sprite())


@lru_cache(maxsize=512)
def _icon(name: str, label: str, sprite: str) -> SafeString:
    href = f"{sprite}#ti-{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


def tenths(probability: float) -> str:
    """`7 in 10`; never a certainty, as a forecast has none. Halves round up."""
    whole = math.floor(probability * 10 + 0.5)
    if whole >= 10:
        return "over 9 in 10"
    if whole <= 0:
        return "under 1 in 10"
    return f"{whole} in 10"


@register.filter
def chance(probability: float | None) -> str:
    """A probability 0..1 as `7 in 10`, the percentage on hover; a dash when there is none."""
    if probability is None:
        return "–"
    level = "low" if math.floor(probability * 10 + 0.5) < 5 else "high"
    return format_html(
        '<span class="chance" data-level="{}" title="{} %">{}</span>',
        level,
        math.floor(probability * 100 + 0.5),
        tenths(probability),
    )


@register.simple_tag
def was(before: float | None, now: float | None) -> str:
    """What a chance was before, as `was 8 in 10`; nothing where that reads the same as now."""
    if before is None or (now is not None and tenths(before) == tenths(now)):
        return ""
    return format_html('<span class="was">was {}</span>', chance(before))


@register.filter(expects_localtime=True)
def day(when: date | datetime | str | None) -> str:
    """`16 Jan`, with the year when it is not this one; a dash for none. Takes a date or ISO text."""
    if not when:
        return "–"
    moment = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return day_text(moment, this_year=clock.today().year)


@register.filter
def weekday(when: date | None) -> str:
    """`Mon 9 Mar`; a dash for none."""
    return f"{when:%a} {day(when)}" if when else "–"


@register.filter(expects_localtime=True)
def moment(when: datetime | None) -> str:
    """`16 Jan, 14:05`, the clock of the server's time zone; a dash for none."""
    return f"{day(when)}, {when:%H:%M}" if when else "–"


@register.simple_tag(name="range50_85")
def range_tag(p50: date | None, p85: date | None) -> str:
    """`1 Feb – 19 Feb`: the median date (p50) and the 85 % date (p85)."""
    if p50 is None or p85 is None:
        return day(p50 or p85)
    first, last = day(p50), day(p85)
    # A line breaks between both alone, and none begins with the dash.
    begin, end = (told.replace(" ", "\N{NO-BREAK SPACE}") for told in (first, last))
    text = begin if first == last else f"{begin}\N{NO-BREAK SPACE}– {end}"
    # By hand, as a list has one in each row; in a date is nothing to be escaped.
    return SafeString(
        f'<span class="range" title="Median date (p50) {first}, 85 % date (p85) {last}">{text}</span>'
    )


@register.simple_tag
def options(rows: Iterable[tuple[object, object]], chosen: str = "") -> SafeString:
    """The options of a choice, value and label; by hand, as a filter has hundreds of them."""
    found = []
    for value, label in rows:
        marked = " selected" if str(value) == chosen else ""
        found.append(f'<option value="{escape(str(value))}"{marked}>{escape(str(label))}</option>')
    return SafeString("\n".join(found))


@register.filter(name="range50_85")
def range_filter(forecast: Any) -> str:
    """The same of anything with `p50` and `p85`."""
    if isinstance(forecast, Mapping):
        return range_tag(forecast.get("p50"), forecast.get("p85"))
    return range_tag(getattr(forecast, "p50", None), getattr(forecast, "p85", None))


@register.filter
def days(amount: float | None) -> str:
    """`1 day`, `3.5 days`; a dash for none."""
    if amount is None:
        return "–"
    text = f"{amount:,.1f}".removesuffix(".0")
    return f"{text} day" if text in {"1", "-1"} else f"{text} days"


@register.filter
def moved(amount: float | None) -> str:
    """`9 days later`, `1 day earlier`; empty when nothing moved."""
    if not amount:
        return ""
    return f"{days(abs(amount))} {'later' if amount > 0 else 'earlier'}"


@register.filter
def tone(days: float | None) -> str:
    """The class of a move: later is danger, earlier success."""
    if not days:
        return ""
    return "text-danger" if days > 0 else "text-success"


@register.filter
def few(names: Collection[str]) -> str:
    """The first three as words, and how many more: `Owner, status, title and 2 more`."""
    told = ", ".join(words(name) for name in list(names)[:3])
    return f"{told} and {len(names) - 3} more" if len(names) > 3 else told


@register.filter
def few_keys(keys: Collection[str]) -> str:
    """The first six keys, and how many more: `ATL-1, ATL-7 and 12 more`."""
    told = ", ".join(list(keys)[:6])
    return f"{told} and {len(keys) - 6} more" if len(keys) > 6 else told


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name that stands for a key, or the key."""
    return names.get(key, key)


@register.filter
def names_of(choice: ProductChoice, refs: Collection[str] | Ref) -> str:
    """The products among `refs`, in their order; nothing where there is one product alone."""
    wanted = {str(refs)} if isinstance(refs, Ref) else set(refs)
    return ", ".join(
        row.name for row in choice.products if str(row.ref) in wanted and len(choice.products) > 1
    )


@register.filter
def dependency(kind: str, lag: float = 0) -> str:
    """How one item follows another: `starts after it ends, 2 days later`; a negative lag overlaps."""
    return edge_words(kind, lag)


@register.filter
def percent(part: float | None) -> str:
    """A share 0..1 in whole percent, without the sign: `41`; a dash for none."""
    return "–" if part is None else str(math.floor(part * 100 + 0.5))


@register.filter
def keep_percent(text: str) -> str:
    """`text` with its numbers and percent signs on one line."""
    return text.replace(" %", "\u00a0%")


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`1,250.50 EUR` from whole minor units; a dash for none."""
    return "–" if minor is None else str(Money(minor, currency))


@register.filter
def whole_money(minor: int | None, currency: str) -> str:
    """`1,250` from minor units that were rounded, where the currency is said beside; a dash for none."""
    return "–" if minor is None else f"{major(minor, currency):,.0f}".replace("-", "−")


@register.filter
def initials(name: str) -> str:
    """Two letters for a person: first and last word, or the first two letters of a single one."""
    words = [word for word in re.split(r"[\s.\-_]+", name.partition("@")[0]) if word]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()


markdown = register.filter("markdown", written)
register.filter("document", document)
register.filter("talked", talked)


@register.filter
def words(name: str) -> str:
    """A field or verb as plain words: `planned_start` and `item.planned_start` give `planned start`, and an
    amount, `budget_cents`, gives `budget`."""
    return str(name).rpartition(".")[2].removesuffix("_cents").replace("_", " ")


_BESIDE = {"comment": "comment", "attachment": "file or link"}


@register.filter
def did(verb: str) -> str:
    """What was done to the thing that an entry is titled by: `changed`, `comment added`."""
    beside = _BESIDE.get(verb.partition(".")[0], "")
    return f"{beside} {words(verb)}".strip()


@register.filter
def both_versions(error: PilothouseError) -> list[tuple[str, Any, Any]]:
    """Rows (field, as stored, as sent) of a change that was based on an older version."""
    sent = error.extra.get("yours", {})
    return [(name, stored, sent.get(name)) for name, stored in error.extra.get("stored", {}).items()]


@register.filter
def shown(value: Any) -> str:
    """A recorded value for people: yes and no, lists with commas, a dash for nothing."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(shown(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(part)}" for key, part in value.items())
    return str(value)


@register.simple_tag(takes_context=True)
def recorded(context: Context, field: str, value: Any) -> str:
    """A recorded value of `field` for people: as `shown`, an amount in the workspace's currency."""
    workspace = context.get("workspace")
    if field.endswith("_cents") and isinstance(value, int) and workspace is not None:
        return money(value, workspace.currency)
    return shown(value)


@register.filter
def undo_of(message: Any) -> str:
    """Address that takes back what a message tells, given to it as `extra_tags="undo:/address"`."""
    found = _UNDO.search(getattr(message, "extra_tags", "") or "")
    return found[1] if found and not found[1].startswith("//") else ""


@register.filter
def thousands(number: int | None) -> str:
    """`24,187`; empty for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def is_over(state: str) -> bool:
    """Whether a job in `state` will change no more."""
    return state in {"done", "failed", "cancelled"}


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a form field in the kit's classes, tied to its help and its errors."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    css = (
        "form-select"
        if kind == "select"
        else "form-check-input"
        if kind in {"checkbox", "radio"}
        else "form-control"
    )
    attrs: dict[str, str | bool] = {"class": f"{css} {widget.attrs.get('class', '')}".strip()}
    told = [f"{field.id_for_label}-help"] if field.help_text else []
    if field.errors:
        attrs["class"] = f"{attrs['class']} is-invalid"
        attrs["aria-invalid"] = "true"
        told.append(f"{field.id_for_label}-error")
    if told:
        attrs["aria-describedby"] = " ".join(told)
    return field.as_widget(attrs=attrs)


@register.filter
def is_markdown(field: BoundField) -> bool:
    """Whether what is written into a field is Markdown, which has a preview."""
    return bool(field.field.widget.attrs.get("data-markdown"))


@register.filter
def share(part: float | None, whole: float | None) -> int:
    """Whole percent 0..100 of `part` in `whole`; 0 when there is no whole."""
    if not part or not whole:
        return 0
    return max(0, min(100, round(100 * part / whole)))
