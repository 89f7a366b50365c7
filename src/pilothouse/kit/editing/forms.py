"""The little form of one field: it parses by the kind; the room's service judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing.declared import Editable
from pilothouse.kit.editing.values import parse_days, typed
from pilothouse.kit.errors import Invalid
from pilothouse.kit.forms import area_field, text_field, version_field
from pilothouse.kit.money import parse_minor

SEVERAL = "\n"  # between the parts of a value of many, in the field that says what it was
_TICKS = [("yes", "Yes"), ("no", "No")]


class DaysField(forms.CharField):
    """Days of work as people write them."""

    def clean(self, value: Any) -> Any:
        return _parsed(parse_days, super().clean(value))


class AmountField(forms.CharField):
    """An amount in one currency."""

    def __init__(self, *, currency: str, **more: Any) -> None:
        super().__init__(**more)
        self.currency = currency

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return _parsed(lambda amount: parse_minor(amount, self.currency), text) if text else None


class KeysField(forms.CharField):
    """Several keys or words, each posted on its own, or with commas between them."""

    def clean(self, value: Any) -> Any:
        parts = [part.strip() for each in value or () for part in str(each).split(",")]
        return tuple(dict.fromkeys(part for part in parts if part))


class KeysInput(forms.TextInput):
    """Takes every value that was posted under its name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, ()))

    def format_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list | tuple) else str(value or "")


class TickField(forms.ChoiceField):
    """Yes or no."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) == "yes"


class ManyField(forms.MultipleChoiceField):
    """Several of the choices."""

    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value))


class LittleForm(forms.Form):
    """One field, `value`, of a row at `version`; `was` is what it held when the form was opened."""

    version = version_field(alone=True)
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, found: Editable, actor: Actor, row: Any, data: Any = None, *, back: str = "") -> None:
        start: dict[str, Any] = {"back": back}
        if row is not None:
            now = typed(found, actor, row)
            start |= {"version": row.version, "value": now, "was": was_text(now)}
        super().__init__(data, initial=start, auto_id=f"edit-{found.field}-%s")
        self.fields["value"] = _FIELDS[found.kind](found, actor, row)
        if found.asks_why:
            self.fields["why"] = text_field("Why", most=1000, needed=False, hint="Kept in the history")

    @property
    def lists(self) -> bool:
        """Whether its choices stand one under the other, each a click away."""
        return isinstance(self.fields["value"], TickField) or "listed" in self.fields["value"].widget.attrs


def was_text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else SEVERAL.join(value)


def _parsed(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except Invalid as error:
        raise forms.ValidationError(f"{error.message} {error.cure}".strip()) from None


def _line(found: Editable, actor: Actor, row: Any) -> forms.Field:
    return text_field(found.label, most=1000, needed=found.needed, hint=found.hint)


def _area(found: Editable, actor: Actor, row: Any) -> forms.Field:
    return area_field(found.label, rows=8, needed=found.needed, hint=found.hint, markdown=found.markdown)


def _number(found: Editable, actor: Actor, row: Any) -> forms.Field:
    widget = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(label=found.label, required=found.needed, widget=widget, help_text=found.hint)


def _days(found: Editable, actor: Actor, row: Any) -> forms.Field:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return DaysField(label=found.label, required=found.needed, widget=widget, help_text=found.hint)


def _day(found: Editable, actor: Actor, row: Any) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=found.label, required=found.needed, widget=widget, help_text=found.hint)


def _money(found: Editable, actor: Actor, row: Any) -> forms.Field:
    currency = found.currency(actor=actor) if found.currency else "EUR"
    label = f"{found.label}, {currency}"
    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal"})
    return AmountField(
        currency=currency, label=label, required=found.needed, widget=widget, help_text=found.hint
    )


def _choice(found: Editable, actor: Actor, row: Any) -> forms.Field:
    options = list(found.choices(actor=actor, row=row)) if found.choices else []
    widget = forms.Select(attrs={"listed": True})
    return forms.ChoiceField(
        label=found.label, choices=options, required=found.needed, widget=widget, help_text=found.hint
    )


def _tick(found: Editable, actor: Actor, row: Any) -> forms.Field:
    return TickField(label=found.label, choices=_TICKS, help_text=found.hint)


def _reference(found: Editable, actor: Actor, row: Any) -> forms.Field:
    if found.choices is None:
        widget = forms.TextInput(attrs={"data-picker": found.picks, "autocomplete": "off"})
        return forms.CharField(
            label=found.label, max_length=100, required=found.needed, widget=widget, help_text=found.hint
        )
    options = [("", "None"), *found.choices(actor=actor, row=row)]
    select = forms.Select(attrs={"data-picker": found.picks})
    return forms.ChoiceField(
        label=found.label, choices=options, required=found.needed, widget=select, help_text=found.hint
    )


def _many(found: Editable, actor: Actor, row: Any) -> forms.Field:
    options = list(found.choices(actor=actor, row=row)) if found.choices else []
    more: dict[str, Any] = {"label": found.label, "required": False, "help_text": found.hint}
    if options and not found.free:
        widget = forms.SelectMultiple(attrs={"data-picker": found.picks})
        return ManyField(choices=options, widget=widget, **more)
    attrs: dict[str, Any] = {"data-picker": found.picks, "data-many": True, "autocomplete": "off"}
    if found.free:
        attrs |= {"data-free": True, "data-known": SEVERAL.join(value for value, _ in options)}
    return KeysField(widget=KeysInput(attrs=attrs), **more)


_FIELDS: dict[str, Callable[[Editable, Actor, Any], forms.Field]] = {
    "line": _line,
    "area": _area,
    "number": _number,
    "days": _days,
    "day": _day,
    "money": _money,
    "choice": _choice,
    "tick": _tick,
    "reference": _reference,
    "many": _many,
}
