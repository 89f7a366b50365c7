"""Forms of the roadmap: they parse; the services judge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from pilothouse.roadmap.contracts import KINDS, LEVELS, STATUSES, Item, Release

Choices = Iterable[tuple[Any, str]]


def _words(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ").capitalize()) for word in words]


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def _days(label: str) -> forms.FloatField:
    return forms.FloatField(label=label, required=False, widget=forms.NumberInput(attrs={"step": "0.5"}))


class ItemForm(forms.Form):
    """An item's fields. `choices`: options for parent, release, owner and product."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(max_length=500)
    product = forms.TypedChoiceField(coerce=int)
    level = forms.ChoiceField(choices=_words(LEVELS), initial="feature")
    kind = forms.ChoiceField(choices=_words(KINDS), initial="build")
    status = forms.ChoiceField(choices=_words(STATUSES), initial="backlog")
    parent_key = forms.CharField(
        label="Part of", required=False, help_text="Key of the item that this one is part of"
    )
    description = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 6}), help_text="Markdown is understood"
    )
    low = _days("Low estimate, person-days")
    likely = _days("Likely estimate, person-days")
    high = _days("High estimate, person-days")
    progress = forms.IntegerField(label="Done, %", min_value=0, max_value=100, required=False)
    earliest_start = _day("Earliest start")
    deadline = _day("Deadline")
    deadline_hard = forms.BooleanField(label="The deadline cannot move", required=False)
    release_id = forms.TypedChoiceField(label="Release", required=False, coerce=int, empty_value=None)
    owner_id = forms.TypedChoiceField(label="Owner", required=False, coerce=int, empty_value=None)
    value = forms.IntegerField(label="Value, 0 to 100", required=False, min_value=0, max_value=100)
    cost_of_delay = forms.DecimalField(
        label="Cost of delay a week", required=False, min_value=0, decimal_places=2
    )
    milestone = forms.BooleanField(label="Milestone: takes no time", required=False)
    mandatory = forms.BooleanField(label="Mandatory", required=False, initial=True)

    def __init__(
        self, *args: Any, releases: Choices, owners: Choices, products: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release_id"].choices = [("", "No release"), *releases]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = [("", "Nobody"), *owners]  # type: ignore[attr-defined]
        self.fields["product"].choices = list(products)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        found = dict(self.cleaned_data)
        found.pop("version")
        found.pop("product")
        cost = found.pop("cost_of_delay")
        found["cost_of_delay_cents"] = None if cost is None else int(cost * 100)
        found["progress"] = (found["progress"] or 0) / 100
        found["parent_key"] = found["parent_key"].strip()
        return found


def item_initial(item: Item) -> dict[str, Any]:
    """Start values of the form for an item that is there."""
    names = (
        "version",
        "title",
        "level",
        "kind",
        "status",
        "parent_key",
        "description",
        "low",
        "likely",
        "high",
        "earliest_start",
        "deadline",
        "deadline_hard",
        "release_id",
        "owner_id",
        "value",
        "milestone",
        "mandatory",
    )
    found = {name: getattr(item, name) for name in names}
    found["product"] = item.product_id
    found["progress"] = round(item.progress * 100)
    found["cost_of_delay"] = None if item.cost_of_delay_cents is None else item.cost_of_delay_cents / 100
    return found


class ReleaseForm(forms.Form):
    """A release's fields."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product = forms.TypedChoiceField(coerce=int)
    name = forms.CharField(max_length=255)
    target_on = _day("Target date", "The forecast tells the chance to meet it")
    released_on = _day("Released on", "Leave empty until it is out")
    growing = forms.BooleanField(
        required=False,
        label="Scope still grows",
        help_text="Work for it is still to be found: its date gets later and wider, as the share done says",
    )
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, products: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = list(products)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `change_release` takes."""
        names = ("name", "description", "target_on", "released_on", "growing")
        return {name: self.cleaned_data[name] for name in names}


def release_initial(release: Release) -> dict[str, Any]:
    """Start values of the form for a release that is there."""
    names = ("version", "name", "target_on", "released_on", "growing", "description")
    return {name: getattr(release, name) for name in names} | {"product": release.product_id}
