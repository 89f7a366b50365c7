"""Forms of the workspace's own statuses, labels and fields."""

from __future__ import annotations

from typing import Any

from django import forms

from pilothouse.kit.forms import area_field, one_of, text_field, version_field, words
from pilothouse.roadmap.contracts import COLOURS, FIELD_KINDS, STATUSES, CustomField, Label


class LabelForm(forms.Form):
    """A label's name and colour."""

    version = version_field()
    name = text_field("Name", most=100)
    colour = forms.ChoiceField(choices=words(COLOURS), initial="grey")

    def values(self) -> dict[str, Any]:
        return _without(self.cleaned_data, "version")


class MergeForm(forms.Form):
    """The label that takes over."""

    version = version_field()
    into_id = one_of("Merge into")

    def __init__(self, *args: Any, others: list[Label], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["into_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.id, row.name) for row in others]


class StatusForm(forms.Form):
    """A status: its name, what it means for planning, its colour."""

    version = version_field()
    name = text_field("Name", most=60)
    means = forms.ChoiceField(
        label="Means", choices=words(STATUSES), help_text="What plans take an item with this status for"
    )
    colour = forms.ChoiceField(choices=words(COLOURS), initial="grey")

    def values(self) -> dict[str, Any]:
        return _without(self.cleaned_data, "version")


_HINT = (
    "Over numbers, dates, texts and other fields: value / estimate, deadline - 14, "
    "'big' if estimate > 20 else 'small'. What is empty leaves the result empty; default(reach, 0) fills it."
)


class CustomFieldForm(forms.Form):
    """A field of the workspace's own; its kind is chosen once."""

    version = version_field()
    name = text_field("Name", most=60)
    kind = forms.ChoiceField(choices=words(FIELD_KINDS))
    choices = area_field("Choices", rows=4, hint="Of a choice: each on a line of its own")
    formula = text_field("Formula", most=500, needed=False, hint=_HINT)

    def __init__(self, *args: Any, there: CustomField | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.there = there
        if there is not None:
            del self.fields["kind"]
            if there.kind != "choice":
                del self.fields["choices"]
            if there.kind != "formula":
                del self.fields["formula"]

    def values(self) -> dict[str, Any]:
        found = _without(self.cleaned_data, "version")
        if "choices" in found:
            found["choices"] = [line for line in found["choices"].splitlines() if line.strip()]
        return found


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
