"""Forms of the roadmap: they parse; the services judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

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
from pilothouse.roadmap.contracts import (
    KINDS,
    LEVELS,
    PRIORITIES,
    CustomField,
    Item,
    OwnStatus,
    Portfolio,
    RankedProduct,
    Release,
)


class ItemForm(MoneyForm):
    """An item's fields. `releases`, `owners` and `products` are what there is to choose from."""

    about: ClassVar = {"estimate": "likely"}
    version = version_field()
    title = text_field("Title", most=500)
    product = forms.TypedChoiceField(coerce=int)
    level = forms.ChoiceField(choices=words(LEVELS), initial="feature")
    kind = forms.ChoiceField(choices=words(KINDS), initial="build")
    status = forms.ChoiceField()
    priority = forms.ChoiceField(choices=[("", "No priority"), *words(PRIORITIES)], required=False)
    parent_key = text_field("Part of", most=40, needed=False, hint="Key of the item that this one is part of")
    parent_key.widget.attrs["data-picker"] = "roadmap.item"
    description = area_field("Description", rows=6, hint="Markdown is understood", markdown=True)
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
    labels = text_field("Labels", most=2000, needed=False, hint="Separated by commas; new ones are made")
    milestone = forms.BooleanField(label="Milestone: takes no time", required=False)
    mandatory = forms.BooleanField(
        label="Mandatory", required=False, help_text="Scope to cut never proposes it, nor its parts"
    )
    why = text_field(
        "Why",
        most=2000,
        needed=False,
        hint="The reason for another estimate, date or release; it stands in the history",
    )

    def __init__(
        self,
        *args: Any,
        releases: Choices,
        owners: Choices,
        products: Choices,
        statuses: Sequence[OwnStatus] = (),
        fields: Sequence[CustomField] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.own = {f"custom_{row.id}": row for row in fields if row.kind != "formula"}
        for name, row in self.own.items():
            self.fields[name] = custom_field(row, owners)
        _offer(self, "status", [(row.value, row.name) for row in statuses])
        _offer(self, "release_id", [("", "No release"), *releases])
        _offer(self, "owner_id", [("", "No one"), *owners])
        _offer(self, "product", products)

    def values(self) -> dict[str, Any]:
        """What the services take; call after `is_valid`."""
        apart = ("version", "product", "cost_of_delay_money", "why", *self.own)
        found = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        custom = {row.id: self.cleaned_data[name] for name, row in self.own.items()}
        return (
            found
            | self.amounts()
            | {
                "progress": (found["progress"] or 0) / 100,
                "labels": [name for name in found["labels"].split(",") if name.strip()],
            }
            | ({"custom": custom} if custom else {})
        )

    @property
    def reason(self) -> str:
        """The reason of the change; call after `is_valid`."""
        return str(self.cleaned_data["why"])


def custom_field(field: CustomField, people: Choices) -> forms.Field:
    """A field of the workspace's own as a form shows it."""
    if field.kind == "number":
        widget = forms.NumberInput(attrs={"step": "any"})
        return forms.FloatField(label=field.name, required=False, widget=widget)
    if field.kind == "date":
        return day_field(field.name)
    if field.kind == "choice":
        choices = [("", "Not chosen"), *((word, word) for word in field.choices)]
        return forms.ChoiceField(label=field.name, required=False, choices=choices)
    if field.kind == "person":
        found = one_of(field.name)
        found.choices = [("", "No one"), *people]
        return found
    return text_field(field.name, most=500, needed=False)


def item_initial(item: Item, currency: str, statuses: Sequence[OwnStatus]) -> dict[str, Any]:
    """Start values of the form for an item that is there, its status as the one of `statuses` it shows."""
    status = next((row.value for row in statuses if row.name == item.status_name), item.status)
    names = [name for name in ItemForm.base_fields if hasattr(item, name)]
    return (
        {name: getattr(item, name) for name in names}
        | {"product": item.product_id, "progress": round(item.progress * 100)}
        | {"status": status, "labels": ", ".join(item.labels), "why": ""}
        | {f"custom_{value.field_id}": value.value for value in item.custom}
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
    description = area_field("Description", hint="Markdown is understood", markdown=True)
    why = text_field(
        "Why", most=2000, needed=False, hint="The reason for another date; it stands in the history"
    )

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


class OrderForm(forms.Form):
    """Mode, and each product's weight and whether it is planned; the order itself is sent as a list."""

    version = version_field()
    mode = forms.ChoiceField(
        choices=[("strict", "Strict"), ("balanced", "Balanced")], widget=forms.RadioSelect
    )

    def __init__(self, found: Portfolio, data: Any = None) -> None:
        super().__init__(data, initial={"version": found.version, "mode": found.mode})
        self.found = found
        for row in found.products:
            self.fields[f"weight_{row.id}"] = forms.FloatField(
                label=f"Weight of {row.name}",
                min_value=0.01,
                max_value=1000,
                required=False,
                initial=f"{row.weight:g}",
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
            self.fields[f"active_{row.id}"] = forms.BooleanField(
                label=f"Plan {row.name}", required=False, initial=row.active
            )

    def weight(self, id: int) -> BoundField:
        return self[f"weight_{id}"]

    def active(self, id: int) -> BoundField:
        return self[f"active_{id}"]

    def weights(self) -> dict[int, float]:
        """Those that were sent, by product."""
        found = {row.id: self.cleaned_data[f"weight_{row.id}"] for row in self.found.products}
        return {number: weight for number, weight in found.items() if weight is not None}

    def paused(self) -> list[int]:
        return [row.id for row in self.found.products if not self.cleaned_data[f"active_{row.id}"]]


class ProductSetForm(forms.Form):
    """A portfolio: its name and its products."""

    version = version_field()
    name = text_field("Name", most=100)
    product_ids = forms.TypedMultipleChoiceField(
        label="Products", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, products: Sequence[RankedProduct], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["product_ids"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.id, row.name) for row in products]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "product_ids")}


class TeamShareForm(forms.Form):
    """The least and most in percent that each product gets of a team."""

    version = version_field()

    def __init__(self, found: Portfolio, team_id: int, data: Any = None) -> None:
        super().__init__(data, initial={"version": found.version}, auto_id=f"team-{team_id}-%s")
        self.found = found
        stored = {row.product_id: row for row in found.team_shares if row.team_id == team_id}
        self.is_set = bool(stored)
        for row in found.products:
            share = stored.get(row.id)
            least, most = (share.least, share.most) if share else (0.0, 1.0)
            self.fields[f"least_{row.id}"] = _percent(f"At least for {row.name}, %", least)
            self.fields[f"most_{row.id}"] = _percent(f"At most for {row.name}, %", most)

    def values(self) -> list[tuple[int, float, float]]:
        """Product, least and most; products that are free to take any part are left out."""
        rows = [
            (row.id, self._share(f"least_{row.id}", 0.0), self._share(f"most_{row.id}", 1.0))
            for row in self.found.products
        ]
        return [row for row in rows if row[1:] != (0.0, 1.0)]

    def _share(self, name: str, usual: float) -> float:
        percent = self.cleaned_data[name]
        return usual if percent is None else percent / 100


def _percent(label: str, share: float) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(
        label=label, min_value=0, max_value=100, required=False, initial=f"{share * 100:g}", widget=widget
    )


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
