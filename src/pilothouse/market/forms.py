"""What people type into the pages of the market. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from pilothouse.kit.forms import Choices, area_field, day_field, one_of, text_field, version_field, words
from pilothouse.market.contracts import CONSENTS, Company


class CompanyForm(forms.Form):
    """All fields of a company."""

    version = version_field()
    name = text_field("Name")
    segment = text_field("Segment", most=60, needed=False, hint="Such as Enterprise.")
    plan = text_field("Plan", most=60, needed=False)
    revenue = text_field(
        "Revenue a year",
        most=60,
        needed=False,
        hint="An amount, and its currency where it is another: 48,000 or 48,000 USD.",
    )
    owner_id = one_of("Owner")
    website = text_field("Website", needed=False)
    notes = area_field("Notes", markdown=True)

    def __init__(self, *args: Any, owners: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "No one"), *owners]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @staticmethod
    def filled(company: Company) -> dict[str, Any]:
        names = ("version", "name", "segment", "plan", "revenue", "owner_id", "website", "notes")
        return {name: getattr(company, name) for name in names}


class ContactForm(forms.Form):
    """A new contact."""

    name = text_field("Name", needed=False)
    email = text_field("E-mail", most=254, needed=False)
    title = text_field("Title", needed=False)
    company_id = one_of("Company")
    consent = forms.ChoiceField(
        label="Consent to be contacted", choices=words(CONSENTS), initial="unknown", required=False
    )
    consent_on = day_field("Consent of", hint="Empty: today.")

    def __init__(self, *args: Any, companies: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["company_id"]
        field.choices = [("", "None"), *companies]  # type: ignore[attr-defined]
        field.widget.attrs["data-picker"] = "market.company"

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)
