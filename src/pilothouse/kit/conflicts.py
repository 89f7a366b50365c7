"""A form that was filled from an older version: theirs beside mine, field by field, each to be resolved.

A form with a version carries, in one hidden field, the values that it was filled with. When somebody saved in
the meantime, what they changed and what I changed can so be told apart: their changes of fields that I left
alone are taken, mine of fields that they left alone stay, and what both changed is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.forms import BoundField, Form
from django.http import QueryDict

from pilothouse.kit.dates import day_text, parse_day
from pilothouse.kit.errors import Invalid

Side = Literal["mine", "theirs"]
FILLED, RESOLVE, VERSION = "filled", "resolve-", "version"
_MOST = 400_000  # letters of what a form says that it was filled with


@dataclass(frozen=True, slots=True)
class Parting:
    """A field in which my form and what is stored part: both for people and as the browser sends them.

    `both` when I changed it too; `chosen` is the side that counts unless the other is chosen.
    """

    name: str
    label: str
    mine: str
    theirs: str
    mine_sent: str
    theirs_sent: str
    both: bool
    chosen: Side

    @property
    def field(self) -> str:
        return RESOLVE + self.name


class VersionField(forms.IntegerField):
    """The version that a form was filled from, and with it what the form was filled with."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        return _Version(form, self, field_name)


class _Version(BoundField):
    """The two hidden fields."""

    def as_widget(self, *args: Any, **more: Any) -> Any:
        filled = json.dumps(_filled(self.form), ensure_ascii=False)
        hidden = forms.HiddenInput().render(self.form.add_prefix(FILLED), filled)
        return super().as_widget(*args, **more) + hidden


def _filled(form: forms.BaseForm) -> dict[str, list[str]]:
    """What the form was filled with: said by who sends it again, else what it starts from."""
    told = _told(form) if form.is_bound else None
    return {field.name: _raw(field, field.initial) for field in _compared(form)} if told is None else told


def _compared(form: forms.BaseForm) -> Iterator[BoundField]:
    for field in form.visible_fields():
        if not field.field.disabled and not isinstance(field.field, forms.FileField):
            yield field


def _told(form: forms.BaseForm) -> dict[str, list[str]] | None:
    text = form.data.get(form.add_prefix(FILLED), "")
    try:
        found = json.loads(text) if 0 < len(text) < _MOST else None
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(row, list) for row in found.values()):
        return None
    return {name: [str(value) for value in row] for name, row in found.items()}


def _raw(field: BoundField, value: Any) -> list[str]:
    """A value as a browser sends what is drawn of it."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    drawn = widget.format_value(field.field.prepare_value(value))
    if drawn is None:
        return [""]
    return [str(each) for each in drawn] if isinstance(drawn, list | tuple) else [str(drawn)]


def _sent(form: Form, field: BoundField) -> list[str]:
    """What was sent for a field, checkboxes as `on`."""
    data = form.data
    values = data.getlist(field.html_name) if isinstance(data, QueryDict) else [data.get(field.html_name, "")]
    if isinstance(field.field.widget, forms.CheckboxInput):
        return ["on"] if values else []
    return [str(value).replace("\r\n", "\n") for value in values]


def resolved(form: Form) -> None:
    """Put theirs into what was sent, where that was chosen."""
    for field in _compared(form):
        if form.data.get(RESOLVE + field.html_name) == "theirs":
            _put(form, field, _raw(field, field.initial))


def conflict(form: Form) -> tuple[Parting, ...]:
    """Where `form`, which was filled from an older version, and what is stored now, its `initial`, part.

    The form then stands on the stored version: its next sending is a change of that. What only they changed
    is in it already.
    """
    told = _told(form)
    found = []
    for field in _compared(form):
        mine, theirs = _sent(form, field), _raw(field, field.initial)
        start = None if told is None else told.get(field.name)
        if mine == theirs or not field.field.has_changed(field.initial, field.data):
            continue
        if start is not None and theirs == start:  # mine alone
            continue
        both = start is None or [part.replace("\r\n", "\n") for part in start] != mine
        found.append(_difference(field, mine, theirs, both=both))
        if not both:
            _put(form, field, theirs)
    _stand_on(form)
    return tuple(found)


def _difference(field: BoundField, mine: list[str], theirs: list[str], *, both: bool) -> Parting:
    return Parting(
        field.html_name,
        str(field.label),
        _words(field, mine),
        _words(field, theirs),
        json.dumps(mine),
        json.dumps(theirs),
        both,
        "mine" if both else "theirs",
    )


def _stand_on(form: Form) -> None:
    data = _changeable(form)
    data[form.add_prefix(VERSION)] = str(form.get_initial_for_field(form.fields[VERSION], VERSION) or "")
    data.pop(form.add_prefix(FILLED), None)
    form.data = data


def _put(form: Form, field: BoundField, values: list[str]) -> None:
    data = _changeable(form)
    data.setlist(field.html_name, values)
    if not values:
        del data[field.html_name]
    form.data = data


def _changeable(form: Form) -> QueryDict:
    if isinstance(form.data, QueryDict):
        return form.data.copy()
    made = QueryDict(mutable=True)
    made.update(form.data)
    return made


def _words(field: BoundField, values: list[str]) -> str:
    """A value for people: what a choice is called, a date as everywhere, yes and no, a dash for none."""
    if isinstance(field.field, forms.BooleanField):
        return "yes" if values else "no"
    named = dict(_choices(field))
    texts = [named.get(value, value) for value in values if value != ""]
    if isinstance(field.field, forms.DateField):
        texts = [_day(text) for text in texts]
    return ", ".join(texts) or "–"


def _choices(field: BoundField) -> Iterator[tuple[str, str]]:
    for value, label in getattr(field.field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from ((str(one), str(name)) for one, name in label)
        else:
            yield str(value), str(label)


def _day(text: str) -> str:
    try:
        return day_text(parse_day(text, where="day"))
    except Invalid:
        return text
