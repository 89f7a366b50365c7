"""Objectives with key results, and personas."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from pilothouse.engine import quantities
from pilothouse.kit.forms import Choices, area_field, day_field, one_of, text_field, version_field
from pilothouse.vision.contracts import KeyResult, Objective, Persona


def _figure(label: str) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=quantities.FIGURE.least,
        max_value=quantities.FIGURE.most,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )


class NamedForm(forms.Form):
    """A form whose fields are those of a row: `NAMES` are read and filled by their names."""

    NAMES: ClassVar[tuple[str, ...]]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        return {name: self.cleaned_data[name] for name in self.NAMES}

    @classmethod
    def filled(cls, row: Objective | KeyResult | Persona) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("version", *cls.NAMES)}


class ObjectiveForm(NamedForm):
    version = version_field()
    title = text_field(
        "Objective", most=300, hint="What is to be achieved, such as: Teams pay without a sales call."
    )
    description = area_field("Description", hint="Markdown is understood.")
    owner_id = one_of("Owner")
    due_on = day_field("To be reached by")

    NAMES = ("title", "description", "owner_id", "due_on")

    def __init__(self, *args: Any, owners: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner_id"].choices = [("", "No one"), *owners]  # type: ignore[attr-defined]


class KeyResultForm(NamedForm):
    version = version_field()
    title = text_field("Key result", most=300, hint="Such as: 40 of 100 new customers sign up by themselves.")
    metric = text_field("Metric", needed=False, hint="What is measured.")
    unit = text_field("Unit", most=40, needed=False, hint="Such as %, days, EUR.")
    source = text_field("Source", most=300, needed=False, hint="Where the figure is read, and by whom.")
    baseline = _figure("Today")
    target = _figure("Target")
    current = _figure("Latest figure")

    NAMES = ("title", "metric", "unit", "source", "baseline", "target", "current")


class PersonaForm(NamedForm):
    version = version_field()
    name = text_field("Name", hint="As stories call them: Support agent, Platform engineer.")
    description = area_field("Who it is", hint="Markdown is understood.")
    goals = area_field("What they want")
    pains = area_field("What hurts today")

    NAMES = ("name", "description", "goals", "pains")
