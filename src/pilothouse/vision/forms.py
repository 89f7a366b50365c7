"""What people type into the pages of vision. A form only reads; rules are in services."""

from __future__ import annotations

from django import forms

from pilothouse.vision.contracts import Product
from pilothouse.vision.services import EDITABLE, MOST


class ChangeForm(forms.Form):
    """What can change about a product."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    name = forms.CharField(max_length=MOST["name"], widget=forms.TextInput(attrs={"autocomplete": "off"}))
    statement = forms.CharField(
        label="Vision statement",
        required=False,
        max_length=MOST["statement"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One paragraph: for whom, which problem, what changes for them.",
    )
    description = forms.CharField(
        required=False,
        max_length=MOST["description"],
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Markdown is understood.",
    )

    def values(self) -> dict[str, str]:
        """What the services take; call after `is_valid`."""
        return {name: self.cleaned_data[name] for name in EDITABLE}

    @staticmethod
    def filled(product: Product) -> dict[str, object]:
        return {name: getattr(product, name) for name in ("version", *EDITABLE)}


class ProductForm(ChangeForm):
    """A new product."""

    key = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="2 to 10 letters and digits, such as ATL; items are then called ATL-1, ATL-2. It stays.",
    )
    field_order = ("name", "key", "statement", "description")
