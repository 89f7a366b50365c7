"""What people type of a response to a risk. A form only reads; rules are in services."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import (
    Choices,
    MoneyForm,
    days_field,
    money_field,
    one_of,
    text_field,
    typed_amounts,
    version_field,
    words,
)
from pilothouse.risk.contracts import RESPONSE_KINDS, RESPONSE_STATES, RiskResponse
from pilothouse.risk.register_forms import percent_field

_SAME = ("title", "kind", "state", "days", "skill_id")
_SHARES = ("chance_left", "impact_left")


class ResponseForm(MoneyForm):
    """Something that can be done about a risk."""

    version = version_field()
    title = text_field("What is done", most=300, hint="In one line, as an item of the plan would say it.")
    kind = forms.ChoiceField(label="Kind", choices=words(RESPONSE_KINDS), initial="reduce")
    state = forms.ChoiceField(label="State", choices=words(RESPONSE_STATES), initial="proposed")
    chance_left = percent_field(
        "Probability left, %", quantities.CHANCE, hint="Of what it is now: 0 avoids it, 50 halves it."
    )
    impact_left = percent_field(
        "Impact left, %", quantities.CHANCE, hint="Of days, work and cost, should it still come."
    )
    cost_money = money_field("Cost", hint="Once, beside the work of people.")
    days = days_field("Work, person-days")
    skill_id = one_of("Skill that the work takes")
    before = text_field(
        "Before", most=4_000, needed=False, hint="Keys of items that begin after its work is done."
    )

    def __init__(self, *args: Any, skills: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skill_id"].choices = [("", "Anyone"), *skills]  # type: ignore[attr-defined]
        self.fields["before"].widget.attrs |= {
            "data-picker": "roadmap.item",
            "data-many": True,
            "data-free": True,
        }

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        given = self.cleaned_data
        found = {name: given[name] for name in _SAME} | self.amounts()
        for name in _SHARES:
            found[name] = None if given[name] is None else given[name] / 100
        parts = given["before"].replace(";", ",").replace("\n", ",").split(",")
        found["before"] = [part.strip() for part in parts if part.strip()]
        return found

    @staticmethod
    def filled(row: RiskResponse, currency: str) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in (*_SAME, "version")}
        found |= typed_amounts(row, currency, "cost")
        for name in _SHARES:
            found[name] = round(getattr(row, name) * 100, 4)
        found["before"] = ", ".join(each.key for each in row.before if not each.gone)
        return found
