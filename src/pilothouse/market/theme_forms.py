"""What people type about themes. A form only reads; rules are in services."""

from __future__ import annotations

from django import forms


class MergeForm(forms.Form):
    """Into which theme another goes."""

    into = forms.IntegerField(
        label="Into theme",
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"invalid": "Choose a theme of the list."},
        widget=forms.TextInput(attrs={"data-picker": "market.theme", "autocomplete": "off"}),
    )
