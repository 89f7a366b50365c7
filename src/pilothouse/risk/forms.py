"""What people type into the pages of risk. A form only reads; rules are in services."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.kit.forms import (
    Choices,
    MoneyForm,
    area_field,
    day_field,
    days_field,
    money_field,
    one_of,
    text_field,
    typed_amounts,
    version_field,
)
from pilothouse.risk.contracts import Uncertainty

_AMOUNTS = ("wrong", "instead", "test")
_SAME = (
    "version", "question", "detail", "owner_id", "due_on", "blocking", "wrong", "wrong_days", "instead",
    "instead_days", "test", "test_days",
)  # fmt: skip
_ASKED = ("question", "detail", "owner_id", "due_on", "blocking", "about", "part", "items")


class UncertaintyForm(MoneyForm):
    """An open question, with what is needed to say what its answer is worth."""

    version = version_field()
    question = text_field("Question", most=500, hint="One sentence that evidence can answer.")
    detail = area_field("Why it matters", hint="Markdown is understood.")
    about = forms.ChoiceField(label="Blueprint", required=False)
    part = text_field("Statement", most=40, needed=False, hint="Its key in the blueprint, such as R12.")
    owner_id = one_of("Owner")
    due_on = day_field("To be answered by")
    blocking = forms.BooleanField(
        label="Blocks the blueprint: it cannot be finalised while this is open", required=False, initial=True
    )
    items = text_field(
        "Items it bears on",
        most=2_000,
        needed=False,
        hint="Keys, separated by commas, such as ATL-12, ATL-15.",
    )
    chance = forms.FloatField(
        label="Chance that the answer is bad, %",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    wrong = area_field("If it is found out late", rows=2, hint="What a bad answer breaks.")
    wrong_days = days_field("Days more on each item when found out late")
    wrong_money = money_field("Cost when found out late")
    instead = area_field(
        "What you would do if you knew",
        rows=2,
        hint="Without something else to do, knowing is worth nothing.",
    )
    instead_days = days_field("Days that doing that takes on each item")
    instead_money = money_field("Cost of doing that")
    test = area_field("Cheapest test", rows=2, hint="What would settle it soonest and for least.")
    test_days = days_field("Days that the test takes on each item")
    test_money = money_field("Cost of the test")

    def __init__(self, *args: Any, owners: Choices, abouts: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "No one"), *owners]  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", "The whole product"), *abouts]  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in two columns: what is asked, and what hangs on it."""
        stakes = [name for name in self.fields if name not in (*_ASKED, "version")]
        return [
            ("The question", [self[name] for name in _ASKED]),
            ("At stake", [self[name] for name in stakes]),
        ]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        given = self.cleaned_data
        found = {name: given[name] for name in (*_SAME[1:], "about", "part")} | self.amounts()
        found["chance"] = None if given["chance"] is None else given["chance"] / 100
        found["items"] = [key for key in given["items"].replace(";", ",").split(",") if key.strip()]
        return found

    @staticmethod
    def filled(row: Uncertainty, currency: str) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in _SAME} | typed_amounts(row, currency, *_AMOUNTS)
        found["about"] = row.about.ref if row.about else ""
        found["part"] = row.part_key
        found["items"] = ", ".join(each.key for each in row.subjects)
        found["chance"] = None if row.chance is None else round(row.chance * 100, 4)
        return found


class EvidenceForm(forms.Form):
    text = area_field("What was found out", needed=True)
    source = text_field("Where from", most=500, needed=False, hint="An address, an interview, a measurement.")
    leans = forms.ChoiceField(
        label="Leans to",
        choices=[("neither", "neither answer"), ("good", "the good answer"), ("bad", "the bad answer")],
    )
    found_on = day_field("Found on")
