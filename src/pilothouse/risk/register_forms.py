"""What people type of a risk. A form only reads; rules are in services."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.engine import quantities
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
    within,
    words,
)
from pilothouse.risk.contracts import CATEGORIES, KINDS, STATUSES, Risk

_AMOUNTS = ("cost_low", "cost_likely", "cost_high")
_SHARES = ("probability", "probability_low", "probability_high", "work")
_SAME = (
    "event", "cause", "effect", "kind", "category", "status", "delay_low", "delay_likely", "delay_high",
    "owner_id", "triggers", "controls", "review_on", "outcome",
)  # fmt: skip
_SAID = ("event", "cause", "effect", "kind", "category", "status", "owner_id", "touches", "review_on")


def percent_field(label: str, quantity: quantities.Quantity, *, hint: str = "") -> forms.FloatField:
    """A share, typed as a percentage."""
    widget = forms.NumberInput(attrs={"step": "any"})
    field = forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=quantity.most * 100,
        widget=widget,
        help_text=hint,
    )
    return within(quantity, field)


class RiskForm(MoneyForm):
    """A threat or an opportunity."""

    version = version_field()
    event = text_field("Event", most=300, hint="What may happen, in one line.")
    cause = area_field("Cause", rows=2, hint="Why it may happen. Markdown is understood.", markdown=True)
    effect = area_field("Effect", rows=2, hint="What it would do.", markdown=True)
    kind = forms.ChoiceField(label="Kind", choices=words(KINDS))
    category = forms.ChoiceField(label="Category", choices=words(CATEGORIES), initial="other")
    status = forms.ChoiceField(label="Status", choices=words(STATUSES))
    owner_id = one_of("Owner")
    touches = text_field(
        "Touches",
        most=4_000,
        needed=False,
        hint="Keys of items, products, names of releases. It strikes once for all of them.",
    )
    review_on = day_field("Review on")
    probability = percent_field("Probability, %", quantities.PROBABILITY, hint="Above 0 and below 100.")
    probability_low = percent_field("Probability at least, %", quantities.PROBABILITY)
    probability_high = percent_field("Probability at most, %", quantities.PROBABILITY)
    delay_likely = days_field("Delay of each item, working days", hint="The likely one.")
    delay_low = days_field("Delay, low", hint="Nine of ten times it is more.")
    delay_high = days_field("Delay, high", hint="Nine of ten times it is less.")
    work = percent_field(
        "Or share of the work, %",
        quantities.TIMES_WORK,
        hint="Instead of a delay: 150 for half as much again, 80 for an opportunity.",
    )
    cost_likely_money = money_field("Cost, or gain of an opportunity")
    cost_low_money = money_field("Cost, low")
    cost_high_money = money_field("Cost, high")
    triggers = area_field("Triggers", rows=2, hint="What shows that it is coming.", markdown=True)
    controls = area_field("Current controls", rows=2, hint="What is done about it already.", markdown=True)
    outcome = area_field("Outcome", rows=2, hint="What came of it.", markdown=True)

    def __init__(self, *args: Any, owners: Choices, known: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "Choose"), *owners]  # type: ignore[attr-defined]
        self.fields["touches"].widget.attrs |= {
            "data-picker": "roadmap.item",
            "data-many": True,
            "data-free": True,
            "data-known": "\n".join(value for value, _ in known),
        }

    @property
    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in two columns: what may happen, and what it would do."""
        weight = [name for name in self.fields if name not in (*_SAID, "version")]
        return [
            ("The risk", [self[name] for name in _SAID]),
            ("Probability and impact", [self[name] for name in weight]),
        ]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        given = self.cleaned_data
        found = {name: given[name] for name in _SAME} | self.amounts()
        for name in _SHARES:
            found[name] = None if given[name] is None else given[name] / 100
        parts = given["touches"].replace(";", ",").replace("\n", ",").split(",")
        found["touches"] = [part.strip() for part in parts if part.strip()]
        return found

    @staticmethod
    def filled(row: Risk, currency: str) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in (*_SAME, "version")}
        found |= typed_amounts(row, currency, *_AMOUNTS)
        for name in _SHARES:
            value = getattr(row, name)
            found[name] = None if value is None else round(value * 100, 4)
        found["touches"] = ", ".join(each.key for each in row.touches if not each.gone)
        return found
