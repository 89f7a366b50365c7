"""What people type about competitors, features, facts, prices. A form only reads; rules are in services."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import Choices, area_field, day_field, text_field, version_field, within, words
from pilothouse.market.contracts import ANSWERS, OWN, OWN_WORDS, PER, PERIODS, CompetitorSettings

_ANSWERS = words(ANSWERS)
_REFERENCE = {"data-posts": "ref", "autocomplete": "off"}


def _reference(label: str, nouns: str, *, needed: bool = True) -> forms.CharField:
    """Something chosen from a list as one types, posted as a reference."""
    widget = forms.TextInput(attrs=_REFERENCE | {"data-picker": nouns})
    return forms.CharField(label=label, max_length=60, required=needed, widget=widget)


class CompetitorForm(forms.Form):
    """A new competitor."""

    name = text_field("Name")
    website = text_field("Home page", needed=False)
    against = forms.MultipleChoiceField(
        label="Competes with", required=False, help_text="None: with all products."
    )
    notes = area_field("Notes", markdown=True)

    def __init__(self, *args: Any, products: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["against"].choices = list(products)  # type: ignore[attr-defined]
        self.fields["against"].widget.attrs["data-picker"] = "vision.product"

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)


class FeatureForm(forms.Form):
    """A new feature."""

    product = forms.ChoiceField(label="Product")
    name = text_field("Name")
    description = area_field("Description", markdown=True)
    own = forms.ChoiceField(
        label="We have it", choices=[(word, OWN_WORDS[word]) for word in OWN], initial="unknown"
    )
    item = _reference("Item that brings it", "roadmap.item", needed=False)

    def __init__(self, *args: Any, products: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["product"].choices = list(products)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)


class FeatureItemForm(forms.Form):
    """The item that brings a feature."""

    item = _reference("Item that brings it", "roadmap.item")


class FactForm(forms.Form):
    """What is known of a feature at a competitor."""

    version = version_field()
    answer = forms.ChoiceField(label="Answer", choices=_ANSWERS)
    source = text_field("Source", most=500, needed=False, hint="A link, or where it was heard.")
    seen_on = day_field("Seen on", hint="Empty: today.")
    expires_on = day_field("Expires", hint="Empty: after the usual months.")
    never = forms.BooleanField(label="Never expires", required=False)

    def values(self) -> dict[str, Any]:
        """What the service takes; call after `is_valid`."""
        found = {name: self.cleaned_data[name] for name in ("answer", "source", "seen_on")}
        ends = self.cleaned_data["expires_on"]
        return found | ({"expires_on": None if self.cleaned_data["never"] else ends} if self._says else {})

    @property
    def _says(self) -> bool:
        return bool(self.cleaned_data["never"] or self.cleaned_data["expires_on"])


class RestingForm(forms.Form):
    """What rests on a fact."""

    target = _reference("Item or requirement", "roadmap.item vision.statement")
    note = text_field("Why", most=500, needed=False)


class RestsOnForm(forms.Form):
    """A fact on which the thing of the page rests."""

    target = forms.CharField(max_length=60, widget=forms.HiddenInput)
    fact = _reference("Fact", "market.fact")
    note = text_field("Why", most=500, needed=False)


class PlanForm(forms.Form):
    """A new plan of a competitor."""

    name = text_field("Plan")
    notes = text_field("Notes", most=500, needed=False)


class PriceForm(forms.Form):
    """What a plan costs from a day on."""

    amount = text_field("Price", most=60, hint="With its currency where it is another: 49 or 49 USD.")
    period = forms.ChoiceField(label="Period", choices=words(PERIODS))
    per = forms.ChoiceField(label="Charged", choices=[(PER[0], "Per seat"), (PER[1], "Flat")])
    from_on = day_field("From", hint="Empty: today.")
    source = text_field("Source", most=500, needed=False)


class SettingsForm(forms.Form):
    """After how many months facts expire."""

    version = version_field()
    months = within(
        quantities.MONTHS,
        forms.IntegerField(
            label="Facts expire after, months",
            min_value=1,
            max_value=int(quantities.MONTHS.most),
            help_text="Facts that are recorded keep their day.",
        ),
    )

    @staticmethod
    def filled(settings: CompetitorSettings) -> dict[str, Any]:
        return {"version": settings.version, "months": settings.months}


class RateForm(forms.Form):
    """An exchange rate that someone states."""

    currency = text_field("Currency", most=3, hint="Such as USD.")
    rate = text_field("One unit is worth", most=30, hint="In your currency, such as 0.92.")
    stated_on = day_field("As of", hint="Empty: today.")
