"""Forms of the roadmap: they parse; the services judge."""

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
    words,
)
from pilothouse.roadmap.contracts import KINDS, LEVELS, STATUSES, Item, Release


class ItemForm(MoneyForm):
    """An item's fields. `releases`, `owners` and `products` are what there is to choose from."""

    version = version_field()
    title = text_field("Title", most=500)
    product = forms.TypedChoiceField(coerce=int)
    level = forms.ChoiceField(choices=words(LEVELS), initial="feature")
    kind = forms.ChoiceField(choices=words(KINDS), initial="build")
    status = forms.ChoiceField(choices=words(STATUSES), initial="backlog")
    parent_key = text_field("Part of", most=40, needed=False, hint="Key of the item that this one is part of")
    description = area_field("Description", rows=6, hint="Markdown is understood")
    low = days_field("Low estimate, person-days")
    likely = days_field("Likely estimate, person-days", hint="Alone it is read with the usual errors")
    high = days_field("High estimate, person-days")
    progress = forms.IntegerField(label="Done, %", min_value=0, max_value=100, required=False)
    earliest_start = day_field("Earliest start")
    deadline = day_field("Deadline")
    deadline_hard = forms.BooleanField(label="The deadline cannot move", required=False)
    release_id = one_of("Release")
    owner_id = one_of("Owner")
    value = forms.IntegerField(label="Value, 0 to 100", required=False, min_value=0, max_value=100)
    cost_of_delay_money = money_field("Cost of delay a week")
    milestone = forms.BooleanField(label="Milestone: takes no time", required=False)
    mandatory = forms.BooleanField(label="Mandatory", required=False, initial=True)

    def __init__(
        self, *args: Any, releases: Choices, owners: Choices, products: Choices, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        _offer(self, "release_id", [("", "No release"), *releases])
        _offer(self, "owner_id", [("", "No one"), *owners])
        _offer(self, "product", products)

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        apart = ("version", "product", "cost_of_delay_money")
        found = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return found | self.amounts() | {"progress": (found["progress"] or 0) / 100}


def item_initial(item: Item, currency: str) -> dict[str, Any]:
    """Start values of the form for an item that is there."""
    names = [name for name in ItemForm.base_fields if hasattr(item, name)]
    return (
        {name: getattr(item, name) for name in names}
        | {"product": item.product_id, "progress": round(item.progress * 100)}
        | typed_amounts(item, currency, "cost_of_delay")
    )


class ReleaseForm(forms.Form):
    """A release's fields."""

    version = version_field()
    product = forms.TypedChoiceField(coerce=int)
    name = text_field("Name", most=255)
    target_on = day_field("Target date", hint="The forecast says the chance to meet it")
    released_on = day_field("Released on", hint="Leave empty until it is out")
    growing = forms.BooleanField(
        required=False,
        label="Scope still grows",
        help_text="Work for it is still to be found: its date gets later and wider, as the share done says",
    )
    description = area_field("Description")

    def __init__(self, *args: Any, products: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "product", products)

    def values(self) -> dict[str, Any]:
        """What `change_release` takes."""
        return {name: self.cleaned_data[name] for name in _RELEASE}


_RELEASE = ("name", "description", "target_on", "released_on", "growing")


def release_initial(release: Release) -> dict[str, Any]:
    """Start values of the form for a release that is there."""
    names = ("version", *_RELEASE)
    return {name: getattr(release, name) for name in names} | {"product": release.product_id}


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
