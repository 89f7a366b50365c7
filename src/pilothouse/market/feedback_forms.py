"""What people type about feedback. A form only reads; rules are in services."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.kit.forms import Choices, area_field, day_field, one_of, text_field, words
from pilothouse.market.contracts import CHANNELS, IMPORTANCE, KINDS

_IMPORTANCE = [(number, name.capitalize()) for number, name in IMPORTANCE.items()]


def _importance() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="Importance", choices=_IMPORTANCE, coerce=int, initial=2)


class FeedbackForm(forms.Form):
    """A new piece of feedback."""

    text = area_field("What was said", rows=8, needed=True, hint="Word for word; it is not changed later.")
    channel = forms.ChoiceField(label="From", choices=words(CHANNELS), initial="customer")
    company_id = one_of("Company")
    author = text_field("Author", needed=False)
    received_on = day_field("Day", needed=True)
    link = text_field("Link", most=500, needed=False, hint="Where it stands, such as the ticket.")
    language = text_field("Language", most=10, needed=False, hint="Such as en.")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Not decided"), *words(KINDS)], required=False)

    def __init__(self, *args: Any, companies: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["company_id"]
        field.choices = [("", "None"), *companies]  # type: ignore[attr-defined]
        field.widget.attrs["data-picker"] = "market.company"

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)


class LinkForm(forms.Form):
    """What a piece asks for."""

    target = forms.CharField(
        label="Item or requirement",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "data-picker": "roadmap.item vision.statement",
                "data-posts": "ref",
                "autocomplete": "off",
            }
        ),
    )
    importance = _importance()
    passage = area_field("Words that say so", rows=2, hint="Copied from the text; empty for all of it.")
    against = forms.BooleanField(label="It asks against it", required=False)


class VoteForm(forms.Form):
    """A company wants something."""

    target = forms.CharField(max_length=60, widget=forms.HiddenInput)
    company_id = forms.IntegerField(
        label="Company",
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"invalid": "Choose a company of the list."},
        widget=forms.TextInput(attrs={"data-picker": "market.company", "autocomplete": "off"}),
    )
    importance = _importance()
    note = text_field("Note", most=500, needed=False)
