"""Products."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.kit.forms import MoneyForm, money_field, text_field, typed_amounts, version_field
from pilothouse.vision.contracts import Product
from pilothouse.vision.services import MOST

_NAMES = ("name", "statement", "description")


class ChangeForm(MoneyForm):
    """What can change about a product."""

    version = version_field()
    name = text_field("Name", most=MOST["name"])
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
    budget_money = money_field("Budget", hint="For the open work. A plan that costs more is a finding.")

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {name: self.cleaned_data[name] for name in _NAMES} | self.amounts()

    @staticmethod
    def filled(product: Product, currency: str) -> dict[str, object]:
        found: dict[str, object] = {name: getattr(product, name) for name in ("version", *_NAMES)}
        return found | typed_amounts(product, currency, "budget")


class ProductForm(ChangeForm):
    """A new product."""

    key = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "From the name"}),
        help_text="2 to 10 letters and digits, such as ATL; items are then called ATL-1, ATL-2. It stays.",
    )
    field_order = ("name", "key", "statement", "description")
