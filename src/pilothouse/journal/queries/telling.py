"""Recorded changes in words: names for numbers, dates and money as everywhere, only what was set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pilothouse.journal import models
from pilothouse.journal.contracts import Entry, Told
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.money import Money
from pilothouse.kit.recorded import HIDDEN, Recorded, declared
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject, named

_PLAIN = Recorded()
_REF = re.compile(r"^[a-z]+\.[a-z_]+:\d{1,18}$")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


def told(
    *, actor: Actor, entries: Sequence[Entry], currency: str, today: date
) -> dict[int, tuple[Told, ...]]:
    """The fields of each entry in words, by the entry's number; what is hidden or empty is left out.

    One statement for each kind of thing that values refer to, and one more for each of which some are gone.
    """
    names = _names(actor, {ref for entry in entries for ref in _refs(entry)})
    say = _Words(names, currency, today)
    return {entry.id: tuple(say.entry(entry)) for entry in entries}


def field_of(kind: str, name: str) -> Recorded:
    """How the field `name` of a thing of `kind` is told. Numbers of rows that no room names are hidden."""
    found = declared().get(kind, {}).get(name)
    if found is not None:
        return found
    return HIDDEN if name.endswith("_id") else _PLAIN


def label_of(kind: str, name: str) -> str:
    """What a field is called: as its room says, else its name in words."""
    found = field_of(kind, name).label
    return found or name.rpartition(".")[2].removesuffix("_cents").replace("_", " ")


class _Words:
    """Values in words, given the names of what they refer to."""

    def __init__(self, names: Mapping[str, str], currency: str, today: date) -> None:
        self.names, self.currency, self.year = names, currency, today.year

    def entry(self, entry: Entry) -> Iterator[Told]:
        for name, pair in entry.changes.items():
            how = field_of(entry.subject.kind, name)
            before, after = (self.value(how, name, value) for value in (pair[0], pair[-1]))
            if not how.hidden and before != after:
                yield Told(label_of(entry.subject.kind, name), before, after)

    def value(self, how: Recorded, name: str, value: Any) -> str:
        """A value of the field `name`; empty for nothing."""
        if value in _NOTHING:
            return ""
        if isinstance(value, list | tuple):
            return self._list(how, name, value)
        if isinstance(value, dict):
            return ", ".join(f"{key} {self.value(_PLAIN, key, part)}" for key, part in value.items())
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return self._number(how, name, value)
        return self._text(how, str(value))

    def _list(self, how: Recorded, name: str, values: Sequence[Any]) -> str:
        """Values after commas. Numbers in lists within the list mean nothing without their heads."""
        flat = [value for value in values if not isinstance(value, list)]
        nested = [part for value in values if isinstance(value, list) for part in value]
        flat += [part for part in nested if isinstance(part, str)]
        return ", ".join(text for value in flat if (text := self.value(how, name, value)))

    def _number(self, how: Recorded, name: str, value: float) -> str:
        if value in how.words:
            return how.words[value]
        if how.noun:
            return self.names.get(f"{how.noun}:{value:.0f}", "")
        if name.endswith("_cents"):
            return str(Money(int(value), self.currency))
        if how.unit == "%":
            return f"{value * 100:,.0f} %"
        text = f"{value:,.4f}".rstrip("0").rstrip(".")
        return f"{text} {how.unit[:-1] if abs(value) == 1 else how.unit}" if how.unit else text

    def _text(self, how: Recorded, text: str) -> str:
        if text in how.words:
            return how.words[text]
        if _REF.match(text):
            return self.names.get(text, text)
        if _DAY.match(text):
            return self._day(text)
        if _MOMENT.match(text):
            return f"{self._day(text[:10])}, {text[11:16]}"
        return text

    def _day(self, text: str) -> str:
        try:
            return day_text(date.fromisoformat(text), this_year=self.year)
        except ValueError:
            return text


def _refs(entry: Entry) -> Iterator[str]:
    """What the values of an entry refer to."""
    for name, pair in entry.changes.items():
        how = field_of(entry.subject.kind, name)
        for value in _flat(pair):
            if isinstance(value, str) and _REF.match(value):
                yield value
            elif how.noun and isinstance(value, int) and not isinstance(value, bool):
                yield f"{how.noun}:{value}"


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def _names(actor: Actor, refs: set[str]) -> dict[str, str]:
    """What each reference is called; what is gone as the record called it last."""
    found = named(actor=actor, refs=sorted(refs))
    gone = {ref for ref, subject in found.items() if subject.gone}
    names = {ref: _name(subject) for ref, subject in found.items() if ref not in gone}
    return names | _last_names(actor, gone)


def _name(subject: Subject) -> str:
    if not subject.title or subject.key == subject.title:
        return subject.key
    return f"{subject.key} {subject.title}"


def _last_names(actor: Actor, gone: set[str]) -> dict[str, str]:
    kinds: dict[str, set[int]] = {}
    for ref in map(Ref.parse, gone):
        kinds.setdefault(ref.kind, set()).add(ref.id)
    found = dict.fromkeys(gone, "something removed since")
    for kind, ids in kinds.items():
        rows = models.Entry.objects.filter(
            workspace_id=actor.workspace_id, subject_kind=kind, subject_id__in=ids
        )
        for number, title in rows.order_by("id").values_list("subject_id", "title"):
            found[f"{kind}:{number}"] = f"{title} (removed since)"
    return found
