"""What templates say of the record: changes by names, and an act in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.template import Context

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries
from pilothouse.journal.contracts import Act, Entry, Part, Told
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.text import plural

_FEW = 2
_ADVERBS = ("again", "back", "over")  # ends of a verb of several words
_COUNTED = ("absence", "day", "dependency", "proposal", "response")

register = template.Library()


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the record: its newest entry, that entry's fields in words, and for a batch what it did."""

    entry: Entry
    fields: tuple[Told, ...]
    done: str = ""
    many: int = 0

    @property
    def is_short(self) -> bool:
        """Whether a list shows the fields as they are, rather than to be opened."""
        return 0 < len(self.fields) <= _FEW

    @property
    def is_removal(self) -> bool:
        """Whether nothing of it is left: then a list folds away what it held."""
        return len(self.fields) > _FEW and not any(field.after for field in self.fields)

    @property
    def labels(self) -> list[str]:
        return [field.label for field in self.fields]


def lines(actor: Actor, acts: Iterable[Act], currency: str) -> list[Line]:
    """Acts in words. The fields of one entry tell nothing of a batch, so a batch has none."""
    rows = list(acts)
    told = queries.told(
        actor=actor,
        entries=[row.entry for row in rows if not row.parts],
        currency=currency,
        today=clock.today(),
    )
    return [Line(row.entry, told.get(row.entry.id, ()), done(row.parts), row.many) for row in rows]


def words(name: str) -> str:
    """A kind or verb as plain words, without what comes before its dot: `roadmap.item` gives `item`."""
    return name.rpartition(".")[2].replace("_", " ")


@register.filter
def spoken(name: str) -> str:
    """A verb or kind as plain words: `item.moved` gives `item moved`."""
    return name.replace(".", " ").replace("_", " ")


@register.filter
def thing(verb: str) -> str:
    """What was removed: `item.dependency_removed` gives `dependency`, `key_result.removed` `key result`."""
    noun, _, did = verb.partition(".")
    part = did.removesuffix("removed").removesuffix("opened").removesuffix("merged").strip("_")
    return (part or noun).replace("_", " ")


@register.simple_tag(takes_context=True)
def in_words(context: Context, entries: Iterable[Entry | Act]) -> list[Line]:
    """Entries or acts of the record as lines for people."""
    actor, workspace = context["actor"], context.get("workspace")
    currency = workspace.currency if workspace else accounts.currency(actor=actor)
    return lines(actor, [row if isinstance(row, Act) else Act(row) for row in entries], currency)


def done(parts: tuple[Part, ...]) -> str:
    """`24,187 items imported, 312 people imported and 2 more`."""
    told = [_part(part) for part in parts[:3]]
    more = len(parts) - len(told)
    return f"{', '.join(told)} and {more} more" if more else ", ".join(told)


def _part(part: Part) -> str:
    """`24,187 items imported`; what was done beside things is said of itself: `660 dependencies imported`,
    `people of 3 items chosen`.
    """
    things, verb = plural(part.many, words(part.kind)), words(part.verb)
    what, _, did = verb.rpartition(" ")
    if not what or did in _ADVERBS:
        return f"{things} {verb}"
    return f"{plural(part.many, what)} {did}" if what in _COUNTED else f"{what} of {things} {did}"
