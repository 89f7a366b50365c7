"""What people type of how a product is assessed."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import MoneyForm, days_field, money_field, typed_amounts, version_field
from pilothouse.risk.contracts import AssessmentRule
from pilothouse.risk.register_forms import percent_field

_SAME = ("weeks", "grown_days", "new_days", "overdue")
_EMPTY = "Empty: no alert."


class AssessmentRuleForm(MoneyForm):
    """How often, and beyond what."""

    version = version_field()
    weeks = forms.IntegerField(
        label="Every so many weeks",
        min_value=0,
        max_value=52,
        help_text="It is also assessed after each plan. 0: only then.",
    )
    chance_below = percent_field(
        "Alert when the chance of a release falls below, %", quantities.PROBABILITY, hint=_EMPTY
    )
    grown_days = days_field("Alert when risks cost the 85 % date more by, working days", hint=_EMPTY)
    new_days = days_field("Alert of a new risk of more than, working days", hint=_EMPTY)
    overdue = forms.BooleanField(label="Alert of a review that is overdue", required=False)
    reserve_money = money_field(
        "Reserve for what all risks cost", hint="Alerts when it is kept with less than the chance above."
    )

    def __init__(self, *args: Any, whole: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not whole:
            del self.fields["reserve_money"]

    def values(self) -> dict[str, Any]:
        """What the service takes; call after `is_valid`."""
        given = self.cleaned_data
        share = given["chance_below"]
        found = {name: given[name] for name in _SAME}
        return found | self.amounts() | {"chance_below": None if share is None else share / 100}

    @staticmethod
    def filled(row: AssessmentRule, currency: str) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in (*_SAME, "version")}
        found |= typed_amounts(row, currency, "reserve")
        return found | {
            "chance_below": None if row.chance_below is None else round(row.chance_below * 100, 4)
        }
