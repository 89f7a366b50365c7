"""What people type when they relay a finding, or answer one. A form only reads; rules are in services."""

from __future__ import annotations

from django import forms

from pilothouse.kit.forms import area_field, day_field, text_field

_REFERENCE = {"data-posts": "ref", "autocomplete": "off"}


class RelayForm(forms.Form):
    """A finding goes to someone."""

    subject = forms.CharField(max_length=60, widget=forms.HiddenInput)
    to = forms.CharField(
        label="Team or person",
        max_length=60,
        widget=forms.TextInput(attrs=_REFERENCE | {"data-picker": "team.team team.person"}),
    )
    why = text_field("Why they need it", most=500)
    due_on = day_field("Answer by", hint="Empty: no day.")


class AnswerForm(forms.Form):
    """What came of it."""

    answer = area_field("Answer")
    done = forms.CharField(
        label="Item that came of it",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=_REFERENCE | {"data-picker": "roadmap.item"}),
    )
