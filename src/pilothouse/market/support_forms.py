"""What people type about support problems and service levels. A form only reads; rules are in services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import Choices, area_field, one_of, text_field, version_field, within, words
from pilothouse.market.contracts import SEVERITIES, ServiceLevels

_SEVERITIES = words(SEVERITIES)


class ProblemForm(forms.Form):
    """A new support problem."""

    title = text_field("Problem", hint="What goes wrong, in a line.")
    words = area_field("In their words", rows=6)
    severity = forms.ChoiceField(label="Severity", choices=_SEVERITIES, initial="normal")
    company_id = one_of("Company")
    contact_id = one_of("Contact", hint="Brings their company.")
    assignee_id = one_of("Assignee")
    reported_at = forms.DateTimeField(
        label="Reported (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now. The clocks begin then.",
    )
    workaround = area_field("Workaround", rows=3)

    def __init__(
        self, *args: Any, companies: Choices, contacts: Choices, people: Choices, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        offered = {"company_id": companies, "contact_id": contacts, "assignee_id": people}
        for name, choices in offered.items():
            self.fields[name].choices = [("", "None"), *choices]  # type: ignore[attr-defined]
        pickers = {
            "company_id": "market.company",
            "contact_id": "market.contact",
            "assignee_id": "team.person",
        }
        for name, noun in pickers.items():
            self.fields[name].widget.attrs["data-picker"] = noun

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return dict(self.cleaned_data)


class ItemForm(forms.Form):
    """The item that is to solve a problem."""

    target = forms.CharField(
        label="Item",
        max_length=60,
        widget=forms.TextInput(
            attrs={"data-picker": "roadmap.item", "data-posts": "ref", "autocomplete": "off"}
        ),
    )


def _hours(label: str) -> forms.FloatField:
    quantity = quantities.SERVICE_HOURS
    widget = forms.NumberInput(attrs={"step": "any"})
    return within(
        quantity,
        forms.FloatField(label=label, min_value=quantity.least, max_value=quantity.most, widget=widget),
    )


class LevelsForm(forms.Form):
    """Hours of working time for each severity."""

    version = version_field()
    critical_answer = _hours("Critical")
    critical_solution = _hours("Critical")
    high_answer = _hours("High")
    high_solution = _hours("High")
    normal_answer = _hours("Normal")
    normal_solution = _hours("Normal")
    low_answer = _hours("Low")
    low_solution = _hours("Low")
    day_begins = within(
        quantities.DAY_HOUR,
        forms.FloatField(
            label="A working day begins at (hour, UTC)",
            min_value=0,
            max_value=quantities.DAY_HOUR.most,
            widget=forms.NumberInput(attrs={"step": "any"}),
            help_text="8.5 is half past eight.",
        ),
    )

    @property
    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """How the page draws it."""
        answers = [self[f"{word}_answer"] for word in SEVERITIES]
        solutions = [self[f"{word}_solution"] for word in SEVERITIES]
        return [
            ("First answer, working hours", answers),
            ("Solution, working hours", [*solutions, self["day_begins"]]),
        ]

    def levels(self) -> Iterator[dict[str, Any]]:
        """What the service takes; call after `is_valid`."""
        for word in SEVERITIES:
            yield {
                "severity": word,
                "answer_hours": self.cleaned_data[f"{word}_answer"],
                "solution_hours": self.cleaned_data[f"{word}_solution"],
            }

    @staticmethod
    def filled(levels: ServiceLevels) -> dict[str, Any]:
        found: dict[str, Any] = {"version": levels.version, "day_begins": f"{levels.day_begins:g}"}
        for row in levels.levels:
            found[f"{row.severity}_answer"] = f"{row.answer_hours:g}"
            found[f"{row.severity}_solution"] = f"{row.solution_hours:g}"
        return found
